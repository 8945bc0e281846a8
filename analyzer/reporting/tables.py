"""Operations and their events as tables: the columns of CSV and Parquet, each with its type and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.reporting.columns import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.model import AlignedStep, Event, Report, Verdict


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


def _known(verdict: Verdict) -> list[str]:
    return [found.rule.name for found in verdict.deviations if found.known]


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
    Column("known", "strings", "those of `deviations` that `--known` accepts", _known),
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
