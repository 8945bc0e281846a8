"""A line that the flow requires is not in the logs, although they would show it.

Code: S101
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: the matched lines just before and after the gap. A step counts only if the log of that host covers the
    moment, shows the level, and ever had lines of that kind.
Cause: The step was not done; or the line was lost, by a full disk, rotation, a dropped shipper batch or a killed
    process.
Next: Whatever the flow has after it, or the end of the operation.
Remedy: Look at that host's log between the two lines; if lines of other requests are missing too, the log is at
    fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._moves import of_kind, tell, whose
from analyzer.checking.rules._words import rule_of
from analyzer.model import Deviation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per skipped step."""
    for gap in of_kind(case, "missing"):
        if gap.step:
            yield tell(
                RULE,
                gap,
                f"{gap.event} of {whose(gap.move)} was not logged",
                f"{gap.step.place} requires it and the log of that process covers the moment",
            )


def find_owed(case: Case) -> Iterator[Deviation]:
    """Yield one finding per step that should have come after the last line.

    Only right for an operation that the logs outlast: `find` does not call it.
    """
    held = case.alignment
    lines = [move.event for move in held.moves if move.move == "sync" and move.event] if held else []
    for step in held.owed if held else ():
        if step.event:
            host = held.bindings.get(step.role) if held else None
            yield Deviation(
                rule=RULE,
                message=f"{step.event} of {step.role}{f' on {host}' if host else ''} was not logged",
                because=f"{step.place} requires it before the end and the logs go on without it",
                event=step.event,
                evidence=tuple(event.place for event in lines[-1:]),
                flow=step.place,
                severity=RULE.severity,
                time=lines[-1].time if lines else None,
            )
