"""A host chosen by the scheduler lacked the resources when the server arrived.

Code: N206
Severity: error
Releases: 12-34
Exceptions: ComputeResourcesUnavailable
Evidence: compute.claim-failed (24+), compute.insufficient-resources (DEBUG), or "Insufficient compute resources" in
    compute.original-error, compute.error-out, rpc.exception or conductor.error-from-last-host.
Cause: Another server took the memory, disk, CPUs, PCI devices or NUMA cells between choice and claim, or scheduler
    and compute count them differently.
Next: Another host is tried; without one the launch ends in ERROR.
Remedy: Compare what placement has for the host (openstack resource provider usage show) with what runs there
    (openstack server list --all-projects --host HOST); nova-manage placement audit (21+) finds allocations of no
    server. Check reserved and ratio options and PCI or NUMA requests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, hosts, last_host, own, reason, says
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding for all hosts that refused."""
    told = [
        event
        for event in own(case)
        if (event.service == "compute" or event.name == "conductor.error-from-last-host")
        and (
            event.name in {"compute.claim-failed", "compute.insufficient-resources"}
            or (event.level != "DEBUG" and says(event, "ComputeResourcesUnavailable", "Insufficient compute resources"))
        )
    ]
    if told:
        where = hosts(event for event in told if event.service == "compute") or last_host(told[0])
        yield finding(
            RULE,
            told,
            f"the resources could not be claimed on {where}: {reason(told[0])}",
            f"{told[0].name} on {told[0].host} says that the claim failed",
        )
