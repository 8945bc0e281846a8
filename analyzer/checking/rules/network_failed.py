"""The network of the server could not be set up.

Code: N208
Severity: error
Releases: 12-34
Exceptions: NoMoreFixedIps, FixedIpAlreadyInUse, PortInUse,
    NeutronAdminCredentialConfigurationInvalid, NetworkNotFound, VirtualInterfacePlugException
Evidence: compute.network-setup-failed, compute.network-alloc-failed, neutron.port-create-failed, neutron.no-fixed-ip,
    vif.plug-failed or osvif.plug-failed.
Cause: neutron refused the port or its address, could not be reached, or the interface could not be plugged on the
    host.
Next: A failed allocation is tried on another host; without an address, or when plugging fails, the build is aborted.
Remedy: Look for the request id in neutron-server's log; run openstack ip availability show NETWORK, openstack quota
    show for ports, and openstack network agent list --host HOST; check nova's neutron credentials and the bridge on
    the host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, reason, says, seen_own
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_TOLD = (
    "compute.network-setup-failed",
    "compute.network-setup-retry",
    "compute.network-alloc-failed",
    "compute.no-more-fixed-ip",
    "neutron.port-create-failed",
    "neutron.no-fixed-ip",
    "neutron.fixed-ip-used",
    "neutron.mac-in-use",
    "neutron.admin-token",
    "vif.plug-failed",
    "osvif.plug-failed",
)
# Each has a rule of its own.
_OTHER = ("PortBindingFailed", "VirtualInterfaceCreateException", "PortLimitExceeded", "MessagingTimeout")


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding unless a closer rule names the reason."""
    told = [event for event in seen_own(case, *_TOLD) if not says(event, *_OTHER)]
    if told:
        why = reason(told[0])
        yield finding(
            RULE,
            told,
            f"the network could not be set up on {told[0].host}: {why}",
            f"{told[0].name} reports it",
            also=[
                event
                for event in seen_own(case, "compute.spawn-failed", "compute.build-failed", "compute.build-aborted")
                if reason(event) == why or says(event, "allocate the network")
            ],
        )
