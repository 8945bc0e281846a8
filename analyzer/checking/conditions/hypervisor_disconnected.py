"""nova-compute lost its hypervisor.

Code: C307
Severity: error
Releases: 12-34
Exceptions: HypervisorUnavailable
Evidence: service.libvirt-conn-failed, service.libvirt-conn-event with '0', or HypervisorUnavailable in an ERROR line.
Cause: libvirtd (or virtqemud) stopped or was restarted on the host; its socket or certificate is missing.
Next: nova-compute disables its own service until it has the connection back (service.libvirt-conn-event with '1'); what
    it needs libvirt for fails meanwhile.
Remedy: Run systemctl status libvirtd (or virtqemud) on the host and read its journal; check with openstack compute
    service list that the service is enabled again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analyzer.checking.conditions._scene import episodes
from analyzer.checking.rules._evidence import reason, says
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition, Event

RULE = rule_of(__name__, __doc__)

_PAUSE_SECONDS = 60.0


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition for each time that a host's nova-compute had no hypervisor."""
    lost: dict[str, list[Event]] = defaultdict(list)
    for event in told(scene):
        lost[event.host].append(event)
    for host, events in lost.items():
        for lines in episodes(events, _PAUSE_SECONDS):
            message = f"nova-compute on {host} lost its hypervisor: {reason(lines[0])}"
            touched = scene.disturbed([("compute", host)], lines[0].time, lines[-1].time)
            yield scene.condition(RULE, lines, message, touched | scene.telling(lines))


def told(scene: Scene) -> list[Event]:
    """Return all lines that tell of a lost hypervisor, by time."""
    return [event for event in scene.log.events if event.service == "compute" and _is_of_hypervisor(event)]


def _is_of_hypervisor(event: Event) -> bool:
    if event.name == "service.libvirt-conn-event":
        return event.captures.get("enabled") == "0"
    return event.name == "service.libvirt-conn-failed" or (
        event.level == "ERROR" and says(event, "HypervisorUnavailable")
    )
