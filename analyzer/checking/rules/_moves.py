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
        due: the matched lines of its role between which the step that a line was meant for has its place.
    """

    kind: Kind
    event: str
    move: AlignedStep
    step: Step | None
    beside: tuple[Place, ...]
    time: float | None
    due: tuple[Event | None, Event | None] = (None, None)


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
        steps = [partner.step] if partner and partner.step else _steps_for(case, name)
        kind: Kind = "unexpected"
        if partner:
            skipped.remove(partner)
            kind = "wrong host" if _elsewhere(case, steps, move.event) else "out of order"
        elif name in matched:
            kind = "repeated"
        elif steps:
            kind = "wrong host" if _elsewhere(case, steps, move.event) else "out of order"
        due = _place_of(case, moves, steps[0], partner) if steps else (None, None)
        beside = _around(moves, move.event)
        yield Departure(kind, name, move, steps[0] if steps else None, beside, move.event.time, due)
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


def _steps_for(case: Case, event: str) -> list[Step]:
    """Return the steps of an event, first those beside what was walked: an event may stand in several branches."""
    moves = case.alignment.moves if case.alignment else ()
    walked = [move.step.place.line or 0 for move in moves if move.move == "sync" and move.step]
    found = [step for step in steps_of(case) if step.event == event]
    return sorted(found, key=lambda step: min((abs((step.place.line or 0) - line) for line in walked), default=0))


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


def _place_of(
    case: Case, moves: tuple[AlignedStep, ...], step: Step, skipped: AlignedStep | None
) -> tuple[Event | None, Event | None]:
    """Return the matched lines of a step's role before and after its place: among the moves, if it was skipped there.

    An optional step is not skipped; its place is among the steps of the file.
    """
    if skipped:
        at = moves.index(skipped)
        earlier, later = moves[:at], moves[at + 1 :]
    else:
        order = {one.place: number for number, one in enumerate(steps_of(case))}
        known = [move for move in moves if move.step and move.step.place in order]
        earlier = tuple(one for one in known if one.step and order[one.step.place] < order[step.place])
        later = tuple(one for one in known if one.step and order[one.step.place] > order[step.place])
    before = next(_matched(move for move in reversed(earlier) if move.role == step.role), None)
    return before, next(_matched(move for move in later if move.role == step.role), None)


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
