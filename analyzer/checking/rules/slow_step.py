"""A step came later than it may.

Code: S106
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: the line and the one that its time is counted from.
Cause: A slow or overloaded host, disk, image store, database or bus; or a limit that Nova enforces was passed without
    Nova noticing.
Next: The flow as declared, later.
Remedy: Look at the host's load and at what it waited for between the two lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._words import rule_of
from analyzer.model import Deviation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.checking.case import Case
    from analyzer.model import AlignedStep, Event, Step

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per matched step that came after the limit its flow gives."""
    moves = [move for move in (case.alignment.moves if case.alignment else ()) if move.move == "sync"]
    for at, move in enumerate(moves):
        step, event = move.step, move.event
        if step is None or event is None or step.within is None:
            continue
        since = _predecessor(step, moves[:at])
        if since is not None and event.time - since.time > step.within:
            yield Deviation(
                rule=RULE,
                message=f"{event.name} on {event.host} came {event.time - since.time:.1f} s after {since.name}",
                because=f"{step.place} allows {step.within:g} s",
                event=event.name,
                evidence=(event.place, since.place),
                flow=step.place,
                severity=RULE.severity,
                time=event.time,
            )


def _predecessor(step: Step, before: Sequence[AlignedStep]) -> Event | None:
    """Return the matched event that a step's time is counted from.

    That is the latest one called `within_of`, else the latest that stands on the step's role or its sender's: only
    those are ordered before it.
    """
    roles = {step.role, step.sender}
    for move in reversed(before):
        fits = move.event and move.event.name == step.within_of if step.within_of else move.role in roles
        if fits:
            return move.event
    return None
