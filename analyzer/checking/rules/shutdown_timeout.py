"""The guest did not shut down in time and was switched off.

Code: N211
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: libvirt.resending-shutdown (DEBUG) every 10 s, then libvirt.shutdown-timeout, then libvirt.destroyed.
Cause: The guest ignores the ACPI power button: no acpid or agent, hung, or still booting.
Next: The domain is destroyed and the operation (stop, rescue, rebuild, shelve, resize, migrate) goes on; what the
    guest had not written to disk is lost.
Remedy: Install acpid or the guest agent. For slow guests raise shutdown_timeout ([DEFAULT], 60 s) or run openstack
    image set --property os_shutdown_timeout=SECONDS IMAGE, which servers made from then on have.
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
    told = seen_own(case, "libvirt.shutdown-timeout")
    if told:
        yield finding(
            RULE,
            told,
            f"the guest on {told[0].host} did not shut down and was switched off: {told[0].message}",
            f"{told[0].name} tells that the wait for the guest ended",
            also=seen_own(case, "libvirt.resending-shutdown"),
        )
