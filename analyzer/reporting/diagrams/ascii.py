"""Characters, for a terminal, a mail or a commit message: lifelines at the left, words at the right."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from analyzer.reporting.chart import Frame, Gap, Message, messages
from analyzer.reporting.charting.columns import host_words, spoken
from analyzer.reporting.charting.shapes import tidy, wrapped
from analyzer.reporting.printable import iso, printable
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.reporting.chart import Arrow, Chart, Lifeline, Note, Row

LEAST_COLUMN, WIDEST_COLUMN = 5, 14
LEAST_WORDS = 30  # columns that words get, however many lifelines there are
LINES = 3
TIME = "HH:MM:SS.mmm"


@dataclass(frozen=True, slots=True)
class Pen:
    """The characters to draw with; `lines` has for each arrow its shaft and its heads to the left and to the right."""

    lifeline: str
    own: str
    lines: dict[Arrow, tuple[str, str, str]]
    unseen: str
    frame: tuple[str, str, str, str]  # its top, its side, between its branches, its bottom
    more: str


UNICODE = Pen(
    lifeline="│",
    own="●",
    lines={
        "call": ("─", "◀", "▶"),
        "cast": ("─", "<", ">"),
        "reply": ("╌", "<", ">"),
        "own": ("─", "◀", "▶"),
    },
    unseen="┄",
    frame=("┌", "│", "├", "└"),
    more="…",
)
ASCII = Pen(
    lifeline="|",
    own="*",
    lines={"call": ("-", "<", ">"), "cast": ("-", "(", ")"), "reply": (".", "<", ">"), "own": ("-", "<", ">")},
    unseen=".",
    frame=("+", "|", "+", "+"),
    more="...",
)


def draw(chart: Chart, *, width: int | None = None, unicode: bool | None = None) -> str:
    """Draw a chart in characters.

    Each lifeline is a column; what is said stands to the right of them, so the diagram is never wider than asked, down
    to the columns that its lifelines need. Frames are brackets around words.

    Args:
        chart: any chart.
        width: columns to use; None: as many as standard output has, 100 if it is no terminal (see `terminal.console`).
        unicode: draw with box characters; None: if standard output is UTF-8. Without them the whole text is ASCII.

    Returns:
        Lines that each end in a newline; no character of it controls a terminal.
    """
    if width is None:
        width = console().width
    if unicode is None:
        unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = "".join(f"{line.rstrip()}\n" for line in _Page(chart, width, UNICODE if unicode else ASCII).lines())
    return text if unicode else text.replace("…", "...").encode("ascii", "backslashreplace").decode()


class _Page:
    """One drawing of a chart."""

    def __init__(self, chart: Chart, width: int, pen: Pen) -> None:
        self._chart = chart
        self._pen = pen
        lines = chart.lifelines
        fair = (width - LEAST_WORDS - len(TIME)) // max(len(lines), 1)
        wanted = max((cell_len(tidy(_name(line))) + 2 for line in lines), default=LEAST_COLUMN)
        self._column = max(LEAST_COLUMN, min(wanted, WIDEST_COLUMN, fair))
        self._at = {line.key: number * self._column + self._column // 2 for number, line in enumerate(lines)}
        self._left = self._column * len(lines)
        self._timed = any(line.time is not None for line in messages(chart.rows))
        self._marked = any(line.mark for line in messages(chart.rows))
        self._words = max(width - self._left - 2, LEAST_WORDS)
        self._width = width

    def lines(self) -> Iterator[str]:
        chart = self._chart
        for words in (chart.title, chart.subtitle):
            yield from wrapped(printable(words), self._width, cell_len, LINES)
        yield ""
        heads = "".join(_centred(tidy(_name(line)), self._column, self._pen.more) for line in chart.lifelines)
        yield heads
        yield self._blank()
        yield from self._rows(chart.rows, "")
        yield self._blank()
        yield ""
        for line in chart.lifelines:
            known, whole = _name(line), f"{line.title} {host_words(line.host)}".strip()
            yield from self._wrapped(f"{known}: ", whole) if known != whole else ()
        for finding in chart.findings:
            yield from self._wrapped(f"{finding.code} {finding.name}: ", finding.text)

    def _wrapped(self, label: str, text: str) -> list[str]:
        first, *others = wrapped(tidy(label + text), self._width - 4, cell_len, LINES) or ("",)
        return [first, *(f"    {line}" for line in others)]

    def _blank(self) -> str:
        return self._drawn({})

    def _drawn(self, over: dict[int, str]) -> str:
        """Return the lifelines with some characters over them."""
        stand = dict.fromkeys(self._at.values(), self._pen.lifeline)
        return "".join({**stand, **over}.get(number, " ") for number in range(self._left))

    def _rows(self, rows: Iterable[Row], inside: str) -> Iterator[str]:
        for row in rows:
            if isinstance(row, Frame):
                yield from self._frame(row, inside)
            else:
                yield from self._row(row, inside)

    def _row(self, row: Message | Note | Gap, inside: str) -> Iterator[str]:
        over: dict[int, str] = {}
        time = ""
        if isinstance(row, Message):
            over = self._arrow(row)
            time = iso(row.time)[11:-1] if row.time is not None else ""
        elif isinstance(row, Gap):
            over = dict.fromkeys(self._at.values(), ":")
        mark = f"{(row.mark if isinstance(row, Message) else '') or ' '} " if self._marked else ""
        lead = f"{inside}{time:{len(TIME)}} {mark}" if self._timed else f"{inside}{mark}"
        room = max(self._words - cell_len(lead), LEAST_WORDS // 2)
        words = wrapped(tidy(spoken(row)), room, cell_len, LINES) or ("",)
        yield f"{self._drawn(over)}  {lead}{words[0]}"
        for further in words[1:]:
            yield f"{self._blank()}  {inside}{' ' * (cell_len(lead) - len(inside))}{further}"

    def _arrow(self, row: Message) -> dict[int, str]:
        start, end = self._at[row.sender], self._at[row.receiver]
        if start == end:
            return {
                start: "x" if row.look == "missing" else self._pen.own if row.look != "unseen" else self._pen.unseen
            }
        shaft, left, right = self._pen.lines[row.arrow]
        shaft = self._pen.unseen if row.look in ("missing", "unseen") else shaft
        low, high = min(start, end), max(start, end)
        over = dict.fromkeys(range(low + 1, high), shaft)
        over[high - 1 if end == high else low + 1] = right if end == high else left
        return over

    def _frame(self, row: Frame, inside: str) -> Iterator[str]:
        top, side, between, bottom = self._pen.frame
        first = row.branches[0].rows[0] if row.branches[0].rows else None
        if len(row.branches) == len(row.branches[0].rows) == 1 and isinstance(first, Message) and not row.codes:
            condition = f" [{row.branches[0].condition}]" if row.branches[0].condition else ""
            yield from self._row(replace(first, text=f"{row.kind}{condition}: {first.text}"), inside)
            return
        for number, branch in enumerate(row.branches):
            corner = between if number else top
            kind = {"alt": "else", "par": "and"}.get(row.kind, row.kind) if number else row.kind
            codes = row.codes if not number else ()
            words = " ".join(
                part for part in (*codes, kind, f"[{branch.condition}]" if branch.condition else "") if part
            )
            room = max(self._words - len(inside) - 2, LEAST_WORDS // 2)
            label = wrapped(tidy(words), room, cell_len, 1)
            yield f"{self._blank()}  {inside}{corner} {label[0]}"
            yield from self._rows(branch.rows, f"{inside}{side} ")
        yield f"{self._blank()}  {inside}{bottom}"


def _name(line: Lifeline) -> str:
    """Return a short name for the top of a column: `target` of `target: nova-compute`."""
    role, _, kind = line.title.partition(": ")
    return role if kind else line.title.removeprefix("nova-")


def _centred(text: str, width: int, more: str) -> str:
    room = width - 1
    if cell_len(text) > room:
        text = set_cell_size(text, room - len(more)).rstrip() + more
    before = (width - cell_len(text)) // 2
    return set_cell_size(" " * before + text, width)
