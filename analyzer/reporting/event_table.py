"""The events of a log, one a row."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from analyzer.reporting.printable import iso, printable, shortened
from analyzer.reporting.terminal import plain, unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from analyzer.model import Event

COLUMNS = ("time", "host", "service", "process", "level", "event", "request", "server", "file", "line", "message")
LONGEST_MESSAGE = 200
STARTS_A_FORMULA = ("=", "+", "-", "@")


def write_table(out: Console, events: Sequence[Event]) -> None:
    """Write one line an event: time, host, event id, place and message, the message cut to `LONGEST_MESSAGE`."""
    rows = [(iso(event.time), printable(event.host), event.name, printable(str(event.place))) for event in events]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, event in zip(rows, events, strict=True):
        lead = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        unwrapped(out, plain(f"{lead}  {shortened(event.message, LONGEST_MESSAGE)}"))


def write_csv(out: Console, events: Sequence[Event]) -> None:
    """Write the events as CSV with a heading; columns as in `COLUMNS`, times ISO 8601 in UTC."""
    writer = csv.writer(out.file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for event in events:
        row = (
            iso(event.time),
            event.host,
            event.service,
            event.process,
            event.level,
            event.name,
            event.request or "",
            event.server or "",
            event.place.file,
            str(event.place.line),
            event.message,
        )
        writer.writerow([cell(value) for value in row])


def cell(value: str) -> str:
    """Return the value so that a spreadsheet takes it for text: it would run a formula that a log holds."""
    return printable(f"'{value}" if value.startswith(STARTS_A_FORMULA) else value)
