"""What an operation may have written without its id: which events, on how many hosts, how early."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.notation.lint import steps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analyzer.model import Event, EventSpec, Flow, Trace

# At INFO the first line of an operation may have no id: a revert's `Instance destroyed successfully.` (12-34); so may
# what made Nova begin one itself: `Instance shutdown by itself. Calling the stop API.`
LEAD_SECONDS = 5.0
# Releases 18 to 26 do not hand the request's context to the live migration worker (nova.compute.manager,
# _live_migration_executor), which then writes under an id that its thread had before.
WORKER_OPERATIONS = frozenset({"live-migrate"})
# The worker's first line at INFO, and its last, which is under the migration's own id again (nova.compute.manager
# _do_live_migration, _post_live_migration, 18-34).
WORKER_BEGINS, WORKER_ENDS = "compute.lm-pre-took", "compute.lm-finished"
WORKER_HALVES = frozenset({WORKER_BEGINS, WORKER_ENDS})


@dataclass(frozen=True, slots=True)
class Scope:
    """The lines without an id that an operation may have.

    `events` are their names, None: any. `computes` is how many compute roles its flow has. `lead` is for how many
    seconds before its first line it may have written, where no line tells its start.
    """

    events: frozenset[str] | None
    computes: int
    lead: float = LEAD_SECONDS

    @classmethod
    def of(
        cls, trace: Trace, flows: Mapping[str, Flow], specs: Mapping[str, EventSpec], begun: Sequence[Event]
    ) -> Scope:
        """Return the scope of an operation.

        Args:
            trace: the operation with its own events.
            flows: by operation name.
            specs: the catalogue by event id.
            begun: the first lines of live migrations' workers.
        """
        names = _may_be(trace, specs)
        known = [flows[name] for name in names if name in flows and flows[name].body]
        events = {step.event for flow in known for step in steps(flow.body) if step.event}
        if trace.operation is None:  # trouble and the like may be anybody's
            events |= {name for name, spec in specs.items() if spec.kind != "flow"}
        computes = sum(service == "compute" for service in known[0].roles.values()) if len(known) == 1 else 2
        if names != WORKER_OPERATIONS:
            return cls(frozenset(events) if known else None, computes)
        first = trace.events[0].time
        began = [event.time for event in begun if event.server == trace.server and event.time <= first]
        return cls(frozenset(events) if known else None, computes, first - max(began, default=first - LEAD_SECONDS))


def _may_be(trace: Trace, specs: Mapping[str, EventSpec]) -> frozenset[str]:
    """Return the operations that a trace may be: the one its API line names, or those to which all its steps go."""
    if trace.operation:
        return frozenset({trace.operation})
    own = [specs[event.name] for event in trace.events]
    told = [spec.operations for spec in own if spec.kind == "flow" and spec.operations]
    return frozenset.intersection(*told) if told else frozenset()
