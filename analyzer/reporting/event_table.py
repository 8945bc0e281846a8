"""The events of a log, one a row."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from analyzer.reporting.printable import iso, printable, shortened
from analyzer.reporting.terminal import new_table, plain, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from analyzer.model import Event

COLUMNS = ("time", "host", "service", "process", "level", "event", "request", "server", "file", "line", "message")
STARTS_A_FORMULA = ("=", "+", "-", "@")


def write_table(out: Console, events: Iterable[Event]) -> None:
    """Print time, host, event id, message and place of each event."""
    table = new_table()
    for name in ("time", "host", "event"):
        table.add_column(name, no_wrap=True)
    table.add_column("message and place", overflow="fold")
    for event in events:
        words = plain(shortened(event.message)).append_text(plain(f"  {event.place}", "dim"))
        table.add_row(plain(iso(event.time)[:-1].replace("T", " ")), plain(event.host), plain(event.name), words)
    print_table(out, table)


def write_csv(out: Console, events: Iterable[Event]) -> None:
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
        writer.writerow([_cell(value) for value in row])


def _cell(value: str) -> str:
    """Return the value so that a spreadsheet takes it for text: it would run a formula that a log holds."""
    return printable(f"'{value}" if value.startswith(STARTS_A_FORMULA) else value)
