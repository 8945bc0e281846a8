"""A live migration was called off.

Code: N215
Severity: error
Releases: 12-34
Exceptions: none
Evidence: libvirt.lm-cancelled, with libvirt.lm-failure "canceled by client"; after a time limit libvirt.lm-timeout
    before it; of a migration that waited in the queue compute.lm-queued-aborted (18+, DEBUG).
Cause: A user aborted it (DELETE on the migration), or it took longer than live_migration_completion_timeout.
Next: It is rolled back, the guest goes on at the source. In 32.2, 33 and 34 the server is put into ERROR although
    it runs.
Remedy: After an abort by a user none. After a time limit raise live_migration_completion_timeout or the allowed
    downtime, permit post-copy or auto-converge, set live_migration_timeout_action = force_complete (19+), or run
    openstack server migration force complete on the next one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import errors, finding
from analyzer.checking.rules._live import ending, is_live
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding, unless the migration completed all the same."""
    if not is_live(case):
        return
    end = ending(case)
    if end.kind == "cancelled":
        late = [event for event in end.events if event.name == "libvirt.lm-timeout"]
        why = f": {late[0].message}" if late else "; no time limit had passed, so somebody asked for it"
        yield finding(
            RULE,
            end.events,
            f"the live migration was called off on {end.events[0].host}{why}",
            f"{end.events[0].name} reports it",
            also=errors(case),
        )
