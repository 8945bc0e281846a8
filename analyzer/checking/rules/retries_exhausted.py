"""Every host that was tried failed, and no further host may be tried.

Code: N205
Severity: error
Releases: 12-34
Exceptions: MaxRetriesExceeded
Evidence: conductor.failed-method with "Exceeded maximum number of retries": "Exceeded max scheduling attempts"
    (12-16, and later when the limit is reached) or "Exhausted all hosts available for retrying build failures" (17+,
    also said of a resize); on a compute compute.reschedule-error.
Cause: The server failed on each host in turn, up to scheduler max_attempts (default 3) or until the alternates ended.
    The reason stands in the traceback on the first host.
Next: A launch ends in ERROR; a resize or migration in ERROR or back in the state before.
Remedy: Repair what the first host's traceback names (openstack server event show SERVER REQUEST has it too); more
    attempts only help if the hosts differ. A launch leaves a server in ERROR to be deleted, then launch again; after a
    resize or migration look first where its disk is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import computes, errors, finding, hosts, ran_out, reason, seen_own
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding."""
    told = ran_out(case)
    if not told:
        return
    failed = computes(seen_own(case, "compute.build-failed", "compute.spawn-failed", "compute.original-error"))
    why = f", first because of {reason(failed[0])}" if failed else ""
    where = f" on {hosts(failed)}" if failed else ""
    yield finding(
        RULE,
        told,
        f"the server failed{where} and no further host could be tried{why}",
        f"{told[0].name} says that the retries are used up",
        also=errors(case),
    )
