"""Which durations passed a limit: Nova's own, a baseline's, or what stands out in the same logs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.checking.durations import finished, measured
from analyzer.checking.limits import Limits
from analyzer.checking.spread import key_of, longest, samples, spread
from analyzer.model import Duration, Limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analyzer.checking.baseline import Baseline
    from analyzer.checking.choose import Choice
    from analyzer.checking.spread import Spread
    from analyzer.model import Alignment, Coverage, Flow, Trace

# So many samples make the middle of a baseline, and of the logs themselves, worth comparing with: a baseline was learnt
# from logs that somebody took for healthy.
ENOUGH_LEARNT, ENOUGH_HERE = 20, 100
# Of fewer, ten times the longest of all others is far out, if they are at least so many.
FEW, FAR = 5, 10.0
# A step without a limit of its own is owed this long before its absence means anything.
LEAST_PATIENCE = 60.0
ORDER = ("step", "told", "whole")


class Timing:
    """Times alignments, each compared with all.

    Args:
        coverage: what was read: it tells what Nova's limits are set to.
        held: the alignments with their flows.
        baseline: what was learnt from other logs.
    """

    def __init__(
        self, coverage: Coverage, held: Iterable[tuple[Flow, Alignment]], baseline: Baseline | None = None
    ) -> None:
        self.limits, self.baseline = Limits(coverage), baseline
        ended = [(flow, alignment) for flow, alignment in held if finished(alignment)]
        self.samples = samples((flow.name, one) for flow, alignment in ended for one in measured(flow, alignment))
        self.spreads = {key: spread(seconds) for key, seconds in self.samples.items() if len(seconds) >= ENOUGH_HERE}
        self.longest = longest(self.samples)

    def timed(self, flow: Flow, alignment: Alignment) -> Alignment:
        """Return the alignment with its durations and its patience."""
        durations = self._judged(flow.name, measured(flow, alignment))
        return replace(alignment, durations=durations, patience=self.patience(flow, alignment))

    def patience(self, flow: Flow, alignment: Alignment) -> float:
        """Return for how many seconds the first step that is owed may fail to come before that means anything.

        That is the limit that Nova itself sets, else ten times the longest that the same step took elsewhere in the
        logs, and a minute at least.
        """
        step = next((step for step in alignment.owed if step.event), None)
        if step is None:
            return LEAST_PATIENCE
        times = [move.event.time for move in alignment.moves if move.event]
        host = alignment.bindings.get(step.role)
        limit = self.limits.declared(step, flow.roles[step.role], host, max(times, default=0.0))
        if limit and limit.firm:
            return limit.seconds
        return max(LEAST_PATIENCE, FAR * self.longest.get((flow.name, step.event or ""), 0.0))

    def _judged(self, operation: str, durations: Sequence[Duration]) -> tuple[Duration, ...]:
        """Set the limit that each duration passed, unless what is slow about it was named already.

        A step is more precise than what its line tells, and that than the whole: what one took too long is taken off
        all that span it.
        """
        named: list[tuple[float, float, float]] = []  # from, to, too long by
        passed: dict[int, Limit] = {}
        for one in sorted(durations, key=lambda one: (ORDER.index(one.what), one.seconds)):
            begin, end = one.event.time - one.seconds, one.event.time
            excused = sum(excess for first, last, excess in named if first < end and begin < last)
            for limit, usual in self._limits(operation, one):
                if one.seconds - excused > limit.seconds:
                    passed[id(one)] = limit
                    named.append((begin, end, one.seconds - excused - usual))
                    break
        return tuple(replace(one, passed=passed.get(id(one))) for one in durations)

    def _limits(self, operation: str, one: Duration) -> Iterable[tuple[Limit, float]]:
        """Give what limits a duration, the surest first, each with what it usually takes, in seconds."""
        declared = self.limits.of_line(one.step, one.event) if one.what != "whole" else None
        if declared:
            yield declared, min(one.seconds, declared.seconds)
        key = key_of(operation, one)
        learnt = self.baseline.spreads.get(key) if self.baseline else None
        if self.baseline and learnt and learnt.count >= ENOUGH_LEARNT:
            yield _of_spread(learnt, self.baseline.name), learnt.median
        elif key in self.spreads:
            yield _of_spread(self.spreads[key], "these logs"), self.spreads[key].median
        elif (others := _others(self.samples.get(key, ()), one.seconds)) and len(others) >= FEW:
            usual = others[-1]
            origin = f"these logs: {len(others)} others took {usual:.1f} s at most"
            yield Limit(max(LEAST_PATIENCE, FAR * usual), origin), usual


def _of_spread(found: Spread, name: str) -> Limit:
    return Limit(found.limit, f"{name}: {found}")


def _others(seconds: Sequence[float], one: float) -> Sequence[float]:
    """Return the samples, sorted, without one that took so long."""
    return seconds[:-1] if seconds and seconds[-1] == one else seconds


def timed(
    held: Sequence[tuple[Trace, Choice]], coverage: Coverage, baseline: Baseline | None
) -> list[tuple[Trace, Choice]]:
    """Return the choices with their alignments timed."""
    timing = Timing(coverage, [(one.flow, one.alignment) for _, one in held if one.flow and one.alignment], baseline)
    return [
        (trace, replace(one, alignment=timing.timed(one.flow, one.alignment)))
        if one.flow and one.alignment
        else (trace, one)
        for trace, one in held
    ]
