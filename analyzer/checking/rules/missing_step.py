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
    """Yield one finding for all steps that should have come after the last line.

    Only right for an operation that the logs outlast: `find` does not call it. It is mild where no end was seen, for
    the verdict says so already; after an end it is as bad as any missing step.
    """
    held = case.alignment
    owed = [step for step in held.owed if step.event] if held else []
    if held is None or not owed:
        return
    lines = [move.event for move in held.moves if move.move == "sync" and move.event]
    host = held.bindings.get(owed[0].role)
    others = ", ".join(step.event or "" for step in owed[1:])
    yield Deviation(
        rule=RULE,
        message=f"{owed[0].event} of {owed[0].role}{f' on {host}' if host else ''} was not logged"
        + (f", nor what should follow: {others}" if others else ""),
        because=f"{owed[0].place} requires it before the end and the logs go on without it",
        event=owed[0].event,
        evidence=tuple(event.place for event in lines[-1:]),
        flow=owed[0].place,
        severity=RULE.severity if held.ended else "info",
        time=lines[-1].time if lines else None,
    )
