"""A service that the operation needs was down.

Code: N217
Severity: warning
Releases: 12-34
Exceptions: ServiceUnavailable, ComputeServiceUnavailable
Evidence: api.delete-host-down with a real host name (with host None the server never had a host), "Service is
    unavailable at this time" or "Compute service of .. is unavailable", scheduler.compute-filter-dead,
    service.seems-down (DEBUG); or a nova-compute that wrote its first line after the operation's last:
    service.init-transitional tells what it found.
Cause: nova-compute of the server's host, or of the host asked for, is stopped, dead or cut off from the bus.
Next: A delete is done in the database alone, the guest is removed when the host comes back. Other casts are accepted
    with 202 and wait in the queue; resize and migration are refused (20 and later).
Remedy: Run openstack compute service list; start nova-compute on that host, or fence it, run openstack compute
    service set --down HOST nova-compute and evacuate. Then openstack server list --all-projects --host HOST for
    servers left with a task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import computes, finding, says, seen_own
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
    """Yield one finding for a service said to be down, or for a nova-compute that restarted meanwhile.

    The latter is mild where the operation ended all the same, for reasons of its own, or has no end.
    """
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
            # A cast that waited for this start finds the task cleared, and stops at that.
            severity=None if seen_own(case, "compute.task-preempted") else "info",
        )
        return
    yield from _died(case)


def _died(case: Case) -> Iterator[Deviation]:
    """Yield a mild finding if a nova-compute that had the work in hand was replaced before its end."""
    held, lines = case.alignment, computes(case.trace.events)
    if held is None or held.ended or any(turn.verdict for turn in held.turns) or not lines:
        return
    last = lines[-1]
    after = [
        process
        for process in case.coverage.processes
        if (process.service, process.host) == ("compute", last.host) and process.first > last.time and process.families
    ]
    alive = any(
        (process.service, process.host, process.pid) == ("compute", last.host, last.process)
        and process.last > after[0].first
        for process in case.coverage.processes
        if after
    )
    if after and not alive:
        yield finding(
            RULE,
            [last],
            f"nova-compute on {last.host} ended with the work in hand; its next life began "
            f"{after[0].first - last.time:.0f} s after the operation's last line (pid {last.process}, {after[0].pid})",
            "a nova-compute that starts does not go on with what the one before it did",
            severity="info",
        )
