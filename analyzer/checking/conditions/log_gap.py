"""A log has a hole: minutes without any line of a service that always writes.

Code: C305
Severity: info
Releases: 12-34
Exceptions: none
Evidence: the lines before and after the hole, of one nova-compute process that logs DEBUG, whose periodic tasks write
    every minute: 90 s without any line are no rest.
Cause: Lines were lost: a full disk, a rotation that was not collected, a shipper that drops; or the process hung.
Next: What happened in the hole cannot be told: operations whose end would stand in it are unknown.
Remedy: Give the missing part of the log too; if there is none, look for a hung process or host at that time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition

RULE = rule_of(__name__, __doc__)


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition per hole that hides the end of an operation: an excerpt of a log is full of others."""
    for process in scene.log.coverage.processes:
        if not process.holes:
            continue
        who = (process.service, process.host, process.pid)
        own = [event for event in scene.log.events if (event.service, event.host, event.process) == who]
        for begin, end in process.holes:
            before = own[: bisect_right(own, begin, key=lambda event: event.time)][-1:]
            after = own[bisect_left(own, end, key=lambda event: event.time) :][:1]
            if before or after:
                message = f"no line of nova-compute on {process.host} for {end - begin:.0f} s"
                touched = [
                    at
                    for at in scene.disturbed([who[:2]], begin, end)
                    if scene.verdicts[at].verdict in {"unknown", "unfinished"}
                ]
                if touched:
                    yield scene.condition(RULE, [*before, *after], message, touched)
