"""Long repetitions, told once: a loop that is written out is a loop again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.reporting.chart import Branch, Frame, Message, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analyzer.reporting.chart import Chart, Row

FEWEST = 3
LONGEST_PERIOD = 4


def folded(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows with what comes three times or more in a row as a loop of the first time.

    Only what is plain is folded: a deviation is never told for another.
    """
    rest = list(rows)
    made: list[Row] = []
    at = 0
    while at < len(rest):
        period, times = _repetition(rest, at)
        if times < FEWEST:
            made.append(rest[at])
            at += 1
            continue
        made.append(Frame("loop", (Branch(tuple(rest[at : at + period]), f"{times} times"),)))
        at += period * times
    return tuple(made)


def _repetition(rows: Sequence[Row], at: int) -> tuple[int, int]:
    """Return period and number of the repetition at a row that covers most rows; the shortest period of equals."""
    best = (1, 1)
    for period in range(1, LONGEST_PERIOD + 1):
        first = [_kind(row) for row in rows[at : at + period]]
        if len(first) < period or None in first:
            break
        times = 1
        while [_kind(row) for row in rows[at + times * period : at + (times + 1) * period]] == first:
            times += 1
        if times >= FEWEST and period * times > best[0] * best[1]:
            best = (period, times)
    return best


def _kind(row: Row) -> tuple[object, ...] | None:
    if not isinstance(row, Message) or row.look in ("deviation", "missing", "extra") or row.event is None:
        return None
    return (row.sender, row.receiver, row.arrow, row.event, row.look)


def shortened_to(chart: Chart, most: int) -> Chart:
    """Return the chart with at most about `most` rows on the top level: plain ones in the middle go first.

    Args:
        chart: any chart.
        most: the rows to keep, 2 or more; every row that is not plain is kept beside them.
    """
    if len(chart.rows) <= most:
        return chart
    head = most // 2
    tail = len(chart.rows) - (most - head)
    made: list[Row] = [*chart.rows[:head]]
    left_out = 0
    for row in chart.rows[head:tail]:
        if isinstance(row, Note) or row.look != "plain":
            made += _told(left_out)
            left_out = 0
            made.append(row)
        else:
            left_out += 1
    return replace(chart, rows=(*made, *_told(left_out), *chart.rows[tail:]))


def _told(left_out: int) -> tuple[Row, ...]:
    return (Note(f"{left_out} more"),) if left_out else ()
