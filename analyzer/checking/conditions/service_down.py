"""The rule service-down for the whole log: each host whose service was seen as down, with all that said so.

Its words are the rule's.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analyzer.checking.conditions._scene import episodes, listed, many
from analyzer.checking.rules import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition, Event

RULE = all_rules()["service-down"]

_TOLD = ("scheduler.compute-filter-dead", "service.seems-down", "api.delete-host-down")
_PAUSE_SECONDS = 300.0


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition for each time a service on a host was seen as down."""
    told: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in scene.named(*_TOLD):
        host = event.captures.get("host")
        if host and host != "None":  # a server that never got a host
            told[event.captures.get("binary", "nova-compute"), host].append(event)
    for (binary, host), events in told.items():
        for lines in episodes(events, _PAUSE_SECONDS):
            who = listed(event.service for event in lines)
            message = f"{binary} on {host} was seen as down by {who}, {many(len(lines), 'line')}"
            service = binary.removeprefix("nova-")
            touched = scene.disturbed([(service, host)], lines[0].time, lines[-1].time)
            yield scene.condition(RULE, lines, message, touched | scene.telling(_decided(lines)))


def _decided(lines: list[Event]) -> list[Event]:
    """Return the lines on which their operation acted: any call of the API may ask in passing who is up."""
    return [event for event in lines if event.name != "service.seems-down"]
