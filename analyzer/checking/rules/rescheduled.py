"""A host failed to take the server and another host was tried.

Code: N203
Severity: warning
Releases: 12-34
Exceptions: RescheduledException
Evidence: launch: compute.spawn-failed, compute.build-failed (18+), then conductor.error-from-last-host; where the
    claim failed only conductor.error-from-last-host (INFO logs). Resize and cold migration: compute.original-error
    on the first host, and from 14 on no INFO line of the conductor. The request id stays the same; the clean-up on
    the first host (compute.terminating-instance, libvirt.destroyed) is no delete by a user.
Cause: The build or the preparation of the resize raised on the first host; the traceback there names the reason. An
    ssh error between computes does not lead here, see resize-reverted-on-error.
Next: 12-16 the scheduler is asked again, 17 and later the conductor takes the next alternate. The launch goes on on
    that host as if it were the first. From 17 on each failed build counts against the host and the
    BuildFailureWeigher avoids it.
Remedy: Repair the host that failed: image store, libvirt, disk space, network agent. Until then run openstack
    compute service set --disable HOST nova-compute, or launches go on losing time there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import (
    computes,
    errors,
    finding,
    hosts,
    last_host,
    reason,
    says,
    seen_own,
    tries_ran_out,
)
from analyzer.checking.rules._exceptions import exception
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation, Event

RULE = rule_of(__name__, __doc__)


_FAILED = (
    "compute.claim-failed",
    "compute.insufficient-resources",
    "compute.spawn-failed",
    "compute.build-failed",
    "compute.build-rescheduled",
)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding if another host was tried, unless none was left to try."""
    if case.operation not in {"launch", "resize", "migrate", None} or tries_ran_out(case):
        return
    if any(says(event, "No valid host was found") for event in seen_own(case, "conductor.failed-method")):
        return
    failed = [
        event
        for event in seen_own(case, *_FAILED, "compute.original-error")
        if not says(event, "UnableToMigrateToSelf", "Unable to migrate instance")
    ]
    asked = seen_own(case, "conductor.error-from-last-host")
    decisive = [event for event in (*asked, *failed) if event in asked or event.name == "compute.original-error"]
    if not decisive and failed:
        decisive = [event for event in failed if _went_on_elsewhere(case, event)]
    if not decisive or (asked and not failed and says(asked[0], "UnableToMigrateToSelf")):
        return
    told = next((event for event in failed if exception(event)), failed[0] if failed else decisive[0])
    where = hosts(failed) or last_host(asked[0])
    why = f" ({reason(told)})" if failed else ""
    last = max(event.time for event in (*decisive, *failed))
    yield finding(
        RULE,
        decisive,
        f"the server could not be put on {where}{why} and another host was tried",
        f"{decisive[0].name} tells that the request went on to another host",
        also=(*failed, *(event for event in computes(errors(case)) if event.time <= last)),
    )


def _went_on_elsewhere(case: Case, failed: Event) -> bool:
    """Tell whether another compute worked on the request after one failed, for logs without the conductor's."""
    later = computes(case.trace.events)
    return any(event.host != failed.host and event.time > failed.time for event in later)
