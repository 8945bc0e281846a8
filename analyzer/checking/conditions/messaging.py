"""The message bus was away, or calls over it were not answered.

Code: C301
Severity: warning
Releases: 12-34
Exceptions: ConnectionForced, RecoverableConnectionError
Evidence: rpc.amqp-unreachable until rpc.amqp-reconnected, in every service that has a connection; MessagingTimeout in
    any line; service.report-lost and rpc.reply-dropped; scheduler.retry-after-timeout (12-17).
Cause: RabbitMQ stopped, was restarted or lost a cluster member, the network to it broke, or it is overloaded; calls
    without an answer while the bus is up point at the called service.
Next: The services connect again by themselves (rpc.amqp-reconnected). Calls that waited fail; a cast that was lost
    leaves a server with its task for ever.
Remedy: Where the bus was up, look at the called service first: is it alive (openstack compute service list), frozen,
    busy? Else run rabbitmqctl cluster_status and rabbitmqctl list_queues name messages consumers, look for alarms
    (memory, disk) and partitions in RabbitMQ's log; then openstack server list --all-projects for servers left with a
    task.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.conditions._scene import episodes, listed, many
from analyzer.checking.rules._evidence import says
from analyzer.checking.rules._exceptions import folded
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition, Event

RULE = rule_of(__name__, __doc__)

_AWAY = ("rpc.amqp-unreachable", "rpc.amqp-reconnected")
_CALLS = ("service.report-lost", "rpc.reply-dropped", "scheduler.retry-after-timeout")
_WORDS = ("MessagingTimeout", "Timed out waiting for a reply", "MessageDeliveryFailure")
_LEVELS = frozenset({"WARNING", "ERROR", "CRITICAL"})
# A service asks again after 1, 3, 5 .. 30 s (kombu's retry backoff).
_PAUSE_SECONDS = 60.0


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition for each time the bus was away or did not answer, for all services together."""
    for lines in episodes(told(scene), _PAUSE_SECONDS):
        who = [(event.service, event.host) for event in lines]
        names = listed(f"{service} on {host}" for service, host in who)
        away = [event for event in lines if _is_away(event)]
        first, last = lines[0].time, lines[-1].time
        if away:
            message = f"the message bus was away from {names} within {last - first:.0f} s: {_reason(away[0])}"
        else:
            what = f"{many(len(lines), 'line')} of {names}{_call(lines)}"
            message = f"calls over the message bus were not answered, {what}"
        yield scene.condition(
            RULE, lines, message, scene.telling(lines) | (scene.disturbed(who, first, last) if away else set())
        )


def told(scene: Scene) -> list[Event]:
    """Return all lines that tell of the bus, by time."""
    return [event for event in scene.log.events if _is_of_bus(event)]


def _is_away(event: Event) -> bool:
    return event.name in _AWAY or (".impl_rabbit" in event.logger and event.level in _LEVELS)


def _is_of_bus(event: Event) -> bool:
    return _is_away(event) or event.name in _CALLS or (event.level in _LEVELS and says(event, *_WORDS))


def _call(lines: Iterable[Event]) -> str:
    """Say which call it was, as the first traceback tells: its deepest frame of Nova is the caller's stub."""
    frame = next((raised.frame for raised in map(folded, lines) if raised and raised.frame), "")
    return f"; the first was made in {frame}" if frame else ""


def _reason(event: Event) -> str:
    text = event.captures.get("error") or event.message
    return text.partition("\n")[0].strip()[:120]
