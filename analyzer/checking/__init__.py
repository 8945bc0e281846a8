"""Traces to verdicts: choose a flow, align, find deviations, judge."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.checking.choose import Choice, Chooser
from analyzer.checking.coverage import Sight, wired
from analyzer.checking.judge import judge
from analyzer.checking.narrowing import narrowed
from analyzer.checking.timing import timed
from analyzer.checking.whereabouts import located

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.checking.baseline import Baseline
    from analyzer.model import Coverage, Event, EventSpec, Flow, Trace, Verdict

# So many operations lack a line that none has: then nothing writes it there.
SYSTEMATIC = 5
LAUNCH, RESET = "launch", "os-resetState"
ACCEPTED = 202
ANY_TIME = frozenset({"terminate", "hard-reboot"})


def check(
    traces: Iterable[Trace],
    flows: Mapping[str, Flow],
    specs: Mapping[str, EventSpec],
    coverage: Coverage,
    baseline: Baseline | None = None,
) -> tuple[Verdict, ...]:
    """Judge every operation.

    Args:
        traces: the operations.
        flows: by operation name.
        specs: the catalogue by event id.
        coverage: what the logs that were read are able to show.
        baseline: how long steps took in other logs.

    Returns:
        A verdict for each trace, in their order.
    """
    traces = tuple(traces)
    sight = Sight(coverage, specs, wired(traces, specs))
    chooser = Chooser(flows, specs, sight)
    held = [_asked(trace, chooser) for trace in traces if trace.outside is None]
    if unwritten := _unwritten(held):
        sight.unwritten = unwritten
        held = [_asked(trace, chooser) if _misses(choice, unwritten) else (trace, choice) for trace, choice in held]
    held = timed(_settled(held, chooser), coverage, baseline)
    later = _accepted(traces)

    def judged(trace: Trace, choice: Choice) -> Verdict:
        return judge(trace, choice, sight, moved_on=_moved_on(trace, later.get(trace.server or "", ())))

    verdicts = [judged(trace, choice) for trace, choice in held if choice.flow or trace.origin == "api"]
    # What Nova does of its own accord may have no request id, but it always has a name.
    at = {(one.trace.request, one.trace.server): i for i, one in enumerate(verdicts) if one.candidates}
    best = {(trace.request, trace.server): len(choice.rivals) for trace, choice in held}
    for key, left in narrowed(verdicts, best).items():
        i = at[key]
        verdicts[i] = replace(verdicts[i], candidates=left)
        if len(left) == 1:
            trace, flow = verdicts[i].trace, flows[left[0]]
            ((_, choice),) = timed([(trace, Choice(flow, chooser.align(trace, flow)))], coverage, baseline)
            if choice.alignment and not choice.alignment.cost:  # else it may well be none of those that it seemed to be
                verdicts[i] = judged(trace, choice)
    return located(verdicts, coverage, flows)


def _unwritten(held: Iterable[tuple[Trace, Choice]]) -> frozenset[str]:
    """Return the events that several operations lack and none has: another driver, a patched Nova, a mute logger."""
    found = list(held)
    missed = Counter(name for _, choice in found for name in _missed(choice))
    written = {event.name for trace, _ in found for event in trace.all_events}
    return frozenset(name for name, count in missed.items() if count >= SYSTEMATIC and name not in written)


def _missed(choice: Choice) -> set[str]:
    readings = (choice.alignment,) if choice.alignment else choice.rivals
    return {m.step.event for one in readings for m in one.moves if m.move == "model" and m.step and m.step.event}


def _misses(choice: Choice, events: frozenset[str]) -> bool:
    return choice.flow is None or not events.isdisjoint(_missed(choice))


def _accepted(traces: Iterable[Trace]) -> dict[str, list[Trace]]:
    """Return for each server what the API accepted and nova-compute began, or that its state was set by hand.

    The API accepts an operation only on a server without a task (nova.compute.api check_instance_state, 12-34), but a
    delete and a hard reboot at any time.
    """
    found: dict[str, list[Trace]] = defaultdict(list)
    for trace in traces:
        begun = trace.status == ACCEPTED and any(event.service == "compute" for event in trace.events)
        if trace.server and ((begun and trace.operation not in ANY_TIME) or trace.outside == RESET):
            found[trace.server].append(trace)
    return found


def _moved_on(trace: Trace, accepted: Iterable[Trace]) -> float | None:
    """Return when the first of these began that came after an operation and shows that it had ended."""
    last = max(event.time for event in trace.events)
    later = (one for one in accepted if one.events[0].time > last and one.request != trace.request)
    first = min(later, key=lambda one: one.events[0].time, default=None)
    return None if first is None or first.outside else first.events[0].time


def _asked(trace: Trace, chooser: Chooser) -> tuple[Trace, Choice]:
    """Nova launches no server of its own accord: where the API's log lacks the call, it was before that log begins."""
    choice = chooser.choose(trace)
    if trace.origin == "nova" and choice.flow and choice.flow.name == LAUNCH:
        trace = replace(trace, origin="api", began_before=True)
        choice = chooser.choose(trace)
    return trace, choice


def _settled(held: list[tuple[Trace, Choice]], chooser: Chooser) -> list[tuple[Trace, Choice]]:
    """Give events that an operation could not explain to another that may have written them, if that one can.

    All that one rival may have written go together: a line of a step that binds a role shows that others are missing.
    """
    at = {(trace.request, trace.server): i for i, (trace, _) in enumerate(held)}
    for i, (trace, choice) in enumerate(held):
        readings = (choice.alignment,) if choice.alignment else choice.rivals
        used = {id(move.event) for reading in readings for move in reading.moves if move.step}
        for rival in dict.fromkeys(whose for _, whose in trace.contested):
            j = at.get((rival, trace.server))
            if j is None:
                continue
            spare = [event for event, whose in trace.contested if whose == rival and id(event) not in used]
            taken = _explained(held[j], spare, chooser)
            if taken:
                gone = {id(event) for event in taken}
                used |= gone
                poorer = replace(held[i][0], nearby=tuple(e for e in held[i][0].nearby if id(e) not in gone))
                richer = replace(held[j][0], nearby=(*held[j][0].nearby, *taken))
                held[i], held[j] = (poorer, chooser.choose(poorer)), (richer, chooser.choose(richer))
    return held


def _explained(rival: tuple[Trace, Choice], spare: list[Event], chooser: Chooser) -> list[Event]:
    """Return which of these events an operation could explain were they its own."""
    trace, choice = rival
    spare = [event for event in spare if chooser.names(choice.flow, event)]
    if not spare:
        return []
    better = chooser.choose(replace(trace, nearby=(*trace.nearby, *spare)))
    matched = {id(move.event) for move in better.alignment.moves if move.move == "sync"} if better.alignment else set()
    return [event for event in spare if id(event) in matched]
