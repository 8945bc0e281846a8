"""Where the rows of a chart stand, from the top down."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from analyzer.reporting.chart import Frame, Gap, Message, Note, messages
from analyzer.reporting.charting.columns import ASIDE, FRAME, LOOP, SIZE, SMALL, columns, label
from analyzer.reporting.charting.shapes import Box, Path, Text, tidy, widest, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analyzer.reporting.chart import Branch, Chart, Row
    from analyzer.reporting.charting.shapes import Head, Shape

LEADING = 15.0
BAR = 5.0  # half of the width of an activation
BETWEEN = 8.0
LEAST_BAR = 14.0
TAB = 18.0  # the height of a frame's tab


class Body:
    """The rows of a chart as shapes, the first lifeline at x = 0 and the first row at y = 0.

    Attributes:
        x: of each lifeline.
        frames, arrows, words: the shapes, by what is painted first.
        lines: the y of the first line of each message with it, for what stands in the margins.
        left, right: how far the rows reach.
        y: where the next row begins; in the end, where the last one ended.
    """

    def __init__(self, chart: Chart) -> None:
        self.x = dict(zip((line.key for line in chart.lifelines), columns(chart), strict=True))
        self.frames: list[Shape] = []
        self.arrows: list[Shape] = []
        self.words: list[Text] = []
        self.lines: list[tuple[float, Message]] = []
        self.y = 0.0
        self._slim = {line.key for line in chart.lifelines if line.kind in ("actor", "queue")}
        self._across = (min(self.x.values(), default=0.0), max(self.x.values(), default=0.0))
        self._busy: dict[str, list[tuple[float, bool]]] = {}
        self.left, self.right = self._rows(chart.rows) if chart.rows else (0.0, 0.0)

    def bars(self) -> list[Box]:
        """Return the activations: from what a lifeline is asked to the last that it does of it."""
        made: list[Box] = []
        for key, touches in self._busy.items():
            start, end = touches[0][0], touches[0][0]
            for y, anew in (*touches[1:], (None, True)):
                if not anew and y is not None:
                    end = y
                    continue
                made.append(Box(self.x[key] - BAR, start - 2, 2 * BAR, max(end - start + 5, LEAST_BAR), "bar"))
                start = end = y or 0.0
        return made

    def _touch(self, key: str, y: float, *, anew: bool = False) -> None:
        if key not in self._slim:
            self._busy.setdefault(key, []).append((y, anew))

    def _rows(self, rows: Sequence[Row]) -> tuple[float, float]:
        """Place rows below each other and return how far they reach to the left and to the right."""
        reaches = [self._row(row) for row in rows]
        return min(left for left, _ in reaches), max(right for _, right in reaches)

    def _row(self, row: Row) -> tuple[float, float]:
        match row:
            case Message():
                self.lines.append((self.y + 12, row))
                return self._own(row) if row.sender == row.receiver else self._arrow(row)
            case Note():
                return self._note(row)
            case Gap():
                return self._gap(row)
            case Frame():
                return self._frame(row)

    def _own(self, row: Message) -> tuple[float, float]:
        x, lines, y = self.x[row.sender], label(row), self.y
        turn = x + LOOP - 8
        points = ((x + BAR, y + 4), (turn, y + 4), (turn, y + 13), (x + BAR, y + 13))
        self.arrows.append(Path(points, f"own {row.look}", "filled"))
        self._write(lines, x + LOOP, y + 12, row, "start")
        self._touch(row.sender, y + 4)
        self._touch(row.sender, y + 14)
        self.y += max(len(lines), 1) * LEADING + BETWEEN
        return x - BAR, x + LOOP + widest(lines, SIZE)

    def _arrow(self, row: Message) -> tuple[float, float]:
        lines = label(row)
        start, end = self.x[row.sender], self.x[row.receiver]
        self._write(lines, self._middle(start, end, widest(lines, SIZE)), self.y + 12, row, "middle")
        y = self.y + len(lines) * LEADING + (2 if lines else 6)
        way = 1 if end > start else -1
        from_x = start + way * (0 if row.sender in self._slim else BAR)
        to_x = end - way * (0 if row.receiver in self._slim else BAR)
        head: Head = "filled" if row.arrow in ("call", "own") else "open"
        self.arrows.append(Path(((from_x, y), (to_x, y)), f"{row.arrow} {row.look}", head))
        self._touch(row.sender, y)
        self._touch(row.receiver, y, anew=row.arrow != "reply")
        self.y = y + BETWEEN + 4
        return min(start, end) - BAR, max(start, end) + BAR

    def _middle(self, start: float, end: float, width: float) -> float:
        """Return where words on an arrow are centred: between two neighbours on its way if they fit there."""
        low, high = min(start, end), max(start, end)
        stops = sorted(x for x in self.x.values() if low <= x <= high)
        room, middle = max((right - left, (left + right) / 2) for left, right in pairwise(stops))
        return middle if width + 4 * BAR <= room else (low + high) / 2

    def _write(self, lines: Iterable[str], x: float, y: float, row: Message, anchor: str) -> None:
        more = " ".join(part for part in (tidy(row.event or ""), tidy(row.text), tidy(row.origin)) if part)
        for number, words in enumerate(lines):
            at = y + number * LEADING
            self.words.append(
                Text(x, at, words, f"label {row.look}", "start" if anchor == "start" else "middle", SIZE, more)
            )

    def _note(self, row: Note) -> tuple[float, float]:
        lines = label(row)
        width, height = widest(lines, SIZE) + 2 * FRAME, len(lines) * LEADING + FRAME
        places = [self.x[key] for key in row.over] or list(self.x.values())
        left = places[0] + ASIDE if row.over else (min(places) + max(places) - width) / 2
        self.arrows.append(Box(left, self.y, width, height, f"note {row.look}"))
        for number, words in enumerate(lines):
            self.words.append(
                Text(left + FRAME, self.y + 15 + number * LEADING, words, f"label {row.look}", "start", SIZE)
            )
        self.y += height + BETWEEN
        return left, left + width

    def _gap(self, row: Gap) -> tuple[float, float]:
        """Break the lifelines: time passes in which nothing is logged."""
        lines = label(row)
        left, right = self._across
        height = len(lines) * LEADING + FRAME
        middle = (left + right) / 2
        half = max((right - left) / 2 + 2 * BAR, widest(lines, SIZE) / 2 + ASIDE)
        self.arrows.append(Box(middle - half, self.y, 2 * half, height, f"gap {row.look}"))
        for number, words in enumerate(lines):
            self.words.append(Text(middle, self.y + 15 + number * LEADING, words, f"label {row.look}", "middle", SIZE))
        self.y += height + BETWEEN
        return middle - half, middle + half

    def _frame(self, row: Frame) -> tuple[float, float]:
        """Draw a combined fragment around its rows.

        Its tab stands beside the first row if that leaves room, for many fragments hold one row and no condition.
        """
        top = self.y
        codes = " ".join(row.codes)
        conditions = [_condition(row, number, branch) for number, branch in enumerate(row.branches)]
        conditions[0] = f"{conditions[0]} {codes}".strip()
        tab = width_of(row.kind, SMALL, bold=True) + ASIDE
        beside = not conditions[0] and isinstance(row.branches[0].rows[0] if row.branches[0].rows else None, Message)
        reaches: list[tuple[float, float]] = []
        borders: list[float] = []
        stand = [self.x[key] for message in messages([row]) for key in (message.sender, message.receiver)] or [0.0]
        first, across, self._across = min(stand), self._across, (min(stand), max(stand))
        self.y += FRAME - 3 if beside else TAB + 8
        for number, branch in enumerate(row.branches):
            if number:
                borders.append(self.y)
                self.y += (TAB if conditions[number] else FRAME) + 2
            if branch.rows:
                reaches.append(self._rows(branch.rows))
        self._across = across
        reaches = reaches or [(first, first)]
        left = min(min(left for left, _ in reaches) - FRAME, first - 2 * BAR - tab)
        right = max(right for _, right in reaches) + FRAME
        for number, words in enumerate(conditions):
            if words:
                at = first + 2 * BAR
                y = top + 13 if number == 0 else borders[number - 1] + 14
                self.words.append(Text(at, y, words, f"condition {row.look}", "start", SMALL))
                right = max(right, at + width_of(words, SMALL) + FRAME)
        self.words.append(Text(left + 6, top + 13, row.kind, f"kind {row.look}", "start", SMALL))
        self.frames.append(Box(left, top, right - left, self.y - top, f"frame {row.look}"))
        edge = ((left, top + TAB), (left + tab - 6, top + TAB), (left + tab, top + TAB - 6), (left + tab, top))
        self.frames.append(Path(edge, f"tab {row.look}"))
        self.frames += (Path(((left, y), (right, y)), f"border {row.look}") for y in borders)
        self.y += BETWEEN
        return left, right


def _condition(frame: Frame, number: int, branch: Branch) -> str:
    if branch.condition:
        return f"[{tidy(branch.condition)}]"
    return "[else]" if frame.kind == "alt" and number else ""
