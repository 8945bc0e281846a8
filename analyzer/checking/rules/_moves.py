"""Departures from the flow, read off an alignment, each told once under one name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analyzer.model import Alt, Attempt, Deviation, Loop, Opt, Par, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.checking.case import Case
    from analyzer.model import AlignedStep, Event, Item, Place, RuleInfo

Kind = Literal["missing", "unexpected", "out of order", "repeated", "wrong host"]


@dataclass(frozen=True, slots=True)
class Departure:
    """A move on one side only, or two that belong together.

    Args:
        kind: under which rule it is told.
        event: the event's id.
        move: the line without a step; of a missing step, the step without a line.
        step: the declared step that was skipped or that the line was meant for, if any.
        beside: places of the matched lines just before and after.
        time: of the line, else of the matched line before; seconds, UTC.
    """

    kind: Kind
    event: str
    move: AlignedStep
    step: Step | None
    beside: tuple[Place, ...]
    time: float | None


def departures(case: Case) -> Iterator[Departure]:
    """Yield what the alignment could not match; nothing without an alignment.

    A line is told together with a skipped step of its event, if there is one. A line of an event that the flow only has
    as an optional step is out of order or on the wrong host just the same, though nothing was skipped.
    """
    moves = case.alignment.moves if case.alignment else ()
    matched = {move.event.name for move in moves if move.move == "sync" and move.event}
    skipped = [move for move in moves if move.move == "model" and move.step and move.step.event]
    for move in moves:
        if move.move != "log" or move.event is None or not _is_flow(case, move.event):
            continue
        name = move.event.name
        partner = next((other for other in skipped if other.step and other.step.event == name), None)
        steps = [partner.step] if partner and partner.step else [step for step in steps_of(case) if step.event == name]
        kind: Kind = "unexpected"
        if partner:
            skipped.remove(partner)
            kind = "wrong host" if _elsewhere(case, steps, move.event) else "out of order"
        elif name in matched:
            kind = "repeated"
        elif steps:
            kind = "wrong host" if _elsewhere(case, steps, move.event) else "out of order"
        yield Departure(kind, name, move, steps[0] if steps else None, _around(moves, move.event), move.event.time)
    for move in skipped:
        at = moves.index(move)
        before, after = next(_matched(reversed(moves[:at])), None), next(_matched(moves[at + 1 :]), None)
        name = (move.step.event if move.step else None) or ""
        beside = tuple(event.place for event in (before, after) if event)
        yield Departure("missing", name, move, move.step, beside, before.time if before else None)


def steps_of(case: Case) -> Iterator[Step]:
    """Yield the steps of the case's flow that a healthy operation may have, in the order of the file."""
    todo: list[Item] = list(reversed(case.flow.body)) if case.flow else []
    while todo:
        item = todo.pop()
        if isinstance(item, Step):
            yield item
        elif isinstance(item, Alt | Par):
            todo += [inner for branch in reversed(item.branches) for inner in reversed(branch)]
        elif isinstance(item, Opt | Loop | Attempt):
            todo += reversed(item.body)


def of_kind(case: Case, kind: Kind) -> tuple[Departure, ...]:
    """Return the departures that one rule tells."""
    return tuple(departure for departure in departures(case) if departure.kind == kind)


def tell(rule: RuleInfo, departure: Departure, message: str, because: str) -> Deviation:
    """Make a finding of a departure; the line itself, if there is one, is the first evidence."""
    own = departure.move.event
    return Deviation(
        rule=rule,
        message=message,
        because=because,
        event=departure.event,
        evidence=(*((own.place,) if own else ()), *departure.beside),
        flow=departure.step.place if departure.step else None,
        severity=rule.severity,
        time=departure.time,
    )


def whose(move: AlignedStep) -> str:
    """Name a move's role and host: `target on node-2`."""
    role = move.role or (move.event.service if move.event else "a service")
    host = move.host or (move.event.host if move.event else None)
    return f"{role} on {host}" if host else role


def _matched(moves: Iterable[AlignedStep]) -> Iterator[Event]:
    return (move.event for move in moves if move.move == "sync" and move.event)


def _around(moves: tuple[AlignedStep, ...], own: Event) -> tuple[Place, ...]:
    """Return the places of the matched lines before and after one by time; its place among the moves says nothing."""
    matched = sorted(_matched(moves), key=lambda event: event.time)
    before = [event for event in matched if event.time <= own.time][-1:]
    after = [event for event in matched if event.time > own.time][:1]
    return tuple(event.place for event in before + after)


def _is_flow(case: Case, event: Event) -> bool:
    spec = case.specs.get(event.name)
    return spec is not None and spec.kind == "flow"


def _elsewhere(case: Case, steps: Sequence[Step], event: Event) -> bool:
    """Tell whether every role that may write the event is bound to another host than the one it was written on."""
    bindings = case.alignment.bindings if case.alignment else {}
    return all(bindings.get(step.role, event.host) != event.host for step in steps)
