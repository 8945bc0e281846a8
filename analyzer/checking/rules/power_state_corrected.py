"""Nova found the guest in another power state than it had on record.

Code: N219
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: sync.power-state-updated, sync.not-stopped, sync.paused, sync.suspended or sync.not-found, under a periodic
    or lifecycle context.
Cause: The guest was started, paused or stopped behind Nova (virsh, the host's restart), or an event was lost.
Next: The record is corrected; a guest that should be stopped is stopped by force, a paused one is left.
Remedy: Do not steer Nova's guests with virsh; after a host's restart compare openstack server list --host HOST with
    virsh list --all. A guest that is not found is made again by openstack server reboot --hard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


UPDATED = "sync.power-state-updated"
_TOLD = ("sync.not-stopped", "sync.paused", "sync.suspended", "sync.not-found", UPDATED)
# Nova puts the power state on record just before it says these, of which guest-stopped-unexpectedly tells.
OF_A_STOP = ("sync.shutdown-by-itself", "sync.paused-shutdown")


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding: a mild one in an operation that a user asked for, as it is no part of that."""
    stopped = case.seen(*OF_A_STOP)
    told = [event for event in case.seen(*_TOLD) if event.name != UPDATED or not stopped]
    if told:
        yield finding(
            RULE,
            told,
            f"the power state of the guest on {told[0].host} was not what Nova had on record",
            f"{told[0].name}: {told[0].message[:200]}",
            severity="info" if case.trace.origin == "api" else None,
        )
