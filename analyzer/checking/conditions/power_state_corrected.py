"""The rule power-state-corrected for the whole log: each host on which guests were not as Nova had them on record.

Its words are the rule's.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analyzer.checking.conditions._scene import listed, many
from analyzer.checking.rules import all_rules
from analyzer.checking.rules.power_state_corrected import OF_A_STOP, UPDATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition, Event

RULE = all_rules()["power-state-corrected"]

_TOLD = ("sync.not-stopped", "sync.paused", "sync.suspended", "sync.not-found", UPDATED)
# From the record put right to the words on why, in one call of ComputeManager._sync_instance_power_state.
_AT_ONCE_SECONDS = 5.0


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition per host."""
    corrected: dict[str, list[Event]] = defaultdict(list)
    stops = scene.named(*OF_A_STOP)
    for event in scene.named(*_TOLD):
        if event.name != UPDATED or not any(_begins(event, stop) for stop in stops):
            corrected[event.host].append(event)
    for host, events in corrected.items():
        servers = list(dict.fromkeys(event.server or "a server" for event in events))
        what = listed(event.name for event in events)
        message = (
            f"the power state of {many(len(servers), 'guest')} on {host} was not what Nova had on record ({what}): "
            f"{listed(servers)}"
        )
        yield scene.condition(RULE, events, message, scene.telling(events))


def _begins(event: Event, stop: Event) -> bool:
    """Tell whether a corrected record is that of a guest that stopped by itself, which is a condition of its own."""
    return event.server == stop.server and 0 <= stop.time - event.time <= _AT_ONCE_SECONDS
