"""The clock of a host is wrong.

Code: C304
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: lines of that host that stand before what caused them on another, or too long after; every such pair bounds
    the difference.
Cause: No time service runs on the host, or it has no server to ask; a virtual machine was paused or moved.
Next: NovaFlow reads the host's lines by the clock of the API's host. Nova itself calls a service down whose reports
    look older than service_down_time (60 s).
Remedy: Run chronyc tracking (or timedatectl) on the host and repair its time service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition

RULE = rule_of(__name__, __doc__)


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition per host whose lines were moved in time."""
    for host, seconds in scene.log.input.clock_skew.items():
        lines = [event for event in scene.log.events if event.host == host]
        if lines:
            side = "ahead of" if seconds > 0 else "behind"
            message = f"the clock of {host} is {abs(seconds):.3f} s {side} the others; its lines were moved by as much"
            touched = (
                at
                for at, verdict in enumerate(scene.verdicts)
                if any(event.host == host for event in verdict.trace.all_events)
            )
            yield scene.condition(RULE, [lines[0], lines[-1]], message, touched)
