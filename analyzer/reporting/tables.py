"""Operations and events as tables: the columns of CSV and Parquet, each with its type and what it means.

A value that is not known is empty in CSV and null in Parquet. Times are UTC.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from analyzer.errors import UsageError
from analyzer.reporting.event_table import cell
from analyzer.reporting.printable import iso
from analyzer.reporting.terminal import bytes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console

    from analyzer.model import AlignedStep, Event, Report, Verdict

R = TypeVar("R")

Kind = Literal["string", "strings", "time", "seconds", "integer"]


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column of a table whose rows are made of `R`; a time is seconds since the epoch until it is written."""

    name: str
    kind: Kind
    meaning: str
    value: Callable[[R], object]


@dataclass(frozen=True, slots=True)
class OperationEvent:
    """A row of the table of events: an event of an operation, and the move that the alignment makes of it, if any."""

    verdict: Verdict
    event: Event
    move: AlignedStep | None


def _duration(verdict: Verdict) -> float | None:
    started, finished = verdict.started, verdict.finished
    return None if started is None or finished is None else round(finished - started, 3)


def _hosts(verdict: Verdict) -> list[str]:
    return [f"{role}={host}" for role, host in verdict.hosts.items()]


def _cause(verdict: Verdict) -> str | None:
    return next((found.rule.name for found in verdict.deviations if found.cause), None)


def _move(row: OperationEvent) -> str | None:
    return None if row.move is None else row.move.move


OPERATIONS: tuple[Column[Verdict], ...] = (
    Column("request_id", "string", "the request that asked for it", lambda row: row.trace.request),
    Column("server_id", "string", "the server it was asked of", lambda row: row.trace.server),
    Column("operation", "string", "its reference flow", lambda row: row.operation),
    Column("candidates", "strings", "the flows it may be, where `operation` is not known", lambda row: row.candidates),
    Column("origin", "string", "who asked: `api` or `nova`", lambda row: row.trace.origin),
    Column("verdict", "string", "the verdict", lambda row: row.verdict),
    Column("reason", "string", "why the logs cannot tell", lambda row: row.reason),
    Column("status", "integer", "the HTTP status that the API answered", lambda row: row.trace.status),
    Column("started_at", "time", "its first line", lambda row: row.started),
    Column("finished_at", "time", "its last line", lambda row: row.finished),
    Column("duration_s", "seconds", "from the first line to the last", _duration),
    Column("hosts", "strings", "the host of each role: `source=node-1`", _hosts),
    Column("events", "integer", "events that are its own", lambda row: len(row.trace.events)),
    Column("cost", "integer", "steps skipped and events unexplained", lambda row: row.alignment and row.alignment.cost),
    Column("deviations", "strings", "the deviations found", lambda row: [found.rule.name for found in row.deviations]),
    Column("cause", "string", "the deviation that explains how it ended", _cause),
)

EVENTS: tuple[Column[OperationEvent], ...] = (
    Column("request_id", "string", "the request of the operation", lambda row: row.verdict.trace.request),
    Column("server_id", "string", "the server of the operation", lambda row: row.verdict.trace.server),
    Column("operation", "string", "the reference flow of the operation", lambda row: row.verdict.operation),
    Column("verdict", "string", "the verdict of the operation", lambda row: row.verdict.verdict),
    Column("time", "time", "when the line was written, by one clock for all hosts", lambda row: row.event.time),
    Column("host", "string", "the host that wrote it", lambda row: row.event.host),
    Column("service", "string", "the service that wrote it", lambda row: row.event.service),
    Column("process", "string", "the process id of the service", lambda row: row.event.process),
    Column("level", "string", "the level of the record", lambda row: row.event.level),
    Column("event", "string", "the event's name in the catalogue", lambda row: row.event.name),
    Column("role", "string", "the role of the flow that wrote it", lambda row: row.move and row.move.role),
    Column("move", "string", "`sync`: a step of the flow; `log`: in no step; else it never costs", _move),
    Column("message", "string", "the message of the record", lambda row: row.event.message),
    Column("file", "string", "the file of the line", lambda row: row.event.place.file),
    Column("line", "integer", "the number of the line in the file, from 1", lambda row: row.event.place.line),
)


def event_rows(report: Report) -> Iterator[OperationEvent]:
    """Yield the events of every operation by time; one that two operations share is a row of each."""
    for verdict in report.verdicts:
        moves = () if verdict.alignment is None else verdict.alignment.moves
        made = {(move.event.place, move.event.name): move for move in moves if move.event is not None}
        for event in verdict.trace.all_events:
            yield OperationEvent(verdict, event, made.get((event.place, event.name)))


def write_csv(out: Console, columns: Sequence[Column[R]], rows: Iterable[R]) -> None:
    """Write a table as CSV with a heading, in UTF-8."""
    writer = csv.writer(out.file, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    for row in rows:
        writer.writerow(_text(column.value(row), column.kind) for column in columns)


def write_parquet(out: Console, columns: Sequence[Column[R]], rows: Iterable[R]) -> None:
    """Write a table as Parquet; what a column means is in the metadata of its field, as `description`.

    Raises:
        UsageError: pyarrow is not installed, or `out` takes no bytes.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - slow to import, and only these formats need it
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow", hint="pip install 'novaflow[parquet]'") from error
    types = {
        "string": pa.string(),
        "strings": pa.list_(pa.string()),
        "time": pa.timestamp("ms", tz="UTC"),
        "seconds": pa.float64(),
        "integer": pa.int64(),
    }
    schema = pa.schema([pa.field(one.name, types[one.kind], metadata={"description": one.meaning}) for one in columns])
    plain = [{column.name: _value(column.value(row), column.kind) for column in columns} for row in rows]
    parquet.write_table(pa.Table.from_pylist(plain, schema=schema), bytes_of(out))


def _text(value: object, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return iso(value) if kind == "time" else f"{value:.3f}"
    return (
        cell(" ".join(value))
        if isinstance(value, list | tuple)
        else str(value)
        if kind == "integer"
        else cell(str(value))
    )


def _value(value: object, kind: Kind) -> object:
    """Return the value as pyarrow takes it; a lone surrogate is no text to it."""
    if isinstance(value, float) and kind == "time":
        return round(value * 1000)
    if isinstance(value, list | tuple):
        return [_value(item, "string") for item in value]
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
