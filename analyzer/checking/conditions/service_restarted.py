"""A service was started again while the logs go on.

Code: C303
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: service.starting of a service that had written before on that host; before it service.sigterm or
    service.shutdown-started (33+) where the stop was orderly, service.shutdown-timeout where work was cut off.
Cause: An upgrade, a change of its options, a crash, the kernel's out-of-memory killer, or a restart of the host.
Next: What nova-compute had in hand is not finished: its next start clears the tasks it finds
    (service.init-transitional), takes up deletes and stops again, and puts unfinished builds into ERROR.
Remedy: For a restart that was not planned read journalctl -u of the unit and the kernel's log for the time before it;
    look at the operations named here. To restart without loss disable the compute service and wait for its tasks.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analyzer.checking.conditions._scene import episodes
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition, Event

RULE = rule_of(__name__, __doc__)

_ORDERLY = ("service.sigterm", "service.shutdown-started", "service.shutdown-manager")
_CUT = "service.shutdown-timeout"
# The workers of one service start one after the other.
_PAUSE_SECONDS = 15.0
# nova-compute may take so long to end what it began before it stops (graceful_shutdown_timeout, 60 s by default).
_FAREWELL_SECONDS = 90.0


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition per restart of a service on a host."""
    starts: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in scene.named("service.starting"):
        starts[event.service, event.host].append(event)
    farewells = scene.named(*_ORDERLY, _CUT)
    for where, began in starts.items():
        lives = list(episodes(began, _PAUSE_SECONDS))
        for at, workers in enumerate(lives):
            pids, start = {worker.process for worker in workers}, workers[0].time
            # What a service writes before it says that it starts is not of an earlier life.
            others = [
                process
                for process in scene.log.coverage.processes
                if (process.service, process.host) == where and process.families and process.pid not in pids
            ]
            if at or any(process.first < start for process in others):
                # In containers lives share process ids: then no line is known to be an earlier one's last.
                shared = any(process.first < start < process.last for process in others)
                ends = [process.last for process in others if process.last < start and not shared]
                said = [event for event in farewells if (event.service, event.host) == where]
                yield _restart(scene, max(ends, default=start), workers, said)


def _restart(scene: Scene, end: float, workers: list[Event], farewells: list[Event]) -> Condition:
    start = workers[0]
    said = [event for event in farewells if 0 <= start.time - event.time <= _FAREWELL_SECONDS]
    if any(event.name == _CUT for event in said):
        how = "its stop took too long and what it still did was cut off"
    elif said:
        how = f"it had been stopped ({said[0].name})"
    else:
        how = "it did not say that it was stopped"
    silent = f" {start.time - end:.0f} s after its last line" if end < start.time else ""
    message = f"nova-{start.service} on {start.host} was started again{silent}; {how}"
    touched = scene.disturbed([(start.service, start.host)], min(end, start.time), start.time)
    return scene.condition(RULE, [*said, *workers], message, touched)
