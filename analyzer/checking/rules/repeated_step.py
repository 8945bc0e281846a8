"""A step was logged more often than the flow has it.

Code: S104
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: the line that is one too many and the matched lines around it.
Cause: A message was delivered twice, a service did the work again after a restart, or the log holds the line twice.
Next: The flow as declared.
Remedy: If other lines stand twice too, the logs overlap; else look for redelivered messages and restarts at that
    moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._moves import of_kind, tell, whose
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.checking.rules._moves import Departure
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per line too many."""
    for departure in of_kind(case, "repeated"):
        yield tell(
            RULE,
            departure,
            f"{departure.event} of {whose(departure.move)} was logged again",
            f"the step of the flow was already matched by {_match(case, departure)}",
        )


def _match(case: Case, departure: Departure) -> str:
    """Say which line is the step, the nearest one where the flow has it more than once."""
    own = departure.move.event
    lines = [
        move.event
        for move in (case.alignment.moves if case.alignment else ())
        if move.move == "sync" and move.event and move.event.name == departure.event
    ]
    nearest = min(lines, key=lambda event: abs(event.time - own.time) if own else 0.0, default=None)
    return str(nearest.place) if nearest else "another line"
