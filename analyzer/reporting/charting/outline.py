"""Where each step of a flow stands: in which blocks, and after which messages that leave no line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.model import Alt, Attempt, Break, Loop, Named, Par, Retry, Step
from analyzer.notation.lint import steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.model import Flow, Item

Turning = Named | Retry | Break


@dataclass(frozen=True, slots=True)
class Spot:
    """A step and the bodies around it, the outermost first, each as (line of its block, number of its branch).

    `again` are the loops and attempts around it, the outermost first, each as its first and its last line.
    """

    step: Step
    bodies: tuple[tuple[int, int], ...]
    turn: Turning | None
    again: tuple[tuple[int, int], ...]


class Outline:
    """The steps of a flow by their place; no two stand on one line."""

    def __init__(self, flow: Flow) -> None:
        self._spots = {spot.step.place: spot for spot in _spots(flow.body, (), None, ())}

    def turn_of(self, step: Step) -> Turning | None:
        """Return the innermost named block that a step stands in."""
        spot = self._spots.get(step.place)
        return spot.turn if spot else None

    def brought(self, role: str, step: Step, after: int, release: int | None) -> tuple[Step, ...]:
        """Return the messages without a line that bring a role to a step.

        Args:
            role: the step's own, or the sender of its message.
            step: what the role does next.
            after: the line of the flow where the role was before; 0 if it was nowhere.
            release: the release that wrote the logs; None: any.

        Returns:
            At most one message for each sender, in the order of the flow.
        """
        here = self._spots.get(step.place)
        if here is None:
            return ()
        line = step.place.line
        if after >= line:  # begun again: from the head of the innermost loop or attempt that holds both
            after = max((first for first, last in here.again if first < after <= last), default=after)
        found: dict[str, Step] = {}
        for spot in self._spots.values():
            sent = spot.step
            fits = sent.event is None and sent.role == role and after < sent.place.line < line
            admitted = sent.releases is None or sent.releases.admit(release)
            if fits and admitted and here.bodies[: len(spot.bodies)] == spot.bodies:
                found[sent.sender or ""] = sent
        return tuple(found.values())


def _spots(
    items: tuple[Item, ...],
    bodies: tuple[tuple[int, int], ...],
    turn: Turning | None,
    again: tuple[tuple[int, int], ...],
) -> Iterator[Spot]:
    for item in items:
        match item:
            case Step():
                yield Spot(item, bodies, turn, again)
            case Alt() | Par():
                for number, branch in enumerate(item.branches):
                    yield from _spots(branch, (*bodies, (item.place.line, number)), turn, again)
            case Attempt():
                inside = (*bodies, (item.place.line, 0))
                held = (*again, _extent(item))
                yield from _spots(item.body, inside, turn, held)
                # It may be entered after any step of the body, so what was sent there may have come before it.
                for retry in item.retries:
                    yield from _spots(retry.body, (*inside, (retry.place.line, 0)), retry, held)
            case _:
                named = item if isinstance(item, Named | Break) else turn
                held = (*again, _extent(item)) if isinstance(item, Loop) else again
                yield from _spots(item.body, (*bodies, (item.place.line, 0)), named, held)


def _extent(item: Loop | Attempt) -> tuple[int, int]:
    return item.place.line, max(step.place.line for step in steps((item,)))
