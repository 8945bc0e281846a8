"""The tables that a program computes with and that no file format has: steps, durations, findings, what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from analyzer.reporting.columns import Column, Filled, filled
from analyzer.reporting.duration_table import WHAT
from analyzer.reporting.operations import severity_of
from analyzer.reporting.side_by_side import step_words
from analyzer.reporting.tables import EVENTS, OPERATIONS, event_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from analyzer.model import (
        AlignedStep,
        Condition,
        Deviation,
        Duration,
        Event,
        FileSummary,
        Place,
        Raised,
        Report,
        Verdict,
    )

R = TypeVar("R")


class Found(NamedTuple):
    """A row of the table of deviations."""

    verdict: Verdict
    deviation: Deviation

    @property
    def place(self) -> Place | None:
        """The first line that shows it."""
        return self.deviation.evidence[0] if self.deviation.evidence else None

    @property
    def raised(self) -> Raised | None:
        """The exception among the evidence."""
        return self.deviation.raised


class Taken(NamedTuple):
    """A row of the table of steps."""

    verdict: Verdict
    move: AlignedStep

    @property
    def line(self) -> Event | None:
        """The line of the log."""
        return self.move.event

    @property
    def event(self) -> str | None:
        """The event's name: of the line, or else of the step."""
        if self.line:
            return self.line.name
        return self.move.step.event if self.move.step else None


class Timed(NamedTuple):
    """A row of the table of durations."""

    verdict: Verdict
    duration: Duration


def _whose(verdict: Callable[[R], Verdict]) -> tuple[Column[R], ...]:
    return (
        Column("request_id", "string", "the request of the operation", lambda row: verdict(row).trace.request),
        Column("server_id", "string", "the server of the operation", lambda row: verdict(row).trace.server),
        Column("operation", "string", "the reference flow of the operation", lambda row: verdict(row).operation),
        Column("verdict", "string", "the verdict of the operation", lambda row: verdict(row).verdict),
    )


def _words(place: Place | None) -> str | None:
    return str(place) if place else None


MOVE = "`sync`: expected and seen; `log`: seen only; `model`: expected only; `unseen`: never costs"

DEVIATIONS: tuple[Column[Found], ...] = (
    *_whose(lambda row: row.verdict),
    Column("code", "string", "the stable code: `N201`", lambda row: row.deviation.rule.code),
    Column("name", "string", "the slug: `self-migrate-retry`", lambda row: row.deviation.rule.name),
    Column("severity", "string", "`info`, `warning` or `error`", lambda row: row.deviation.severity),
    Column("cause", "boolean", "it explains how the operation ended", lambda row: row.deviation.cause),
    Column("event", "string", "the event that shows it", lambda row: row.deviation.event),
    Column("time", "time", "when it was seen", lambda row: row.deviation.time),
    Column("message", "string", "what happened", lambda row: row.deviation.message),
    Column("because", "string", "why it is taken for that", lambda row: row.deviation.because),
    Column("exception", "string", "the exception that was raised", lambda row: row.raised and row.raised.exception),
    Column(
        "frame",
        "string",
        "where in Nova: `nova/virt/libvirt/driver.py:1234 in spawn`",
        lambda row: (row.raised and row.raised.frame) or None,
    ),
    Column(
        "file", "string", "the file of the first line that shows it", lambda row: row.place.file if row.place else None
    ),
    Column("line", "integer", "the number of that line, from 1", lambda row: row.place.line if row.place else None),
    Column(
        "evidence",
        "strings",
        "all lines that show it: `nova-api.log:6`",
        lambda row: list(map(str, row.deviation.evidence)),
    ),
    Column("flow", "string", "the line of the flow it departs from", lambda row: _words(row.deviation.flow)),
    Column("remedy", "string", "what to do about it", lambda row: row.deviation.rule.remedy),
    Column(
        "known",
        "string",
        "why it is accepted, if it is",
        lambda row: row.deviation.known and row.deviation.known.reason,
    ),
)

