"""Traces to verdicts: choose a flow, align, find deviations, judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.choose import Chooser
from analyzer.checking.coverage import Sight
from analyzer.checking.judge import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Condition, Coverage, EventSpec, Flow, Trace, Verdict


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
    return tuple(judge(trace, chooser.choose(trace), sight) for trace in traces), ()
