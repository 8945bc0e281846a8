"""How far apart the lifelines of a chart must stand, so that no words overlap."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from analyzer.reporting.chart import Frame, Gap, Message
from analyzer.reporting.charting.shapes import tidy, widest, width_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.reporting.chart import Chart, Note, Row

SIZE = 12.0
SMALL = 10.5
LABEL = 200.0  # pixels a label may be wide; about thirty characters
LINES = 3
LOOP = 30.0  # from a lifeline to the words of a message to itself
ASIDE = 14.0
FRAME = 8.0  # from what is in a frame to its border
HEADING = 22.0
_BESIDE_ARROW = 34.0
_BETWEEN_HEADS = 24.0


def spoken(row: Message | Note | Gap) -> str:
    """Return a row's words, its codes before them and that it is missing if it is."""
    words = row.words if isinstance(row, Gap) else row.text
    before = [*row.codes, *(["missing"] if row.look == "missing" else [])]
    return ": ".join(part for part in (" ".join(before), words) if part)


def label(row: Message | Note | Gap) -> tuple[str, ...]:
    """Return the lines of what a row says."""
    return wrapped(tidy(spoken(row)), LABEL, partial(width_of, size=SIZE), LINES)


def head_width(chart: Chart, number: int) -> float:
    """Return how wide the heading of a lifeline is."""
    line = chart.lifelines[number]
    return max(width_of(tidy(line.title), SIZE, bold=True), widest((host_words(line.host),), SMALL)) + HEADING


def host_words(host: str) -> str:
    """Return the second line of a heading."""
    return f"on {tidy(host)}" if host else ""


def columns(chart: Chart) -> tuple[float, ...]:
    """Return the x of each lifeline, the first at 0.

    A message to itself needs room to its right, one between two lifelines needs room between them, and headings must
    not touch. Needs that span several columns are met last, by widening all of them alike.
    """
    heads = [head_width(chart, number) for number in range(len(chart.lifelines))]
    gaps = [(left + right) / 2 + _BETWEEN_HEADS for left, right in pairwise(heads)]
    number_of = {line.key: number for number, line in enumerate(chart.lifelines)}
    wide: list[tuple[int, int, float]] = []
    for row, depth in _flat(chart.rows, 0):
        needed = widest(label(row), SIZE)
        first, last, room = _span(row, number_of, needed, depth)
        if last == first + 1:
            gaps[first] = max(gaps[first], room)
        elif last > first:
            wide.append((first, last, room))
    for first, last, room in sorted(wide, key=lambda need: need[1] - need[0]):
        short = room - sum(gaps[first:last])
        for number in range(first, last) if short > 0 else ():
            gaps[number] += short / (last - first)
    return tuple(sum(gaps[:number]) for number in range(len(chart.lifelines)))


def _span(row: Message | Note, number_of: dict[str, int], needed: float, depth: int) -> tuple[int, int, float]:
    """Return between which lifelines a row needs how much room."""
    last = len(number_of) - 1
    if isinstance(row, Message):
        ends = sorted((number_of[row.sender], number_of[row.receiver]))
        if ends[0] != ends[1]:
            return ends[0], ends[1], needed + _BESIDE_ARROW
        return ends[0], min(ends[0] + 1, last), LOOP + needed + ASIDE + FRAME * depth
    if row.over:
        first = min(number_of[key] for key in row.over)
        return first, min(first + 1, last), 2 * ASIDE + needed + 2 * FRAME + FRAME * depth
    return 0, 0, 0.0


def _flat(rows: Iterable[Row], depth: int) -> Iterator[tuple[Message | Note, int]]:
    for row in rows:
        if isinstance(row, Frame):
            for branch in row.branches:
                yield from _flat(branch.rows, depth + 1)
        elif not isinstance(row, Gap):
            yield row, depth
