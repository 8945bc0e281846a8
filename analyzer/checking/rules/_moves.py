"""Departures from the flow, read off an alignment, each told once under one name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analyzer.model import Deviation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import AlignedStep, Place, RuleInfo

Kind = Literal["missing", "unexpected", "out of order", "repeated", "wrong host"]


@dataclass(frozen=True, slots=True)
class Departure:
    """A move on one side only, or two that belong together.

    Args:
        kind: under which rule it is told.
        event: the event's id.
        skipped: the step without a line, if any.
        extra: the line without a step, if any.
        beside: places of the matched lines just before and after.
        time: of the extra line, else of the matched line before; seconds, UTC.
    """

    kind: Kind
    event: str
    skipped: AlignedStep | None
    extra: AlignedStep | None
    beside: tuple[Place, ...]
    time: float | None


def departures(case: Case) -> Iterator[Departure]:
    """Yield what the alignment could not match, in its order; nothing without an alignment."""
    moves = case.alignment.moves if case.alignment else ()
    matched = {move.event.name for move in moves if move.move == "sync" and move.event}
    skipped = [at for at, move in enumerate(moves) if move.move == "model" and move.step and move.step.event]
    for at, move in enumerate(moves):
        if move.move != "log" or not _is_flow(case, move):
            continue
        name = move.event.name if move.event else ""
        same = [other for other in skipped if _name(moves[other]) == name]
        if same:
            # The nearest skipped step is the likeliest to be the one that the line was meant for.
            other = min(same, key=lambda place: abs(place - at))
            skipped.remove(other)
            kind: Kind = "wrong host" if _elsewhere(case, moves[other], move) else "out of order"
            yield _departure(kind, moves, at, moves[other])
        else:
            yield _departure("repeated" if name in matched else "unexpected", moves, at, None)
    for at in skipped:
        yield _departure("missing", moves, at, moves[at])


def of_kind(case: Case, kind: Kind) -> tuple[Departure, ...]:
    """Return the departures that one rule tells."""
    return tuple(departure for departure in departures(case) if departure.kind == kind)


def tell(rule: RuleInfo, departure: Departure, message: str, because: str) -> Deviation:
    """Make a finding of a departure; the line itself, if there is one, is the first evidence."""
    extra = departure.extra.event if departure.extra else None
    step = departure.skipped.step if departure.skipped else None
    return Deviation(
        rule=rule,
        message=message,
        because=because,
        event=departure.event,
        evidence=(*((extra.place,) if extra else ()), *departure.beside),
        flow=step.place if step else None,
        severity=rule.severity,
        time=departure.time,
    )


def whose(move: AlignedStep) -> str:
    """Name a move's role and host: `target on node-2`."""
    role = move.role or (move.step.role if move.step else None) or (move.event.service if move.event else "a service")
    host = move.host or (move.event.host if move.event else None)
    return f"{role} on {host}" if host else role


def _departure(kind: Kind, moves: tuple[AlignedStep, ...], at: int, skipped: AlignedStep | None) -> Departure:
    extra = moves[at] if moves[at].move == "log" else None
    before = next((move.event for move in reversed(moves[:at]) if move.move == "sync" and move.event), None)
    after = next((move.event for move in moves[at + 1 :] if move.move == "sync" and move.event), None)
    beside = tuple(event.place for event in (before, after) if event)
    when = (extra.event if extra else None) or before
    return Departure(kind, _name(moves[at]), skipped, extra, beside, when.time if when else None)


def _name(move: AlignedStep) -> str:
    if move.event:
        return move.event.name
    return (move.step.event if move.step else None) or ""


def _is_flow(case: Case, move: AlignedStep) -> bool:
    spec = case.specs.get(_name(move))
    return spec is not None and spec.kind == "flow"


def _elsewhere(case: Case, skipped: AlignedStep, extra: AlignedStep) -> bool:
    """Tell whether the role of a skipped step is bound to another host than the line was written on."""
    bindings = case.alignment.bindings if case.alignment else {}
    host = skipped.host or (bindings.get(skipped.step.role) if skipped.step else None)
    return host is not None and extra.event is not None and host != extra.event.host
