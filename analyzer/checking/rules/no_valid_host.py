"""No host was left that could take the server.

Code: N204
Severity: error
Releases: 12-34
Exceptions: NoValidHost
Evidence: "No valid host was found" in conductor.failed-method, conductor.schedule-failed (15+), api.http-exception,
    conductor.unshelve-no-valid-host or conductor.rebuild-no-valid-host; the scheduler's scheduler.filter-returned-0
    or scheduler.no-allocation-candidates (18+ at INFO) says what removed the last host.
Cause: Every host was down, disabled, full, or ruled out by a filter; a live migration also loses the hosts whose
    pre-check failed.
Next: A launch ends in ERROR without any compute line. Resize and cold migration leave the server as it was: an HTTP
    400 in 12-20, from 21 on after the 202. A live migration leaves it running, an unshelve leaves it
    shelved_offloaded. An evacuation keeps its state in 12-16 and ends in ERROR from 17 on.
Remedy: Read the last filter that returned 0 hosts (scheduler log). Where none is told, capacity is short (16+): run
    openstack --os-placement-api-version 1.10 allocation candidate list --resource VCPU=.. --resource MEMORY_MB=..
    --resource DISK_GB=.. with the flavor's numbers. Check openstack compute service list for down and disabled hosts,
    allocation ratios, aggregates and traits; nova-manage placement audit (21+) finds leaked allocations. Only a server
    in ERROR is to be deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, says, seen_own, tries_ran_out
from analyzer.checking.rules._exceptions import shortened
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_TOLD = (
    "conductor.failed-method",
    "conductor.schedule-failed",
    "conductor.unshelve-no-valid-host",
    "conductor.rebuild-no-valid-host",
    "conductor.rebuild-failed",
    "conductor.reschedule-failed",
    "conductor.unshelve-failed",
    "api.live-migrate-unexpected",
    "compute.reschedule-error",
    "rpc.exception",
    "api.http-exception",
)
_WHY = (
    "scheduler.filter-returned-0",
    "scheduler.no-allocation-candidates",
    "scheduler.no-forced-host",
    "scheduler.no-requested-destination",
    "scheduler.compute-filter-dead",
)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding; running out of hosts after a failed attempt is `retries-exhausted`."""
    told = [event for event in seen_own(case, *_TOLD) if says(event, "No valid host")]
    if not told or tries_ran_out(case):
        return
    why = seen_own(case, *_WHY)
    because = f"{told[0].name} says so"
    if why:
        texts = dict.fromkeys(shortened(event.message.partition("\n")[0]) for event in why)
        because += "; before it " + "; ".join(texts)
    yield finding(
        RULE,
        told,
        f"no host was found for the {case.operation or 'operation'} of server {case.trace.server or '(unknown)'}",
        because,
        also=why,
    )
