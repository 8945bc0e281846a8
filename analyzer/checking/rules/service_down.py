"""A service that the operation needs was down.

Code: N217
Severity: warning
Releases: 12-34
Exceptions: ServiceUnavailable, ComputeServiceUnavailable
Evidence: api.delete-host-down with a real host name (with host None the server never had a host), "Service is
    unavailable at this time" or "Compute service of .. is unavailable", service.init-transitional when nova-compute
    came back and found the task.
Cause: nova-compute of the server's host, or of the host asked for, is stopped, dead or cut off from the bus.
Next: A delete is done in the database alone, the guest is removed when the host comes back. Other casts are accepted
    with 202 and wait in the queue; resize and migration are refused (20 and later).
Remedy: Start nova-compute on that host, or fence it, set the service down and evacuate; look for servers left with a
    task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, says, seen_own
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_WORDS = ("Service is unavailable at this time", "is unavailable at this time", "ComputeServiceUnavailable")
_SAYERS = ("api.http-exception", "conductor.failed-method", "conductor.live-migrate-skip-host", "rpc.exception")
_RESTARTED = (
    "service.init-transitional",
    "service.init-delete-redo",
    "compute.build-interrupted",
    "compute.init-spawn-failed",
)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding for a service said to be down, and a mild one for a nova-compute that restarted meanwhile."""
    deleted = [event for event in seen_own(case, "api.delete-host-down") if "host None is" not in event.message]
    told = [*deleted, *(event for event in seen_own(case, *_SAYERS) if says(event, *_WORDS))]
    if told:
        yield finding(
            RULE,
            told,
            f"a compute service was down: {told[0].message.partition(chr(10))[0][:200]}",
            f"{told[0].name} says so",
        )
        return
    again = case.seen(*_RESTARTED)
    if again:
        yield finding(
            RULE,
            again,
            f"nova-compute on {again[0].host} started again while the server had a task: {again[0].message[:200]}",
            f"{again[0].name} is only written at start-up",
            severity="info",
        )
