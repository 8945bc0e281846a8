"""neutron did not report the server's interface as plugged in time.

Code: N209
Severity: error
Releases: 12-34
Exceptions: VirtualInterfaceCreateException, VirtualInterfacePlugException
Evidence: vif.plug-timeout (12-24) or event.wait-timeout (25+) for network-vif-plugged after vif_plugging_timeout
    (300 s), vif.neutron-failed at once, or compute.lm-vif-timeout in a live migration; no
    api.external-event-created for the port before it.
Cause: The network agent or controller of the host is down, or neutron's notification did not reach nova's API.
Next: With vif_plugging_is_fatal (the default) the build is aborted, no other host is tried and the server ends in
    ERROR; else it runs without network.
Remedy: Run openstack network agent list --host HOST (or check ovn-controller there) and neutron's nova section
    (notify_nova_on_port_status_changes, credentials; 401 or 404 in neutron-server's log); then delete the server
    and launch it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import errors, finding, says, seen_own, troubles
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_TOLD = (
    "vif.plug-timeout",
    "vif.neutron-failed",
    "compute.lm-vif-timeout",
    "compute.lm-vif-failed",
    "compute.lm-neutron-failed",
    "compute.revert-events-timeout",
)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding for all waits that failed."""
    told = list(seen_own(case, *_TOLD))
    told += [event for event in seen_own(case, "event.wait-timeout") if says(event, "network-vif")]
    raised = [event for event in troubles(case) if says(event, "VirtualInterfaceCreateException")]
    decisive = told or raised
    if decisive:
        aborted = [event for event in errors(case) if event.name == "compute.build-aborted"]
        yield finding(
            RULE,
            decisive,
            f"{decisive[0].host} waited in vain for neutron to report the interface as plugged",
            f"{decisive[0].name}: {decisive[0].message.partition(chr(10))[0]}",
            also=(*raised, *aborted),
        )
