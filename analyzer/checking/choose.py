"""Hold a trace against its flow; where no line names the operation, against all that could be it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from analyzer.checking.net import compile_flow
from analyzer.checking.problem import Problem
from analyzer.checking.readout import align
from analyzer.checking.silence import excused
from analyzer.model import AlignedStep
from analyzer.model.states import ACCEPTED_IN
from analyzer.notation.lint import deciders, steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.checking.coverage import Sight
    from analyzer.checking.net import Net
    from analyzer.model import Alignment, Event, EventSpec, Flow, Step, Trace

# A frame of nova.compute.manager in a traceback.
METHOD = re.compile(r"nova/compute/manager\.py\", line \d+, in (\w+)")


@dataclass(frozen=True, slots=True)
class Choice:
    """The flow of a trace with its alignment; none, with the candidates, where several fit as well.

    `rivals` are the alignments with those candidates that fit best.
    """

    flow: Flow | None = None
    alignment: Alignment | None = None
    candidates: tuple[str, ...] = ()
    rivals: tuple[Alignment, ...] = ()


class Chooser:
    """Aligns traces with the flows, each compiled once.

    Args:
        flows: by operation name.
        specs: the catalogue by event id.
        sight: what the logs show.
    """

    def __init__(self, flows: Mapping[str, Flow], specs: Mapping[str, EventSpec], sight: Sight) -> None:
        self.flows, self.specs, self.sight = flows, specs, sight
        releases = sight.coverage.told
        self.nets: dict[str, Net] = {name: compile_flow(flow, releases) for name, flow in flows.items() if flow.body}
        self.decisive = {name: _decisive(flow) for name, flow in flows.items()}

    def choose(self, trace: Trace) -> Choice:
        """Return the flow that a trace follows, or the candidates."""
        if trace.operation is not None:
            flow = self.flows[trace.operation]
            return Choice(flow, self.align(trace, flow) if flow.body else None)
        if trace.answer in ("refused", "failed") and all(e.service == "api" for e in trace.events):
            return self._turned_away(trace)
        names = {event.name for event in trace.all_events}
        methods = set(METHOD.findall("\n".join(event.detail for event in trace.events)))
        told = {name for name, flow in self.flows.items() if methods.intersection(flow.methods)} or self._spoken(trace)
        silent = trace.answer == "accepted" and all(event.service == "api" for event in trace.all_events)
        fits: list[tuple[int, int, bool, str, Alignment]] = []
        for name, flow in self.flows.items():
            if not flow.body or not self._may_be(flow, trace) or (told and name not in told):
                continue
            decisive = self.decisive[name]
            if not told and names.isdisjoint(self.nets[name].alphabet):
                continue
            alignment = self.align(trace, flow)
            unseen = silent and not (alignment.cost or alignment.end_covered)
            if told or unseen or _decided(alignment, decisive) or _ends_unseen(alignment):
                matched = sum(m.move == "sync" for m in alignment.moves)
                fits.append((alignment.cost, -matched, name not in ACCEPTED_IN, name, alignment))
        fits.sort(key=lambda fit: fit[:4])
        if not fits:
            return Choice()
        cost, matched, _, name, alignment = fits[0]
        alone = len(fits) == 1 or fits[1][:2] != (cost, matched)
        if len(told) == 1 or (alone and (cost == 0 or self._pinned(name, alignment, trace))):
            return Choice(self.flows[name], alignment)
        likely = tuple(fit for fit in fits if fit[0] == cost or cost)
        return Choice(
            candidates=tuple(fit[3] for fit in likely), rivals=tuple(fit[4] for fit in likely if fit[:2] == fits[0][:2])
        )

    def _spoken(self, trace: Trace) -> set[str]:
        """Return the one operation to which its own lines go, if the catalogue gives them to no other together."""
        own = [self.specs[event.name] for event in trace.events if trace.origin == "api"]
        spoken = [spec.operations for spec in own if spec.kind == "flow" and spec.operations]
        named = frozenset.intersection(*spoken) if spoken else frozenset[str]()
        return set(named) if len(named) == 1 else set()

    def names(self, flow: Flow | None, event: Event) -> bool:
        """Tell whether a flow (None: any) has a step for an event."""
        nets = self.nets.values() if flow is None else [self.nets[flow.name]] if flow.body else []
        return any(event.name in net.alphabet for net in nets)

    def _turned_away(self, trace: Trace) -> Choice:
        """Return what the API's own lines on its refusal are of: `expected to be down, but it was up` an evacuation."""
        spoken = [names for event in trace.events if (names := self.specs[event.name].operations)]
        named = sorted(frozenset.intersection(*spoken)) if spoken else []
        may_be = [name for name in named if name in self.flows and self._may_be(self.flows[name], trace)]
        if len(may_be) == 1:
            flow = self.flows[may_be[0]]
            return Choice(flow, self.align(trace, flow) if flow.body else None)
        return Choice(candidates=tuple(may_be))

    def _may_be(self, flow: Flow, trace: Trace) -> bool:
        """Tell whether the lines leave room for an operation.

        One without a compute or a scheduler role leaves no line there, but for the scheduler's own book-keeping under
        its id (`sync_instance_info`, locks); an access line that names nothing is an action's.
        """
        services = flow.roles.values()
        if "compute" not in services and any(event.service == "compute" for event in trace.events):
            return False
        scheduled = (e for e in trace.events if e.service == "scheduler" and self.specs[e.name].kind != "ambient")
        if "scheduler" not in services and any(scheduled):
            return False
        by_api = any(event.name == "api.access" for event in trace.events)
        return not by_api or any(form.action for form in flow.requests)

    def _pinned(self, name: str, alignment: Alignment, trace: Trace) -> bool:
        """Tell whether a line of its own that no other operation writes was matched.

        Else a poor fit may be the wrong flow's: an unlock without any line took another operation's `VM Resumed` and
        was an unpause that lacks the rest.
        """
        own = {id(event) for event in trace.events}
        matched = (move.event for move in alignment.moves if move.move == "sync" and id(move.event) in own)
        return any(event and self.specs[event.name].operations == {name} for event in matched)

    def align(self, trace: Trace, flow: Flow) -> Alignment:
        """Align a trace with a flow; own events that the flow does not name are added as moves of the log."""
        net = self.nets[flow.name]
        # A line without an id on a host where the request never wrote may be anybody's.
        hosts = {event.host for event in trace.events if event.service == "compute"} or self.sight.computes
        near = (e for e in trace.nearby if e.host in hosts and not self.sight.anybodys(e, named=not trace.began_before))
        own = {id(event) for event in (*trace.events, *near)}
        events = [event for event in trace.all_events if event.name in net.alphabet]
        counted = [self.specs[event.name].kind == "flow" for event in events]
        shared = {id(event) for event in trace.shared}
        costly = [
            None if id(event) in shared else id(event) in own and self.specs[event.name].kind == "flow"
            for event in events
        ]

        @cache
        def covered(step: Step, host: str | None) -> bool:
            return self.sight.shows(step.event or "", flow.roles[step.role], host, trace)

        problem = Problem(
            net,
            flow.roles,
            events,
            apart=flow.apart,
            costly=costly,
            counted=counted,
            covered=covered,
            otherwise=lambda host: self.sight.drives_otherwise(host, trace),
            hosts=self.sight.hosts,
        )
        alignment = excused(align(problem), self.sight, trace)
        foreign = tuple(AlignedStep("log", None, e, None, e.host) for e in trace.events if self._alien(e, flow, net))
        return replace(alignment, moves=(*alignment.moves, *foreign), cost=alignment.cost + len(foreign))

    def _alien(self, event: Event, flow: Flow, net: Net) -> bool:
        """Tell whether the catalogue gives an event to other operations and not to this flow's."""
        spec = self.specs[event.name]
        if spec.kind != "flow" or event.name in net.alphabet or not spec.operations:
            return False
        return flow.name not in spec.operations


def _decisive(flow: Flow) -> frozenset[Step]:
    """Return the steps of which one must have its line: an end, or what a named block cannot be entered without."""
    return frozenset(step for step in steps(flow.body) if step.ends or step.decides) | frozenset(deciders(flow.body))


def _ends_unseen(alignment: Alignment) -> bool:
    """Tell whether all that can be seen fits and no log that was read can show the end.

    The source of a migration writes at INFO what a stop does.
    """
    matched = any(m.move == "sync" and m.event and m.event.service == "compute" for m in alignment.moves)
    ends = any(move.step and move.step.ends and move.move in ("sync", "model") for move in alignment.moves)
    unseen = alignment.ended or not alignment.end_covered
    return matched and alignment.cost == 0 and unseen and not ends


def _decided(alignment: Alignment, decisive: frozenset[Step]) -> bool:
    """Tell whether one of the decisive steps has its line."""
    return any(move.move == "sync" and move.step in decisive for move in alignment.moves)
