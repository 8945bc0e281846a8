"""A call over the message bus was not answered in time, or the bus was away.

Code: N216
Severity: error
Releases: 12-34
Exceptions: MessagingTimeout, MessageDeliveryFailure, MessageUndeliverable
Evidence: MessagingTimeout in api.unexpected-exception (HTTP 500), compute.error-out, compute.lm-pre-failed or
    conductor.live-migrate-unexpected; rpc.amqp-unreachable with rpc.amqp-reconnected when the bus came back.
Cause: The called service is dead, frozen or overloaded, or RabbitMQ is not reachable.
Next: The call fails although its work may still be done later (rpc.reply-dropped on the callee). While the bus is away
    casts wait in the caller, so steps come late; one that is lost leaves no line and the server's task stays set.
Remedy: Check rabbitmqctl cluster_status, rabbitmqctl list_queues name messages consumers, and that the called
    service is alive. For servers left with a task run openstack server set --state active (or error) once nothing
    works on them. Raise rpc_response_timeout (60 s) or long_rpc_timeout (18+, 1800 s) only for work that really is
    slow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, own, reason, says, troubles
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation, Event

RULE = rule_of(__name__, __doc__)


# The conductor writes it when the scheduler has answered.
EXPLAINS = frozenset({"conductor.selected-host"})
_BUS = ("rpc.amqp-unreachable", "rpc.amqp-reconnected", "rpc.reply-dropped")


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding for calls without an answer, and a mild one where only the bus was away for a time."""
    words = ("MessagingTimeout", "MessageDeliveryFailure", "MessageUndeliverable", "Timed out waiting for a reply")
    told = [event for event in troubles(case) if says(event, *words)]
    bus = [event for event in own(case) if event.name in _BUS or ".impl_rabbit" in event.logger]
    if told:
        yield finding(
            RULE,
            told,
            f"{told[0].service} on {told[0].host} got no answer to a call: {reason(told[0])}",
            f"{told[0].name} reports it",
            also=bus,
        )
    elif bus:
        yield finding(
            RULE,
            bus,
            f"the message bus was away from {bus[0].service} on {bus[0].host} for {bus[-1].time - bus[0].time:.0f} s",
            f"{_named(bus[0])} reports it and no call failed for it",
            severity="info",
        )


def _named(event: Event) -> str:
    """Return what a line is called: its event, or its logger where the catalogue only knows its level."""
    return event.logger if event.name.startswith("log.") else event.name
