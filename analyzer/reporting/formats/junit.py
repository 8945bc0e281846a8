"""The report for what shows test results: JUnit XML as Jenkins' xUnit plugin defines it, a test case an operation.

A verdict that `--fail-on` counts is a `failure`, or an `error` if no end was seen or the logs cannot tell; one of these
two that it does not count is `skipped`, and so is what does not count because it is known. Durations are seconds, the
time stamp is UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from analyzer.reporting.causes import causes
from analyzer.reporting.operations import explained, name_of, whose
from analyzer.reporting.printable import printable, shortened

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.model import Report, Verdict

WITHOUT_AN_END = ("unknown", "unfinished")


def write(report: Report, out: Console) -> None:
    """Write one test suite, in ASCII; what XML cannot hold is written as an escape."""
    cases = [_case(report, verdict) for verdict in report.verdicts]
    counts = {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(sum(case.find("error") is not None for case in cases)),
        "time": f"{sum(_duration(verdict) for verdict in report.verdicts):.3f}",
    }
    skipped = str(sum(case.find("skipped") is not None for case in cases))
    root = ET.Element("testsuites", {"name": "novaflow", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": "novaflow", **counts, "skipped": skipped, **_began(report)})
    suite.append(_properties(report))
    suite.extend(cases)
    words = [printable(f"condition {found.name}: {found.message}") for found in report.conditions]
    words += [printable(f"cause: {cause.message}") for cause in causes(report.verdicts)]
    if words:
        ET.SubElement(suite, "system-out").text = "\n".join(words)
    ET.indent(root)
    out.file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    # With character references for all that is not ASCII, the document is the UTF-8 it says, whatever the file is.
    out.file.write(ET.tostring(root, encoding="us-ascii", xml_declaration=False).decode() + "\n")


def _case(report: Report, verdict: Verdict) -> ET.Element:
    name = {"classname": f"novaflow.{printable(name_of(verdict))}", "name": whose(verdict)}
    case = ET.Element("testcase", {**name, "time": f"{_duration(verdict):.3f}"})
    counts = report.fails(verdict)
    if report.excuses(verdict):
        _result(case, "skipped", verdict, "known ")
    elif verdict.verdict in WITHOUT_AN_END:
        _result(case, "error" if counts else "skipped", verdict)
    elif counts:
        _result(case, "failure", verdict)
    elif verdict.deviations:
        ET.SubElement(case, "system-out").text = explained(verdict)
    return case


def _result(case: ET.Element, kind: str, verdict: Verdict, lead: str = "") -> None:
    result = ET.SubElement(case, kind, type=verdict.verdict, message=f"{lead}{_message(verdict)}")
    result.text = explained(verdict)


def _message(verdict: Verdict) -> str:
    """Return one line: what explains the end, else the first finding, else the reason."""
    found = sorted(verdict.deviations, key=lambda deviation: not deviation.cause)
    return shortened(f"{verdict.verdict}: {found[0].message if found else verdict.reason or 'no finding'}")


def _duration(verdict: Verdict) -> float:
    if verdict.started is None or verdict.finished is None:
        return 0.0
    return max(verdict.finished - verdict.started, 0.0)  # hosts whose clocks differ may end what has not begun


def _began(report: Report) -> dict[str, str]:
    first = min((verdict.started for verdict in report.verdicts if verdict.started is not None), default=None)
    if first is None:
        return {}
    return {"timestamp": datetime.fromtimestamp(first, UTC).strftime("%Y-%m-%dT%H:%M:%S")}


def _properties(report: Report) -> ET.Element:
    properties = ET.Element("properties")
    for name, value in {
        "release": "unknown" if report.release is None else report.release,
        "fail-on": report.fail_on or "never",
        "files": len(report.input.files),
        "lines": sum(file.lines for file in report.input.files),
    }.items():
        ET.SubElement(properties, "property", name=name, value=str(value))
    return properties
