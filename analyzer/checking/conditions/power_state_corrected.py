"""The rule power-state-corrected for the whole log: each host on which guests were not as Nova had them on record.

Its words are the rule's.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analyzer.checking.conditions._scene import listed, many
from analyzer.checking.rules import all_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition, Event

RULE = all_rules()["power-state-corrected"]

_TOLD = ("sync.not-stopped", "sync.paused", "sync.suspended", "sync.not-found", "sync.power-state-updated")


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition per host."""
    corrected: dict[str, list[Event]] = defaultdict(list)
    for event in scene.named(*_TOLD):
        corrected[event.host].append(event)
    for host, events in corrected.items():
        servers = list(dict.fromkeys(event.server or "a server" for event in events))
        what = listed(event.name for event in events)
        message = (
            f"the power state of {many(len(servers), 'guest')} on {host} was not what Nova had on record ({what}): "
            f"{listed(servers)}"
        )
        yield scene.condition(RULE, events, message, scene.telling(events))
