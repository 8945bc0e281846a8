"""The rule guest-stopped-unexpectedly for the whole log: each host on which guests died, with all of them.

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

RULE = all_rules()["guest-stopped-unexpectedly"]

_TOLD = ("sync.shutdown-by-itself", "sync.paused-shutdown")


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition per host for the guests that stopped while no user had anything done to them."""
    dead: dict[str, list[Event]] = defaultdict(list)
    for event in scene.named(*_TOLD):
        if not _asked_for(scene, event):
            dead[event.host].append(event)
    for host, events in dead.items():
        servers = list(dict.fromkeys(event.server or "a server" for event in events))
        guests = many(len(servers), "guest")
        message = f"{guests} on {host} stopped and nobody had asked for it: {listed(servers)}"
        yield scene.condition(RULE, events, message, scene.telling(events))


def _asked_for(scene: Scene, event: Event) -> bool:
    """Tell whether a user's operation on the server was under way, which may have stopped its guest."""
    return any(
        verdict.trace.origin == "api" and verdict.trace.server == event.server and verdict.verdict != "rejected"
        for verdict in scene.running(event.time, event.time)
    )
