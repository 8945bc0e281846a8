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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per skipped step."""
    for gap in of_kind(case, "missing"):
        if gap.skipped and gap.skipped.step:
            yield tell(
                RULE,
                gap,
                f"{gap.event} of {whose(gap.skipped)} was not logged",
                f"{gap.skipped.step.place} requires it and the log of that process covers the moment",
            )
