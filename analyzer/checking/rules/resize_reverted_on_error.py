"""A resize or migration failed and the server was put back as it was.

Code: N227
Severity: error
Releases: 12-34
Exceptions: ResizeError, InstanceFaultRollback
Evidence: compute.set-back-active (12-18) or compute.set-back (19+) on the source, then compute.task-state-reverted
    and rpc.exception.
Cause: The source could not hand over the disks: ssh between the computes is refused, the disk cannot shrink, the
    target is full.
Next: The server runs or stays stopped on the source; the allocations on the target are given back (17 and later).
    What fails on the target afterwards (finish_resize) is not put back: the server is in ERROR there, and openstack
    server reboot --hard mends most such.
Remedy: Repair what the line says: ssh as nova's user from the source to the target must work without a question
    (port 22, keys, known hosts), the target needs free disk, the flavor's disk must not be smaller; then ask again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import errors, finding, reason, says, seen_own, stderr
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding, unless preparing the target failed, which has rules of its own."""
    if case.operation not in {"resize", "migrate", None} or seen_own(case, "compute.reschedule-error"):
        return
    told = [
        event
        for event in seen_own(case, "compute.set-back", "compute.set-back-active")
        if not says(event, "Unable to migrate instance")
    ]
    if told:
        why = reason(told[0]) + stderr((*told, *errors(case)))
        yield finding(
            RULE,
            told,
            f"the {case.operation or 'move'} failed on {told[0].host} and the server was put back: {why}",
            f"{told[0].name} says so",
            also=errors(case),
        )
