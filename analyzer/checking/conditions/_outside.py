"""Errors under ids that no operation has, told apart by who asked: a user's call, or Nova itself."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from analyzer.checking.conditions import database, hypervisor_disconnected, messaging
from analyzer.checking.conditions._scene import listed, many
from analyzer.checking.rules._exceptions import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition, Event, RuleInfo

_LEVELS = frozenset({"ERROR", "CRITICAL"})
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
_LONGEST = 160
_PERIODIC = ("periodic.", "rt.")


def errors_outside(scene: Scene, *, of_users: bool) -> list[Event]:
    """Return the ERROR lines that belong to no operation and to no trouble of bus, database or hypervisor, by time.

    Args:
        scene: the whole log.
        of_users: those of requests that a user or another service made; else those of Nova's own tasks.
    """
    of_operations = {event.place for verdict in scene.verdicts for event in verdict.trace.all_events}
    requests = {verdict.trace.request for verdict in scene.verdicts}
    others = (database.told, hypervisor_disconnected.told, messaging.told)
    elsewhere = {event.place for told in others for event in told(scene)}
    notices = frozenset(event.request for event in scene.named("api.external-event-created"))
    return [
        event
        for event in scene.log.events
        if event.level in _LEVELS
        and (event.request is None or event.request not in requests)
        and event.place not in of_operations
        and event.place not in elsewhere
        and _by_user(scene, event, notices) == of_users
    ]


def grouped(scene: Scene, rule: RuleInfo, events: list[Event]) -> Iterator[Condition]:
    """Yield one condition per exception and place in Nova where it was raised, or per message without one."""
    groups: dict[tuple[str, str, str], list[Event]] = defaultdict(list)
    for event in events:
        raised = folded(event)
        name = raised.exception if raised else _ID.sub("N", event.message[:_LONGEST])
        groups[event.service, name, raised.frame if raised else ""].append(event)
    for (service, name, frame), lines in groups.items():
        first = folded(lines[0])
        what = f"{name}: {first.message}" if first and first.message else name
        where = f" in {frame}" if frame else ""
        hosts = listed(line.host for line in lines)
        message = f"{service} on {hosts} reports, in {many(len(lines), 'line')}, {what}{where}"
        yield scene.condition(rule, lines, message, ())


def _by_user(scene: Scene, event: Event, notices: frozenset[str | None]) -> bool:
    """Tell whether a line is of a call to the API.

    `notices` are the calls by which neutron tells of its ports: an eventlet thread of nova-compute (12-31) may keep the
    id of one, or of any call, and do a build or a periodic task under it.
    """
    if event.name.startswith(_PERIODIC):
        return False
    if event.service == "api":
        return event.request is not None
    prints = scene.log.coverage.footprints.get(event.request or "", ())
    if any(process.service == "api" for process in scene.log.coverage.processes):
        return event.request not in notices and any(one.service == "api" for one in prints)
    return any(one.by_user for one in prints)
