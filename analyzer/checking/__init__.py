"""Traces to verdicts: choose a flow, align, find deviations, judge."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.checking.choose import Chooser
from analyzer.checking.coverage import Sight
from analyzer.checking.judge import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.checking.choose import Choice
    from analyzer.model import Condition, Coverage, Event, EventSpec, Flow, Trace, Verdict


def check(
    traces: Iterable[Trace], flows: Mapping[str, Flow], specs: Mapping[str, EventSpec], coverage: Coverage
) -> tuple[tuple[Verdict, ...], tuple[Condition, ...]]:
    """Judge every operation.

    Args:
        traces: the operations.
        flows: by operation name.
        specs: the catalogue by event id.
        coverage: what the logs that were read are able to show.

    Returns:
        A verdict for each trace, in their order, and what was found of no operation.
    """
    sight = Sight(coverage, specs)
    chooser = Chooser(flows, specs, sight)
    held = [(trace, chooser.choose(trace)) for trace in traces]
    held = _settled(held, chooser)
    return tuple(judge(trace, choice, sight) for trace, choice in held if choice.flow or trace.origin == "api"), ()


def _settled(held: list[tuple[Trace, Choice]], chooser: Chooser) -> list[tuple[Trace, Choice]]:
    """Give events that an operation could not explain, and another may have written, to that other."""
    given: dict[tuple[str | None, str | None], list[Event]] = defaultdict(list)
    for i, (trace, choice) in enumerate(held):
        if choice.alignment is None or not trace.contested:
            continue
        loose = {id(move.event) for move in choice.alignment.moves if move.move == "log"}
        for event, rival in trace.contested:
            if id(event) in loose:
                given[rival, trace.server].append(event)
        away = loose & {id(event) for event, _ in trace.contested}
        kept = tuple(event for event in trace.nearby if id(event) not in away)
        if kept != trace.nearby:
            poorer = replace(trace, nearby=kept)
            held[i] = (poorer, chooser.choose(poorer))
    for i, (trace, _) in enumerate(held):
        if gifts := given.get((trace.request, trace.server)):
            richer = replace(trace, nearby=(*trace.nearby, *gifts))
            held[i] = (richer, chooser.choose(richer))
    return held
