"""Which deviation belongs to which move of an alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.model import AlignedStep, Deviation, Event, Place, Step, Verdict

SLOW = "slow-step"


class Codes:
    """The codes of an operation's deviations, by what they are about."""

    def __init__(self, verdict: Verdict) -> None:
        self._deviations = verdict.deviations
        self._events: dict[Place, Event] = {event.place: event for event in verdict.trace.all_events}

    def of(self, move: AlignedStep) -> tuple[str, ...]:
        """Return the codes of a move: its line is the evidence, or it is the step that has no line."""
        if move.event is None:
            return self.of_step(move.step) if move.step and move.move == "model" else ()
        return _codes(one for one in self._deviations if _is_about(one, move.event))

    def concern(self, event: Event) -> bool:
        """Tell whether a line is evidence of any deviation."""
        return any(event.place in one.evidence for one in self._deviations)

    def of_step(self, step: Step) -> tuple[str, ...]:
        """Return the codes of a step that should have a line and has none."""
        return _codes(one for one in self._deviations if one.flow == step.place and one.event == step.event)

    def named(self, name: str) -> tuple[str, ...]:
        """Return the codes of a named turn."""
        return _codes(one for one in self._deviations if one.rule.name == name)

    def lateness(self, move: AlignedStep) -> float | None:
        """Return how many seconds a line came after the one it is counted from; None if nobody calls it slow."""
        if move.event is None:
            return None
        for one in self._deviations:
            if one.rule.name == SLOW and _is_about(one, move.event):
                since = [self._events[place].time for place in one.evidence[1:] if place in self._events]
                return move.event.time - max(since) if since else None
        return None


def _is_about(deviation: Deviation, event: Event) -> bool:
    """Tell whether a line is what a deviation is about: evidence may also be the lines before and after it."""
    return event.place in deviation.evidence and deviation.event in (None, event.name)


def _codes(deviations: Iterable[Deviation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.rule.code for one in deviations))
