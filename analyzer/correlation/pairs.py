"""Pairs of lines on two hosts of which the first caused the second, whatever their times say (nova 12-34)."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analyzer.model import Event, Footprint, Log

    Pair = tuple[str, str, float]

# Sender's line, receiver's line; within one request each is written once, unless it is tried again. What the worker of
# a live migration writes is not here: its id may be an earlier migration's (18-26).
MESSAGES = (
    ("scheduler.selected-host", "conductor.selected-host"),
    ("scheduler.selected-host", "conductor.prep-resize-call"),
    ("scheduler.selected-host", "compute.claim-ok"),
    ("conductor.selected-host", "compute.starting-instance"),
    ("conductor.prep-resize-call", "compute.migrating"),
    ("compute.migrating", "libvirt.migrate-disk"),
    ("compute.migrating", "libvirt.destroyed"),
    ("libvirt.migrate-disk", "libvirt.finish-migration"),
    ("libvirt.destroyed", "libvirt.creating-image"),
    ("compute.lm-dest-check", "compute.lm-source-check"),
    ("compute.lm-source-check", "compute.lm-pre-data"),
)
NAMED = frozenset(name for message in MESSAGES for name in message)
# Written before a new server is `active`, and only then will the API let it be acted on.
SPAWNED = "compute.spawn-took"
ACTION = re.compile(r"/servers/([0-9a-f-]{36})/action$")
SERVERS = re.compile(r"/servers$")
ACCEPTED = "202"


class _Call(NamedTuple):
    """A call that the API answered: when it began and when the answer was logged, by the API's clock."""

    request: str
    host: str
    began: float
    answered: float
    server: str | None  # of an action
    accepted: bool


def pairs(log: Log) -> Iterator[Pair]:
    """Yield the host of the earlier line, that of the later, and by how many seconds the clocks say so."""
    calls = _calls(log.events, log.coverage.footprints)
    for call in calls:
        for print_ in log.coverage.footprints.get(call.request, ()):
            if print_.service != "api" and print_.host != call.host:
                yield call.host, print_.host, print_.first - call.began
    yield from _of_messages(log.events)
    yield from _of_turns(calls, log)


def _calls(events: Iterable[Event], footprints: Mapping[str, tuple[Footprint, ...]]) -> list[_Call]:
    """Return the calls by the time of their answer.

    The access line comes after the answer and tells how long that took, so it holds at INFO and in logs that begin
    later; where the call's first line is older still, it counts.
    """
    found = []
    for event in events:
        if event.name != "api.access" or not event.request:
            continue
        took = event.captures.get("elapsed", "")
        began = event.time - float(took) if re.fullmatch(r"\d+(\.\d+)?", took) else event.time
        prints = footprints.get(event.request, ())
        began = min([began, *(p.first for p in prints if p.service == "api" and p.host == event.host)])
        uri = event.captures.get("uri", "").partition("?")[0]
        posted = event.captures.get("method") == "POST" and event.captures.get("status") == ACCEPTED
        action = ACTION.search(uri)
        accepted = posted and bool(action or SERVERS.search(uri))
        found.append(_Call(event.request, event.host, began, event.time, action[1] if action else None, accepted))
    return found


def _of_messages(events: Iterable[Event]) -> Iterator[Pair]:
    """Yield the messages between services that both sides log."""
    seen: dict[str, dict[str, list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        if event.request and event.name in NAMED:
            seen[event.request][event.name].append(event)
    for of_request in seen.values():
        for sent, received in MESSAGES:
            one, other = of_request.get(sent, ()), of_request.get(received, ())
            if len(one) == len(other) == 1 and one[0].host != other[0].host:
                yield one[0].host, other[0].host, other[0].time - one[0].time


def _of_turns(calls: Iterable[_Call], log: Log) -> Iterator[Pair]:
    """Yield what one operation on a server did before the API accepted the next: only then had the server no task.

    nova.compute.api check_instance_state, 12-34. The few calls that are accepted at any time (a hard reboot, a state
    reset by hand) are exceptions that the many outweigh.
    """
    spawned = {event.server: event for event in log.events if event.name == SPAWNED and event.server}
    last: dict[str, _Call] = {}
    for call in calls:
        if not call.server or not call.accepted or not _on_computes(log, call.request):
            continue
        before, spawn = last.get(call.server), spawned.get(call.server)
        if before is not None and before.host == call.host:
            earlier = _on_computes(log, before.request)
        elif before is None and spawn is not None and spawn.request != call.request:
            earlier = [(spawn.host, spawn.time)]
        else:
            earlier = []
        for host, time in earlier:
            if host != call.host:
                yield host, call.host, call.answered - time
        last[call.server] = call


def _on_computes(log: Log, request: str) -> list[tuple[str, float]]:
    """Return where a request got to, and since when."""
    return [(p.host, p.first) for p in log.coverage.footprints.get(request, ()) if p.service == "compute"]
