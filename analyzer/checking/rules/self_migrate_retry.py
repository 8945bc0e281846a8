"""The scheduler chose the host the server is on, and another host was used instead.

Code: N201
Severity: warning
Releases: 12-34
Exceptions: UnableToMigrateToSelf, InstanceFaultRollback
Evidence: compute.original-error with "Unable to migrate instance (..) to current host (..)" on the source. Conductor
    and target usually log their second round before it, as the compute asks the conductor by a call.
Cause: allow_resize_to_same_host lets the source be a candidate (up to 20), or a trait wrongly says that the
    hypervisor can migrate to itself (21 and later). The libvirt driver then refuses in prep_resize, before any claim.
Next: The compute asks the conductor for another host: 13-16 the scheduler is asked again, from 17 on the next
    alternate is taken. The migration goes on there under the same request.
Remedy: Set allow_resize_to_same_host to False on API and conductor nodes and check the source's
    COMPUTE_SAME_HOST_COLD_MIGRATE trait; upgrade to 21 or later, which leaves the source out by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, hosts, says, seen_own
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding if the refusal led to another attempt."""
    # The compute writes this line only after the conductor has accepted its request for another host.
    refused = [
        event
        for event in seen_own(case, "compute.original-error", "conductor.error-from-last-host")
        if says(event, "Unable to migrate instance") and says(event, "to current host")
    ]
    if refused:
        where = hosts(event for event in refused if event.service == "compute") or "the source"
        yield finding(
            RULE,
            refused,
            f"{where} was chosen as target although the server already is there; the migration was tried elsewhere",
            f"{refused[0].name} reports UnableToMigrateToSelf and the operation asked for another host",
        )
