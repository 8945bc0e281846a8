"""Steps that stand in a silence of their process: lines that were lost, not steps that were left out.

A process that writes nothing at all while two or more steps in a row are due did not leave out these: a file of a
rotation is missing, a collector dropped lines. One step alone is no such case, for a wait before it is silent as well.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from analyzer.checking.coverage import MARGIN_SECONDS, began

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.checking.coverage import Sight
    from analyzer.model import AlignedStep, Alignment, Event, Trace

LEAST_STEPS = 2


def excused(alignment: Alignment, sight: Sight, trace: Trace) -> Alignment:
    """Return the alignment with the steps that a silence hides as `unseen`, and `hidden` if there are any."""
    lost = {id(move) for move in _lost(alignment, sight, trace)}
    if not lost:
        return alignment
    moves = tuple(replace(move, move="unseen") if id(move) in lost else move for move in alignment.moves)
    return replace(alignment, moves=moves, cost=alignment.cost - len(lost), hidden=True)


def _lost(alignment: Alignment, sight: Sight, trace: Trace) -> Iterator[AlignedStep]:
    by_role: dict[str, list[AlignedStep]] = {}
    for move in alignment.moves:
        if move.step and move.step.event and move.move != "unseen":
            by_role.setdefault(move.step.role, []).append(move)
    for moves in by_role.values():
        events = [move.event for move in moves if move.event]
        for before, run, after in _runs(moves):
            near = before or after
            if near is None or len(run) < LEAST_STEPS:
                continue
            begin = before.time if before else began(trace)
            end = after.time if after else max(event.time for event in events) + MARGIN_SECONDS
            if _is_silent(sight, near, begin, end):
                yield from run


def _runs(moves: Sequence[AlignedStep]) -> Iterator[tuple[Event | None, list[AlignedStep], Event | None]]:
    """Yield the steps without a line that follow one another, with the lines before and after them."""
    before: Event | None = None
    groups = [(missing, list(group)) for missing, group in groupby(moves, lambda move: move.event is None)]
    for at, (missing, group) in enumerate(groups):
        if missing:
            after = groups[at + 1][1][0].event if at + 1 < len(groups) else None
            yield before, group, after
        else:
            before = group[-1].event


def _is_silent(sight: Sight, near: Event, begin: float, end: float) -> bool:
    return any(
        first < end and last > begin
        for process in sight.by_host.get((near.service, near.host), ())
        if process.pid == near.process
        for first, last in process.silences
    )
