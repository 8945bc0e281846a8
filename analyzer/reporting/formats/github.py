"""The report as GitHub Actions annotations: a workflow command a finding, errors first.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without a word; so do we, with one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from analyzer.model import BEST_FIRST
from analyzer.reporting.diagnostics import known_words
from analyzer.reporting.operations import (
    WORST_FIRST,
    begins_at,
    findings,
    name_of,
    severity_of,
    whose,
    without_findings,
)
from analyzer.reporting.printable import many, printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from analyzer.model import Deviation, Place, Report, Severity, Verdict

SHOWN_OF_A_LEVEL = 10
LONGEST_MESSAGE = 1000
LEVELS: dict[Severity, Literal["error", "warning", "notice"]] = {
    "error": "error",
    "warning": "warning",
    "info": "notice",
}

Annotation = tuple["Severity", "Place | None", str, str]


def write(report: Report, out: Console) -> None:
    """Write the annotations and a line that counts the verdicts and what is not shown."""
    annotations = sorted(_annotations(report), key=lambda annotation: WORST_FIRST.index(annotation[0]))
    shown: Counter[Severity] = Counter()
    for severity, place, title, message in annotations:
        if shown[severity] < SHOWN_OF_A_LEVEL:
            shown[severity] += 1
            out.file.write(_command(severity, place, title, message))
    counts = Counter(verdict.verdict for verdict in report.verdicts)
    words = ", ".join(f"{counts[name]} {name}" for name in BEST_FIRST if counts[name])
    out.file.write(f"novaflow: {many(len(report.verdicts), 'operation')}{': ' if words else ''}{words}\n")
    if len(annotations) > shown.total():
        out.file.write(f"novaflow: {many(len(annotations) - shown.total(), 'finding')} without an annotation\n")


def _annotations(report: Report) -> Iterator[Annotation]:
    for verdict, deviation in findings(report):
        known = "known: " if deviation.known else ""
        title = f"{known}{deviation.rule.code} {deviation.rule.name}: {name_of(verdict)} {verdict.verdict}"
        lines = [deviation.message, f"because: {deviation.because}", f"operation: {whose(verdict)}"]
        lines += [f"known: {known_words(deviation.known)}"] if deviation.known else []
        lines += [f"help: {deviation.rule.remedy}"] if deviation.rule.remedy else []
        severity = _severity(report, verdict, deviation)
        yield severity, next(iter(deviation.evidence), None), title, _text(lines)
    for condition in report.conditions:
        lines = [condition.message, *(f"touched: {request}" for request in condition.operations[:SHOWN_OF_A_LEVEL])]
        place = next(iter(condition.evidence), None)
        yield severity_of(condition), place, f"condition {condition.name}", _text(lines)
    for verdict in without_findings(report):
        lines = [f"{verdict.verdict}: {verdict.reason or 'no finding'}", f"operation: {whose(verdict)}"]
        yield "warning", begins_at(verdict), f"{name_of(verdict)} {verdict.verdict}", _text(lines)


def _severity(report: Report, verdict: Verdict, deviation: Deviation) -> Severity:
    """Return how loud a finding is: what is known is a notice.

    A launch that was cut off fails the job, however mild it is that a nova-compute was started again.
    """
    if deviation.known:
        return "info"
    return "error" if deviation.cause and report.fails(verdict) and _ended_badly(verdict) else deviation.severity


def _ended_badly(verdict: Verdict) -> bool:
    return verdict.verdict in {"failed", "unfinished"}


def _text(lines: list[str]) -> str:
    return "\n".join(shortened(line, LONGEST_MESSAGE) for line in lines)


def _command(severity: Severity, place: Place | None, title: str, message: str) -> str:
    properties = {} if place is None else {"file": place.file, "line": str(place.line)}
    properties["title"] = title
    values = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{LEVELS[severity]} {values}::{_data(message)}\n"


def _data(text: str) -> str:
    """Return the text as the runner reads it back; a raw line end would let a log write commands of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")
