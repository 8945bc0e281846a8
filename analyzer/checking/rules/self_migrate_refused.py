"""The server was to be moved to the host it is on, and no other host was used.

Code: N202
Severity: error
Releases: 12-34
Exceptions: UnableToMigrateToSelf, InstanceFaultRollback
Evidence: "Unable to migrate instance (..) to current host (..)": of a live migration in conductor.failed-method, then
    conductor.setting-state, and in api.http-exception (HTTP 400) where the API waits (before microversion 2.34); of a
    cold migration on the source in compute.set-back (19.0.2 and later) or compute.error-out (12 to 19.0.1), and in
    rpc.exception, with compute.reschedule-error and the conductor's "No valid host" or "Exhausted all hosts" before it.
Cause: A live migration was asked for to its own host. Or a cold migration had only the source left: no other host is
    up, enabled and fits, and the source was a candidate (see self-migrate-retry).
Next: A live migration is not tried again, the guest runs on. After a cold migration the server is as before, up to
    19.0.1 in ERROR though its guest runs.
Remedy: Name another host, or none and let Nova choose. For a cold migration bring a second host up (openstack compute
    service list, openstack hypervisor list); on a single host it cannot work, resize instead. A server left in ERROR
    with a guest that runs needs openstack server set --state active.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, own, ran_out, reason, says, seen_own
from analyzer.checking.rules._self import LEFT_OUT, course, refuses, told
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation, Event

RULE = rule_of(__name__, __doc__)

EXPLAINS = frozenset({LEFT_OUT})
_ENDS = {"compute.set-back": "the server is as before", "compute.error-out": "the server is in ERROR"}


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding if the refusal ended the operation."""
    if any(refuses(event) for event in seen_own(case, "compute.original-error")):
        return
    refused = [event for event in own(case) if event.level != "DEBUG" and refuses(event)]
    if refused:
        by_compute = [event for event in refused if event.service == "compute"]
        message, also = _cold(case, by_compute) if by_compute else _live(case, refused[0])
        yield finding(
            RULE,
            refused,
            message,
            f"{refused[0].name} reports UnableToMigrateToSelf and no other host was used",
            also=also,
        )


def _cold(case: Case, refused: list[Event]) -> tuple[str, tuple[Event, ...]]:
    host = refused[0].host
    went = course(case, refused[0])
    none = [event for event in seen_own(case, "conductor.failed-method") if says(event, "No valid host")]
    left = [*ran_out(case), *none][:1]
    why = f" ({reason(left[0])})" if left else ""
    end = "".join(f"; {_ENDS[event.name]}" for event in refused if event.name in _ENDS)
    message = f"{told(went.chosen, host)}, where the server already is; its nova-compute refused; no host was left{why}"
    return message + end, (*went.chosen, *went.asked, *left)


def _live(case: Case, refused: Event) -> tuple[str, tuple[Event, ...]]:
    host = (
        refused.message.rpartition("(")[2].partition(")")[0] if "current host (" in refused.message else "its own host"
    )
    answered = "" if case.trace.status is None else f"; the API answered {case.trace.status}"
    moved = f"the {refused.service} refused to move the server to {host}, where it already is"
    return f"{moved}{answered}; no other host was used", ()
