"""The report for a program: schema `novaflow.check/1`.

Times are ISO 8601, UTC, with milliseconds; durations and clock skew are seconds. Everything not known is null.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, get_args

from analyzer.model import VerdictName
from analyzer.reporting.causes import causes
from analyzer.reporting.printable import iso

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.model import (
        Acceptance,
        AlignedStep,
        Condition,
        Deviation,
        FileSummary,
        Known,
        Place,
        Raised,
        Report,
        Verdict,
    )
    from analyzer.reporting.causes import Cause

SCHEMA = "novaflow.check/1"


def write(report: Report, out: Console) -> None:
    """Write the report as one JSON document, in ASCII: a terminal shows it without obeying what a log may hold."""
    json.dump(as_dict(report), out.file, indent=2, allow_nan=False)
    out.file.write("\n")


def as_dict(report: Report) -> dict[str, object]:
    """Return the report as dicts, lists and scalars that JSON can hold."""
    counts = Counter(verdict.verdict for verdict in report.verdicts)
    listed = report.acceptances
    return {
        "schema": SCHEMA,
        "input": _input(report),
        "conditions": [_condition(condition) for condition in report.conditions],
        "operations": [_operation(verdict) for verdict in report.verdicts],
        "causes": [_cause(cause) for cause in causes(report.verdicts)],
        "summary": {name: counts[name] for name in get_args(VerdictName)},
        **({} if listed is None else {"known": [_acceptance(one) for one in listed]}),
    }


def _input(report: Report) -> dict[str, object]:
    files = report.input.files
    return {
        "files": [_file(file) for file in files],
        "lines": sum(file.lines for file in files),
        "events": sum(file.events for file in files),
        "known": sum(file.known for file in files),
        "continuation": sum(file.continuation for file in files),
        "unrecognised": sum(file.unrecognised for file in files),
        "skipped_files": [{"path": skipped.path, "why": skipped.why} for skipped in report.input.skipped],
        "release": None if report.release is None else str(report.release),
        "timezone": "UTC",
        "clock_skew": {host: round(seconds, 3) for host, seconds in report.input.clock_skew.items()},
    }


def _file(file: FileSummary) -> dict[str, object]:
    return {
        "path": file.path,
        "service": file.service,
        "host": file.host,
        "form": file.form,
        "lines": file.lines,
        "events": file.events,
        "known": file.known,
        "continuation": file.continuation,
        "unrecognised": file.unrecognised,
        "first": _time(file.first),
        "last": _time(file.last),
        "level": file.level,
    }


def _condition(condition: Condition) -> dict[str, object]:
    return {
        "name": condition.name,
        "message": condition.message,
        "evidence": [_place(place) for place in condition.evidence],
        "operations": list(condition.operations),
        "code": None if condition.rule is None else condition.rule.code,
        "severity": None if condition.rule is None else condition.rule.severity,
        "first": _time(condition.first),
        "last": _time(condition.last),
    }


def _operation(verdict: Verdict) -> dict[str, object]:
    started, finished = verdict.started, verdict.finished
    moves = () if verdict.alignment is None else verdict.alignment.moves
    return {
        "operation": verdict.operation,
        "candidates": list(verdict.candidates),
        "origin": verdict.trace.origin,
        "request_id": verdict.trace.request,
        "server_id": verdict.trace.server,
        "verdict": verdict.verdict,
        **({} if verdict.counts_as == verdict.verdict else {"counts_as": verdict.counts_as}),
        "reason": verdict.reason,
        "parameters": _plain(verdict.trace.parameters),
        "started_at": _time(started),
        "finished_at": _time(finished),
        "duration_s": None if started is None or finished is None else round(finished - started, 3),
        "hosts": dict(verdict.hosts),
        "deviations": [_deviation(deviation) for deviation in verdict.deviations],
        "steps": [_step(move) for move in moves if _event_name(move) is not None],
    }


def _deviation(deviation: Deviation) -> dict[str, object]:
    flow = deviation.flow
    return {
        "code": deviation.rule.code,
        "name": deviation.rule.name,
        "severity": deviation.severity,
        "cause": deviation.cause,
        "event": deviation.event,
        "message": deviation.message,
        "because": deviation.because,
        "evidence": [_place(place) for place in deviation.evidence],
        "flow": None if flow is None else _place(flow),
        "raised": None if deviation.raised is None else _raised(deviation.raised),
        **({} if deviation.known is None else {"known": _known(deviation.known)}),
    }


def _known(known: Known) -> dict[str, object]:
    return {"reason": known.reason, "expires": known.expires.isoformat(), **_place(known.place)}


def _acceptance(one: Acceptance) -> dict[str, object]:
    return {"name": one.name, **_known(one.known), "expired": one.expired, "found": one.found}


def _raised(raised: Raised) -> dict[str, object]:
    return {
        "exception": raised.exception,
        "message": raised.message,
        "frame": raised.frame or None,
        "host": raised.host,
        **_place(raised.place),
    }


def _cause(cause: Cause) -> dict[str, object]:
    return {
        "code": cause.rule.code,
        "name": cause.rule.name,
        "message": cause.message,
        "pattern": cause.pattern,
        "frame": cause.frame or None,
        "count": cause.count,
        "hosts": list(cause.hosts),
        "operations": list(cause.operations),
        "first": None if cause.first is None else _place(cause.first),
    }


def _step(move: AlignedStep) -> dict[str, object]:
    event = move.event
    return {
        "event": _event_name(move),
        "role": move.role,
        "host": move.host,
        "at": None if event is None else iso(event.time),
        "move": move.move,
        "file": None if event is None else event.place.file,
        "line": None if event is None else event.place.line,
    }


def _event_name(move: AlignedStep) -> str | None:
    if move.event is not None:
        return move.event.name
    return None if move.step is None else move.step.event


def _place(place: Place) -> dict[str, object]:
    return {"file": place.file, "line": place.line}


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else iso(seconds)


def _plain(value: object) -> object:
    """Return what an API body held as JSON can hold it: Python reads NaN from a body, JSON knows no such number."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)
