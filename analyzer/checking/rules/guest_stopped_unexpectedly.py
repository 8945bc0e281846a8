"""The guest stopped and nobody had asked for it.

Code: N218
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: sync.shutdown-by-itself or sync.paused-shutdown, under a periodic or lifecycle context, mostly just behind
    sync.power-state-updated.
Cause: The guest powered itself off, its kernel died, or QEMU crashed or was killed (out of memory).
Next: nova-compute stops the server itself, without a request of a user, and it stays stopped.
Remedy: Read openstack console log show SERVER, /var/log/libvirt/qemu of the guest and the host's kernel log (out of
    memory); then openstack server start SERVER.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding: a mild one in an operation that a user asked for, as it is no part of that."""
    told = case.seen("sync.shutdown-by-itself", "sync.paused-shutdown")
    if told:
        yield finding(
            RULE,
            told,
            f"the guest on {told[0].host} stopped by itself",
            f"{told[0].name}: {told[0].message[:200]}",
            also=case.seen("sync.power-state-updated"),
            severity="info" if case.trace.origin == "api" else None,
        )
