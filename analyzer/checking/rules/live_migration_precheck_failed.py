"""A host did not pass the checks before a live migration.

Code: N213
Severity: error
Releases: 12-34
Exceptions: InvalidCPUInfo, InvalidLocalStorage, InvalidSharedStorage, MigrationPreCheckError,
    MigrationSchedulerRPCError, DestinationHypervisorTooOld, InvalidHypervisorType, ComputeServiceUnavailable,
    DestinationDiskExists
Evidence: conductor.failed-method with the reason where the host was asked for; where Nova chose it,
    conductor.live-migrate-skip-host (DEBUG) per host; rpc.exception under check_can_live_migrate_destination or
    _source on target and source.
Cause: Another CPU model, an older hypervisor, storage that is shared when block migration was asked for or local when
    it was not, too little disk or memory, or a target that is down or answers late.
Next: The server keeps running where it is. With another host left the migration goes on there although ERROR lines
    stand. An error that the conductor does not know (conductor.live-migrate-unexpected) puts the server into ERROR
    though it runs.
Remedy: Use one CPU model for all hosts ([libvirt] cpu_mode = custom with the oldest model), the same or newer
    libvirt and QEMU on the target, --block-migration that fits the storage (or auto from microversion 2.25); check
    with openstack compute service list that the target's nova-compute is up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import errors, finding, hosts, own, reason, says, seen_own
from analyzer.checking.rules._live import in_check, is_live
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


# The conductor says these of the choice of a host, not of its check.
_CHOICE = ("No valid host", "to current host", "Exceeded max scheduling retries")
_RAISED = (
    "InvalidCPUInfo",
    "InvalidLocalStorage",
    "InvalidSharedStorage",
    "MigrationPreCheckError",
    "DestinationHypervisorTooOld",
    "InvalidHypervisorType",
)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding for all hosts that were checked in vain."""
    if not is_live(case):
        return
    raised = [
        event for event in errors(case) if in_check(event) or (event.name == "rpc.exception" and says(event, *_RAISED))
    ]
    skipped = seen_own(case, "conductor.live-migrate-skip-host")
    refused = [event for event in seen_own(case, "conductor.failed-method") if not says(event, *_CHOICE)]
    told = (*skipped, *refused, *raised)
    if not told:
        return
    where = f" on {hosts(raised)}" if raised else ""
    yield finding(
        RULE,
        told,
        f"the check before the live migration failed{where}: {reason(told[0])}",
        f"{told[0].name} says so",
        also=(event for event in own(case) if event.name == "libvirt.lm-cpu-incompatible"),
    )
