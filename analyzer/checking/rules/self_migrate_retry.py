"""The host the server is on was chosen for its migration, refused, and another host took it.

Code: N201
Severity: warning
Releases: 12-34
Exceptions: UnableToMigrateToSelf, InstanceFaultRollback
Evidence: scheduler.selected-host (DEBUG) with the source; compute.original-error with "Unable to migrate instance (..)
    to current host (..)" on the source, no claim there; compute.rescheduling-generic (12-19) or
    compute.rescheduling-resize (20+), DEBUG; then a claim on another host under the same request. 13-16 also
    scheduler.retry-filter at INFO, 12-13 conductor.error-from-last-host. The second round usually stands before the
    refusal, as the compute asks the conductor by a call and writes its line afterwards.
Cause: Up to 20 allow_resize_to_same_host = True makes the source a candidate. From 21 on the API leaves it out itself
    (scheduler.ignore-hosts) unless its compute reports the trait COMPUTE_SAME_HOST_COLD_MIGRATE, which libvirt never
    does, or is older than Ussuri. The driver then refuses in prep_resize, before any claim.
Next: 12-16 the scheduler is asked again, and the RetryFilter leaves the source out; from 17 on the conductor takes the
    next alternate of its list without asking. The migration goes on there; nothing is lost but some seconds.
Remedy: Up to 20 set allow_resize_to_same_host = False on API and conductor nodes. From 21 on run openstack resource
    provider trait list for the source and remove COMPUTE_SAME_HOST_COLD_MIGRATE where the driver is libvirt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, seen_own
from analyzer.checking.rules._self import LEFT_OUT, course, refuses, told
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)

# That the source was not left out is why it was chosen.
EXPLAINS = frozenset({LEFT_OUT})


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding if the refusal led to another attempt."""
    # The compute writes this line only after the conductor has accepted its request for another host.
    refused = [event for event in seen_own(case, "compute.original-error") if refuses(event)]
    last = [event for event in seen_own(case, "conductor.error-from-last-host") if refuses(event)]  # 12-13
    if not refused and not last:
        return
    first = (refused or last)[0]
    host = refused[0].host if refused else "the source"
    went = course(case, first)
    took = f"; {went.taken[0].host} took the server" if went.taken else ""
    yield finding(
        RULE,
        [*refused, *last],
        f"{told(went.chosen, host)}, where the server already is; its nova-compute refused; {went.retry}{took}",
        f"{first.name} reports UnableToMigrateToSelf and the operation asked for another host",
        also=(*went.chosen, *went.asked, *went.taken),
    )
