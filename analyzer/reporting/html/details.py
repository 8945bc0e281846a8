"""One operation as the page's script gets it: facts, findings with their lines, and steps. All texts are printable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting.diagnostics import known_words
from analyzer.reporting.html.excerpts import PLACES_SHOWN
from analyzer.reporting.printable import iso, printable, shortened
from analyzer.reporting.reasons import WHY
from analyzer.reporting.side_by_side import MARKS, step_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import AlignedStep, Deviation, Event, Place, Verdict
    from analyzer.reporting.html.excerpts import Excerpt

MOST_STEPS = 400
LONGEST_MESSAGE = 300
LONGEST_DETAIL = 6000  # the end of a traceback: the exception is its last line
IDENTIFYING = 40  # characters of a message by which its line is known again

Json = dict[str, object]


def row(verdict: Verdict) -> Json:
    """Return what the list of operations shows of one, and is filtered and searched by."""
    trace, found = verdict.trace, verdict.deviations
    told = next((one for one in found if one.cause), found[0] if found else None)
    took = None if verdict.started is None or verdict.finished is None else round(verdict.finished - verdict.started, 3)
    return {
        "verdict": verdict.verdict,
        **({} if verdict.counts_as == verdict.verdict else {"countsAs": verdict.counts_as}),
        "operation": verdict.operation or "unknown operation",
        "request": _or_none(trace.request),
        "server": _or_none(trace.server),
        "name": _or_none(trace.parameters.get("name") if verdict.operation == "launch" else None),
        "began": None if verdict.started is None else round(verdict.started, 3),
        "took": took,
        "hosts": sorted(set(map(printable, verdict.hosts.values()))),
        "found": list(dict.fromkeys(one.rule.name for one in found)),
        "codes": list(dict.fromkeys(one.rule.code for one in found)),
        "told": shortened(told.message, 200) if told else _reason(verdict),
        "toldBy": told.rule.name if told else None,
    }


def details(verdict: Verdict, around: Mapping[Place, Excerpt], folder: str) -> Json:
    """Return all that the page shows of one operation.

    Args:
        verdict: the operation.
        around: lines of the logs around the evidence.
        folder: what the steps leave out where the path of a log begins with it.
    """
    events = {event.place: event for event in verdict.trace.all_events}
    steps = _steps(verdict, folder)
    return {
        "flow": None if verdict.flow is None else {"title": verdict.flow.title, "place": str(verdict.flow.place)},
        "reason": _reason(verdict),
        "candidates": list(verdict.candidates),
        "origin": verdict.trace.origin,
        "status": verdict.trace.status,
        "parameters": [[printable(str(key)), shortened(str(value))] for key, value in verdict.trace.parameters.items()],
        "roles": [[role, printable(host)] for role, host in verdict.hosts.items()],
        "findings": [_finding(one, events, around) for one in verdict.deviations],
        "steps": steps[:MOST_STEPS],
        "more": max(0, len(steps) - MOST_STEPS),
    }


def _finding(found: Deviation, events: Mapping[Place, Event], around: Mapping[Place, Excerpt]) -> Json:
    rule, raised = found.rule, found.raised
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": found.severity,
        "cause": found.cause,
        "title": rule.title,
        "message": shortened(found.message, 1000),
        "because": shortened(found.because, 1000),
        "remedy": rule.remedy,
        "flow": None if found.flow is None else printable(str(found.flow)),
        **({} if found.known is None else {"known": printable(known_words(found.known))}),
        "raised": printable(f"{raised.exception} in {raised.frame}") if raised and raised.frame else None,
        "evidence": [_evidence(place, events.get(place), around.get(place)) for place in found.evidence[:PLACES_SHOWN]],
        "more": max(0, len(found.evidence) - PLACES_SHOWN),
    }


def _evidence(place: Place, event: Event | None, excerpt: Excerpt | None) -> Json:
    """Return a line of the log; with those around it, if the file still has it there."""
    lines: Excerpt = ()
    if event is not None:
        lines = ((place.line, shortened(event.message, LONGEST_MESSAGE)),)
        known_by = printable(event.message[:IDENTIFYING])
        if excerpt and any(number == place.line and known_by in text for number, text in excerpt):
            lines = excerpt
    detail = "" if event is None else event.detail[-LONGEST_DETAIL:]
    return {
        "place": printable(str(place)),
        "line": place.line,
        "who": None if event is None else f"{event.service} on {printable(event.host)}",
        "at": None if event is None else iso(event.time),
        "lines": list(lines),
        "detail": [printable(line) for line in detail.split("\n")] if detail else [],
    }


def _steps(verdict: Verdict, folder: str) -> list[Json]:
    if verdict.alignment is None:
        return [{"mark": "", "seen": _seen(event, folder)} for event in verdict.trace.all_events]
    took = {(one.event.place, one.event.name): one.seconds for one in verdict.alignment.durations if one.what == "step"}
    about = _named(verdict)
    return [_step(move, took, about, folder) for move in verdict.alignment.moves]


def _step(
    move: AlignedStep, took: Mapping[tuple[Place, str], float], about: Mapping[Place, list[str]], folder: str
) -> Json:
    step, event = move.step, move.event
    seconds = None if event is None else took.get((event.place, event.name))
    codes = [] if event is None else about.get(event.place, [])
    return {
        "mark": MARKS[move.move][0],
        **({} if step is None else {"expected": printable(step_words(step)), "line": step.place.line}),
        **({} if event is None else {"seen": _seen(event, folder)}),
        **({} if seconds is None else {"took": round(seconds, 3)}),
        **({"codes": codes} if codes else {}),
    }


def _seen(event: Event, folder: str) -> Json:
    return {
        "event": event.name,
        "at": iso(event.time),
        "host": printable(event.host),
        "service": event.service,
        "level": event.level,
        "message": shortened(event.message, LONGEST_MESSAGE),
        "place": printable(str(event.place).removeprefix(folder)),
    }


def _named(verdict: Verdict) -> Mapping[Place, list[str]]:
    """Return the codes of the deviations that a line is the evidence of."""
    codes: dict[Place, list[str]] = {}
    for one in verdict.deviations:
        for place in one.evidence:
            codes.setdefault(place, []).append(one.rule.code)
    return codes


def _reason(verdict: Verdict) -> str | None:
    return None if verdict.reason is None else WHY[verdict.reason]


def _or_none(value: object) -> str | None:
    return shortened(value) if isinstance(value, str) and value else None
