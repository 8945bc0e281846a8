"""A live migration failed after its checks had passed.

Code: N214
Severity: error
Releases: 12-34
Exceptions: MigrationError, LiveMigrationURINotAvailable
Evidence: on the source compute.lm-pre-failed with the target's error, or libvirt.lm-failure and libvirt.lm-aborted
    with libvirt's words; compute.lm-post-dest-failed when the target failed at the end. In 18-26 the source's lines
    carry no or another request's id.
Cause: The target could not prepare the guest (image, volume, network), the hosts could not connect (libvirtd's or
    QEMU's port refused, TLS), or QEMU stopped the transfer.
Next: The migration is rolled back and the guest goes on at the source; in 32.2, 33 and 34 the server is put into
    ERROR although it runs. After a failure at the end the guest already is on the target.
Remedy: Read libvirt's words; check ports 16509 or 16514 and 49152 to 49215 between the hosts, TLS, MTU and the
    image. After a failure at the end run virsh list on both hosts before openstack server set --state active, then
    openstack server reboot --hard where the guest is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import errors, finding, reason
from analyzer.checking.rules._exceptions import exception
from analyzer.checking.rules._live import ending, is_live
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_AT_THE_END = ("compute.lm-post-dest-error", "compute.lm-post-dest-failed")


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding, unless the migration was called off."""
    if not is_live(case):
        return
    end = ending(case)
    told = (*(end.events if end.kind == "failed" else ()), *case.seen(*_AT_THE_END))
    if told:
        best = next((event for event in told if exception(event)), told[0])
        yield finding(
            RULE,
            told,
            f"the live migration failed, as {best.host} tells: {reason(best)}",
            f"{told[0].name} on {told[0].host} reports it",
            also=errors(case),
        )
