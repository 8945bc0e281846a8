"""The events of a log, one a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting import columns
from analyzer.reporting.columns import Column
from analyzer.reporting.printable import iso, printable, shortened
from analyzer.reporting.terminal import plain, unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from analyzer.model import Event

LONGEST_MESSAGE = 200

LOG_EVENTS: tuple[Column[Event], ...] = (
    Column("time", "time", "when the line was written, by the clock of its host", lambda event: event.time),
    Column("host", "string", "the host that wrote it", lambda event: event.host),
    Column("service", "string", "the service that wrote it", lambda event: event.service),
    Column("process", "string", "the process id of the service", lambda event: event.process),
    Column("level", "string", "the level of the record", lambda event: event.level),
    Column("event", "string", "the event's name in the catalogue", lambda event: event.name),
    Column("request_id", "string", "the request that the line names", lambda event: event.request),
    Column("server_id", "string", "the server that the line names", lambda event: event.server),
    Column("file", "string", "the file of the line", lambda event: event.place.file),
    Column("line", "integer", "the number of the line in the file, from 1", lambda event: event.place.line),
    Column("message", "string", "the message of the record", lambda event: event.message),
)


def write_table(out: Console, events: Sequence[Event]) -> None:
    """Write one line an event: time, host, event id, place and message, the message cut to `LONGEST_MESSAGE`."""
    rows = [(iso(event.time), printable(event.host), event.name, printable(str(event.place))) for event in events]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, event in zip(rows, events, strict=True):
        lead = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        unwrapped(out, plain(f"{lead}  {shortened(event.message, LONGEST_MESSAGE)}"))


def write_csv(out: Console, events: Sequence[Event]) -> None:
    """Write the events as CSV with a heading; columns as in `LOG_EVENTS`, times ISO 8601 in UTC."""
    columns.write_csv(out, LOG_EVENTS, events)
