"""The life of a server as text: a line for each thing done to it, and below it what changed and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.text import Text

from analyzer.reporting.printable import printable, shortened
from analyzer.reporting.terminal import COLOURS, plain, unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from analyzer.reporting.life import Held, Row

HEADINGS = ("time", "what", "verdict", "status then", "host then", "request")
VERDICT = HEADINGS.index("verdict")
GAP, MARGIN = "  ", "  "
LONGEST_NOTE = 240


def print_life(out: Console, server: str, rows: Sequence[Row], name: str | None = None) -> None:
    """Print what was done to a server, by time.

    Args:
        out: where to.
        server: its id.
        rows: what `life` returns; at least one.
        name: what its launch called it.
    """
    called = f' "{shortened(name, 80)}"' if name else ""
    unwrapped(out, Text.assemble("server ", (printable(server), "bold"), called, f", {_span(rows)}, times in UTC"))
    cells = [_cells(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *cells, strict=True)]
    lead = MARGIN + " " * (widths[0] + len(GAP))
    day, before = "", None
    out.print()
    unwrapped(out, plain(_line(HEADINGS, widths), "dim"))
    for row, words in zip(rows, cells, strict=True):
        if _day(row.time) != day:
            day = _day(row.time)
            unwrapped(out, plain(day, "bold"))
        line = Text(_line(words, widths))
        begin = len(MARGIN) + sum(widths[:VERDICT]) + VERDICT * len(GAP)
        line.stylize(COLOURS[row.verdict] if row.verdict else "dim", begin, begin + len(words[VERDICT]))
        unwrapped(out, line)
        changes = _changes(row.after, before)
        if changes:
            _below(out, lead, changes, "dim")
        for note in row.notes:
            _below(out, lead, note)
        for wrong in row.wrong:
            _below(out, lead, f"changed: {wrong}", "bold red")
        before = row.after


def _below(out: Console, lead: str, text: str, style: str = "") -> None:
    """Print under a row, wrapped at words, every line of it at the same indent."""
    for part in plain(shortened(text, LONGEST_NOTE)).wrap(out, max(out.width - len(lead), 20)):
        part.rstrip()
        part.stylize(style)
        unwrapped(out, Text(lead) + part)


def _cells(row: Row) -> tuple[str, ...]:
    time = datetime.fromtimestamp(row.time, UTC).strftime("%H:%M:%S")
    verdict = row.verdict or "not judged"
    cells = (time, row.what, verdict, row.after.status or "?", row.after.host or "-", row.request or "-")
    return tuple(printable(cell) for cell in cells)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return (MARGIN + GAP.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))).rstrip()


def _changes(now: Held, before: Held | None) -> str:
    """Return flavor, image and addresses where they are not what they were a row ago."""
    told = [
        f"{name} {value}"
        for name, value, was in (
            ("flavor", now.flavor, before and before.flavor),
            ("image", now.image, before and before.image),
            (
                "addresses",
                now.addresses and ", ".join(now.addresses),
                before and before.addresses and ", ".join(before.addresses),
            ),
        )
        if value and value != was
    ]
    return "; ".join(told)


def _day(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d")


def _span(rows: Sequence[Row]) -> str:
    judged = sum(row.verdict is not None for row in rows)
    beside = len(rows) - judged
    words = f"{judged} operation{'' if judged == 1 else 's'}"
    return f"{words}, {beside} other call{'' if beside == 1 else 's'}" if beside else words
