"""Order across hosts: what a message caused cannot have been logged before it was sent.

The aligner orders the lines of one service on one host. Between hosts only the flow's messages order, and only after
the clocks were set right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from analyzer.model import Par, Step
from analyzer.notation.lint import bodies, steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.checking.case import Case
    from analyzer.model import AlignedStep, Event, Item, Place

# The pairs of lines that bound a clock are seconds apart themselves: less than this may be left of a skew.
TOLERANCE = 5.0
# Written when the answer was sent, in a thread of its own: as often before the cast's first line as after it.
UNORDERED = frozenset({"api.access"})


class Breach(NamedTuple):
    """A line that was written before the line of the sender that caused it."""

    move: AlignedStep
    event: Event
    step: Step
    cause: Event


def breaches(case: Case) -> Iterator[Breach]:
    """Yield the lines of an operation that came before the message that caused them, each with the sender's line.

    Only lines with the operation's own id count, and none of a `par`, whose branches have no order. A line that is told
    causes nothing further.
    """
    if case.alignment is None or case.flow is None:
        return
    own = {id(event) for event in (*case.trace.events, *case.trace.shared)}
    aside = {step.place for step in _in_par(case.flow.body)}
    silent = dict(_silent(case.flow.body, {move.step.place for move in case.alignment.moves if move.step}))
    told: dict[str, Event] = {}  # by role, the latest line that a message let it know
    last: dict[str, Event] = {}  # by role, the latest line of its own
    for move in case.alignment.moves:
        step, event = move.step, move.event
        if step is None:
            continue
        for message in (*silent.get(step.place, ()), step):
            known = _latest(last.get(message.sender or ""), told.get(message.sender or ""), told.get(message.role))
            if known:
                told[message.role] = known
        if move.move != "sync" or event is None or id(event) not in own:
            continue
        if step.event in UNORDERED or step.place in aside:
            continue
        cause = told.get(step.role)
        if cause and cause.time - event.time > TOLERANCE and _apart(cause, event):
            yield Breach(move, event, step, cause)
        elif step.role not in last or last[step.role].host != event.host:  # tried again on another host
            last[step.role] = event
        else:
            last[step.role] = max(last[step.role], event, key=_time)


def _apart(one: Event, other: Event) -> bool:
    return (one.service, one.host) != (other.service, other.host)


def _latest(*events: Event | None) -> Event | None:
    return max((event for event in events if event), key=_time, default=None)


def _time(event: Event) -> float:
    return event.time


def _in_par(items: Iterable[Item]) -> Iterator[Step]:
    for item in items:
        for body in bodies(item):
            yield from steps(body) if isinstance(item, Par) else _in_par(body)


def _silent(items: tuple[Item, ...], passed: set[Place]) -> Iterator[tuple[Place, tuple[Step, ...]]]:
    """Yield for each passed step the messages without a line that stand right before it, in its body or around it."""
    waiting: list[Step] = []
    for item in items:
        if isinstance(item, Step) and item.event is None:
            waiting.append(item)
            continue
        first = next((step.place for step in steps((item,)) if step.place in passed), None)
        inner = dict(pair for body in bodies(item) for pair in _silent(body, passed))
        if first is not None and waiting:
            inner[first] = (*waiting, *inner.get(first, ()))
            waiting = []
        yield from inner.items()