STEPS: tuple[Column[Taken], ...] = (
    *_whose(lambda row: row.verdict),
    Column("move", "string", MOVE, lambda row: row.move.move),
    Column("role", "string", "the role of the flow", lambda row: row.move.role),
    Column("host", "string", "the host that plays it", lambda row: row.move.host),
    Column(
        "expected", "string", "the step as the flow has it", lambda row: row.move.step and step_words(row.move.step)
    ),
    Column("event", "string", "the event of the line, or else of the step", lambda row: row.event),
    Column(
        "time", "time", "when the line was written, by one clock for all hosts", lambda row: row.line and row.line.time
    ),
    Column("level", "string", "the level of the record", lambda row: row.line and row.line.level),
    Column("message", "string", "the message of the record", lambda row: row.line and row.line.message),
    Column("file", "string", "the file of the line", lambda row: row.line.place.file if row.line else None),
    Column(
        "line",
        "integer",
        "the number of the line in the file, from 1",
        lambda row: row.line.place.line if row.line else None,
    ),
    Column(
        "flow", "string", "the line of the flow", lambda row: _words(row.move.step.place if row.move.step else None)
    ),
)

DURATIONS: tuple[Column[Timed], ...] = (
    *_whose(lambda row: row.verdict),
    Column("what", "string", WHAT, lambda row: row.duration.what),
    Column("event", "string", "the event that it ended with", lambda row: row.duration.event.name),
    Column(
        "since",
        "string",
        "the event that it is counted from",
        lambda row: row.duration.since and row.duration.since.name,
    ),
    Column("seconds", "seconds", "how long it took", lambda row: row.duration.seconds),
    Column("ended_at", "time", "when it ended", lambda row: row.duration.event.time),
    Column("host", "string", "the host of the line it ended with", lambda row: row.duration.event.host),
    Column(
        "limit",
        "seconds",
        "the limit that it passed, if it is to blame",
        lambda row: row.duration.passed and row.duration.passed.seconds,
    ),
    Column("file", "string", "the file of the line it ended with", lambda row: row.duration.event.place.file),
    Column("line", "integer", "the number of that line, from 1", lambda row: row.duration.event.place.line),
)

CONDITIONS: tuple[Column[Condition], ...] = (
    Column("name", "string", "the slug: `service-down`", lambda row: row.name),
    Column("severity", "string", "`info`, `warning` or `error`", severity_of),
    Column("message", "string", "what happened", lambda row: row.message),
    Column("first", "time", "when it was seen first", lambda row: row.first),
    Column("last", "time", "when it was seen last", lambda row: row.last),
    Column("operations", "strings", "the requests that it touched", lambda row: row.operations),
    Column("evidence", "strings", "the lines that show it: `nova-api.log:6`", lambda row: list(map(str, row.evidence))),
)

FILES: tuple[Column[FileSummary], ...] = (
    Column("path", "string", "the file", lambda row: row.path),
    Column("service", "string", "the service that wrote it", lambda row: row.service),
    Column("host", "string", "the host that wrote it", lambda row: row.host),
    Column("form", "string", "the form of its lines", lambda row: row.form),
    Column("lines", "integer", "its lines: the sum of the next four", lambda row: row.lines),
    Column("events", "integer", "lines that are events of the catalogue", lambda row: row.events),
    Column("known", "integer", "other lines whose header is understood", lambda row: row.known),
    Column("continuation", "integer", "lines that belong to the record before", lambda row: row.continuation),
    Column("unrecognised", "integer", "lines that are none of these", lambda row: row.unrecognised),
    Column("first", "time", "its first record", lambda row: row.first),
    Column("last", "time", "its last record", lambda row: row.last),
    Column("level", "string", "the lowest level seen", lambda row: row.level),
)


def _found(report: Report) -> Iterator[Found]:
    return (Found(verdict, one) for verdict in report.verdicts for one in verdict.deviations)


def _taken(report: Report) -> Iterator[Taken]:
    return (Taken(one, move) for one in report.verdicts if one.alignment for move in one.alignment.moves)


def _timed(report: Report) -> Iterator[Timed]:
    return (Timed(one, duration) for one in report.verdicts if one.alignment for duration in one.alignment.durations)


# By the name that a user knows the table by.
TABLES: Mapping[str, Callable[[Report], tuple[Filled, ...]]] = {
    "operations": lambda report: filled(OPERATIONS, report.verdicts),
    "events": lambda report: filled(EVENTS, event_rows(report)),
    "steps": lambda report: filled(STEPS, _taken(report)),
    "durations": lambda report: filled(DURATIONS, _timed(report)),
    "deviations": lambda report: filled(DEVIATIONS, _found(report)),
    "conditions": lambda report: filled(CONDITIONS, report.conditions),
    "files": lambda report: filled(FILES, report.input.files),
}
