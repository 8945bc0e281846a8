"""A host chosen by the scheduler lacked the resources when the server arrived.

Code: N206
Severity: error
Releases: 12-34
Exceptions: ComputeResourcesUnavailable
Evidence: compute.claim-failed (24+), compute.insufficient-resources (DEBUG), or "Insufficient compute resources" in
    compute.original-error, compute.error-out or rpc.exception.
Cause: Another server took the memory, disk, CPUs, PCI devices or NUMA cells between choice and claim, or scheduler
    and compute count them differently.
Next: Another host is tried; without one the launch ends in ERROR.
Remedy: Compare the host's usage in placement with what runs on it (nova-manage placement audit), check reserved and
    ratio options, and PCI or NUMA requests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, hosts, own, reason, says
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
        if event.service == "compute"
        and (
            event.name in {"compute.claim-failed", "compute.insufficient-resources"}
            or (event.level != "DEBUG" and says(event, "ComputeResourcesUnavailable", "Insufficient compute resources"))
        )
    ]
    if told:
        yield finding(
            RULE,
            told,
            f"the resources could not be claimed on {hosts(told)}: {reason(told[0])}",
            f"{told[0].name} on {told[0].host} says that the claim failed",
        )
