"""neutron could not bind the server's port to the host.

Code: N210
Severity: error
Releases: 12-34
Exceptions: PortBindingFailed, PortUpdateFailed, PortBindingActivationFailed, PortBindingDeletionFailed
Evidence: PortBindingFailed in compute.network-setup-failed and compute.spawn-failed (launch), neutron.binding-failed
    (live migration, 18+), neutron.update-port-host-failed (resize, evacuate), neutron.binding-activate-failed.
Cause: No mechanism driver of neutron takes the port on that host: its agent is down, or the physical network is not
    mapped to a bridge there.
Next: A launch is tried on another host and mostly fails on each; a live migration skips the host; a resize or
    evacuation ends in ERROR.
Remedy: Run openstack network agent list --host HOST; check its bridge mappings and the mechanism drivers of ML2;
    neutron-server's log tells why under "Failed to bind port".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, hosts, own, says
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_TOLD = {"neutron.binding-failed", "neutron.update-port-host-failed", "neutron.binding-activate-failed"}


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding for all hosts."""
    told = [
        event
        for event in own(case)
        if event.name in _TOLD
        or (event.level in {"WARNING", "ERROR"} and says(event, "PortBindingFailed", "Binding failed for port"))
    ]
    if told:
        where = hosts(event for event in told if event.service == "compute") or "the host"
        yield finding(
            RULE,
            told,
            f"neutron could not bind the server's port on {where}",
            f"{told[0].name} reports it",
        )
