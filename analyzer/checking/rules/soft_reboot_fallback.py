"""The guest did not reboot when asked and was reset.

Code: N212
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: compute.rebooting, then after wait_soft_reboot_seconds (default 120) libvirt.soft-reboot-fallback and the
    lines of a hard reboot under the same request.
Cause: The guest ignores the ACPI signal, or libvirt refused it.
Next: A hard reboot follows at once and ends with libvirt.rebooted; if that fails too, with compute.reboot-failed
    and the server in ERROR.
Remedy: Install acpid or the guest agent, raise [libvirt] wait_soft_reboot_seconds for guests that are slow to go down,
    and run openstack server reboot --hard where the guest cannot answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, seen_own
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding."""
    told = seen_own(case, "libvirt.soft-reboot-fallback")
    if told:
        began = seen_own(case, "compute.rebooting")
        waited = f" after {told[0].time - began[0].time:.0f} s" if began else ""
        yield finding(
            RULE,
            told,
            f"the guest on {told[0].host} did not reboot when asked and was reset{waited}",
            f"{told[0].name} tells that a hard reboot follows",
        )
