"""The hypervisor, or Nova's driver for it, raised an error.

Code: N226
Severity: error
Releases: 12-34
Exceptions: libvirtError, HypervisorUnavailable, InstancePowerOffFailure
Evidence: libvirtError, or a traceback that ends in nova/virt, in compute.spawn-failed, compute.error-out,
    rpc.exception, compute.reboot-failed or a libvirt.* line at ERROR.
Cause: libvirtd or QEMU refused or died, a disk or device is missing, or the host is out of memory or disk.
Next: The operation ends; the server goes to ERROR or back to the state before, as the operation has it.
Remedy: Read libvirt's words, then journalctl -u libvirtd (or virtqemud) and /var/log/libvirt/qemu of the guest on
    that host, and its free memory and disk. openstack server reboot --hard defines a guest anew that was there before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._errors import raised
from analyzer.checking.rules._evidence import finding
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per error; the registry drops those that a closer rule explains."""
    for error in raised(case):
        if error.hypervisor:
            first = error.events[0]
            yield finding(
                RULE,
                error.events,
                f"the hypervisor of {first.host} raised {error.text}",
                f"{first.name} reports it and no closer rule explains it",
            )
