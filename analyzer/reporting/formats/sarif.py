"""The report for code scanning: SARIF 2.1.0 (OASIS), a rule a deviation, with a result for each time it was found.

A result stands at a line of the log; further lines and the line of the reference flow are its related locations.
What the logs cannot tell is a result of kind `open`, or of kind `fail` if `--fail-on` counts it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from importlib.metadata import version
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analyzer.reporting.operations import begins_at, findings, name_of, severity_of, whose
from analyzer.reporting.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from analyzer.model import Condition, Deviation, Known, Place, Report, RuleInfo, Severity, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
FLOWS = "REFERENCE_FLOWS"
LOOKS_LIKE_A_LINK = re.compile(r"\[(?=[^\]]*\]\()")

Object = dict[str, Any]


def write(report: Report, out: Console) -> None:
    """Write one SARIF log with one run, in ASCII."""
    rules: dict[str, Object] = {}
    results = list(_results(report, rules))
    order = list(rules)
    for result in results:
        result["ruleIndex"] = order.index(result["ruleId"])
    driver = {"name": "novaflow", "version": version("novaflow"), "rules": list(rules.values())}
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {FLOWS: {"description": {"text": "the folder that holds reference_flows/ of novaflow"}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    json.dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, out.file, indent=2, allow_nan=False)
    out.file.write("\n")


def _results(report: Report, rules: dict[str, Object]) -> Iterator[Object]:
    for verdict, deviation in findings(report):
        rules.setdefault(deviation.rule.code, _rule(deviation.rule))
        yield _of_deviation(verdict, deviation)
    for condition in report.conditions:
        rule = condition.rule
        described = _rule_called(condition.name, "a finding about the whole log") if rule is None else _rule(rule)
        rules.setdefault(described["id"], described)
        yield _of_condition(condition, described["id"])
    for verdict in report.verdicts:
        if verdict.verdict in {"unknown", "unfinished", "failed"} and not verdict.deviations:
            name = f"verdict-{verdict.verdict}"
            rules.setdefault(name, _rule_called(name, f"the verdict of an operation is {verdict.verdict}"))
            yield _of_verdict(report, verdict, name)


def _rule(rule: RuleInfo) -> Object:
    words = {"Cause": rule.cause, "Remedy": rule.remedy, "Exceptions": ", ".join(rule.exceptions)}
    lines = [f"{name}: {text}" for name, text in words.items() if text]
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.cause or rule.title},
        "help": {"text": "\n".join([*lines, f"novaflow explain {rule.code} says more."])},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"releases": rule.releases},
    }


def _rule_called(name: str, text: str) -> Object:
    return {"id": name, "name": name, "shortDescription": {"text": text}}


def _of_deviation(verdict: Verdict, deviation: Deviation) -> Object:
    first, *others = deviation.evidence or _known(begins_at(verdict))[:1] or (None,)
    related = [_location(place, "more evidence") for place in others if place is not None]
    if deviation.flow is not None:
        base = FLOWS if deviation.flow.file.startswith("reference_flows/") else None  # not one of the user's own
        related.append(_location(deviation.flow, "the line of the reference flow", base))
    return {
        "ruleId": deviation.rule.code,
        "level": LEVELS[deviation.severity],
        "message": _message(f"{deviation.message}\nbecause: {deviation.because}"),
        **_at(first, verdict),
        **_related(related),
        **_fingerprint(deviation.rule.name, verdict, deviation.event),
        **({} if deviation.known is None else {"suppressions": [_suppression(deviation.known)]}),
        "properties": _properties(verdict) | {"cause": deviation.cause, "event": deviation.event},
    }


def _suppression(known: Known) -> Object:
    """Return that a result is accepted, and by which line of which file (3.35)."""
    return {
        "kind": "external",
        "status": "accepted",
        "justification": printable(known.reason),
        "location": _location(known.place),
        "properties": {"expires": known.expires.isoformat()},
    }


def _of_condition(condition: Condition, rule: str) -> Object:
    first, *others = condition.evidence or (None,)
    related = [_location(place, "more evidence") for place in others if place is not None]
    return {
        "ruleId": rule,
        "level": LEVELS[severity_of(condition)],
        "message": _message(condition.message),
        **({} if first is None else {"locations": [_location(first)]}),
        **_related(related),
        "properties": {"operations": list(condition.operations)},
    }


def _of_verdict(report: Report, verdict: Verdict, rule: str) -> Object:
    kind = {"kind": "fail", "level": "warning"} if report.fails(verdict) else {"kind": "open", "level": "none"}
    return {
        "ruleId": rule,
        **kind,
        "message": _message(f"{name_of(verdict)}: {verdict.verdict}: {verdict.reason or 'no finding'}"),
        **_at(begins_at(verdict), verdict),
        **_fingerprint(rule, verdict),
        "properties": _properties(verdict),
    }


def _related(locations: list[Object]) -> Object:
    return {"relatedLocations": [{"id": number, **one} for number, one in enumerate(locations, 1)]} if locations else {}


def _known(place: Place | None) -> tuple[Place, ...]:
    return () if place is None else (place,)


def _at(place: Place | None, verdict: Verdict) -> Object:
    """Return where a result is: the line, and the operation it belongs to."""
    name = f"{name_of(verdict)} {whose(verdict)}"
    logical = {"logicalLocations": [{"fullyQualifiedName": name, "kind": "operation"}]}
    return {"locations": [(_location(place) if place is not None else {}) | logical]}


def _location(place: Place, message: str | None = None, base: str | None = None) -> Object:
    artifact = {"uri": _uri(place.file)} | ({} if base is None else {"uriBaseId": base})
    physical = {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": place.line}}}
    return physical if message is None else physical | {"message": {"text": message}}


def _uri(path: str) -> str:
    pure = PurePath(path)
    try:
        return pure.as_uri() if pure.is_absolute() else quote(os.fsencode(path))
    except UnicodeEncodeError:  # half a surrogate pair: the name of no file, but a caller may make one up
        return quote(path, errors="surrogatepass")


def _message(text: str) -> Object:
    """Return the text as SARIF's own message syntax writes it (3.11.5, 3.11.6): braces twice, no link where none is."""
    lines = "\n".join(printable(line) for line in text.split("\n"))
    return {"text": LOOKS_LIKE_A_LINK.sub(r"\\[", lines.replace("{", "{{").replace("}", "}}"))}


def _fingerprint(name: str, verdict: Verdict, event: str | None = None) -> Object:
    """Return what is the same in tomorrow's run: the log's line is not, once the file is rotated."""
    words = "\n".join((name, str(verdict.trace.request), str(verdict.trace.server), str(event)))
    return {"partialFingerprints": {"operation/v1": hashlib.sha256(words.encode(errors="replace")).hexdigest()}}


def _properties(verdict: Verdict) -> Object:
    return {
        "operation": verdict.operation,
        "request_id": verdict.trace.request,
        "server_id": verdict.trace.server,
        "verdict": verdict.verdict,
    }


def _invocation(report: Report) -> Object:
    notes = [
        {
            "level": "note",
            "message": _message(f"skipped: {file.why}"),
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(file.path)}}}],
        }
        for file in report.input.skipped
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}
