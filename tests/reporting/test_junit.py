from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import xmlschema

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.model import Report, VerdictName

SCHEMA = Path(__file__).parent / "schema" / "junit-10.xsd"


@pytest.fixture(scope="module")
def jenkins() -> xmlschema.XMLSchema:
    """The schema of Jenkins' xUnit plugin."""
    if not SCHEMA.exists() and not os.environ.get("CI"):
        pytest.skip("the schema is not here; .ci/fetch-schemas.sh brings it")
    return xmlschema.XMLSchema(SCHEMA)


def results(page: str) -> dict[str, str]:
    """Return the result of each test case by its class."""
    suite = ET.fromstring(page).find("testsuite")  # noqa: S314 - our own XML
    assert suite is not None
    return {
        str(case.get("classname")): next(iter(case)).tag if len(case) else "passed" for case in suite.iter("testcase")
    }


@pytest.mark.parametrize("fail_on", ["conformant", "rejected", "unknown", "deviating", "unfinished", "failed", None])
def test_the_page_is_what_jenkins_reads(
    fail_on: VerdictName | None,
    six_verdicts: Report,
    report: Report,
    jenkins: xmlschema.XMLSchema,
    written: Callable[[Report, str], str],
) -> None:
    for one in (six_verdicts, report):
        jenkins.validate(written(replace(one, fail_on=fail_on), "junit"))


def test_the_page_of_nothing(
    six_verdicts: Report, jenkins: xmlschema.XMLSchema, written: Callable[[Report, str], str]
) -> None:
    page = written(replace(six_verdicts, verdicts=(), conditions=()), "junit")
    jenkins.validate(page)
    assert 'tests="0" failures="0" errors="0"' in page


@pytest.mark.parametrize(
    ("fail_on", "expected"),
    [
        ("deviating", {"migrate": "failure", "live-migrate": "failure", "launch": "error", "snapshot": "skipped"}),
        ("unknown", {"migrate": "failure", "live-migrate": "failure", "launch": "error", "snapshot": "error"}),
        ("failed", {"migrate": "system-out", "live-migrate": "failure", "launch": "skipped", "snapshot": "skipped"}),
        ("rejected", {"stop": "failure", "pause": "passed"}),
        ("conformant", {"stop": "failure", "pause": "failure"}),
        (None, {"migrate": "system-out", "live-migrate": "system-out", "launch": "skipped", "stop": "system-out"}),
    ],
)
def test_fail_on_decides_the_result(
    fail_on: VerdictName | None,
    expected: dict[str, str],
    six_verdicts: Report,
    written: Callable[[Report, str], str],
) -> None:
    found = results(written(replace(six_verdicts, fail_on=fail_on), "junit"))
    assert {name: found[f"novaflow.{name}"] for name in expected} == expected


def test_the_counts_are_those_of_the_cases(six_verdicts: Report, written: Callable[[Report, str], str]) -> None:
    root = ET.fromstring(written(six_verdicts, "junit"))  # noqa: S314 - our own XML
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors"), suite.get("skipped")) == (
        "7",
        "2",
        "1",
        "2",
    )
    assert sum(float(case.get("time", "")) for case in suite.iter("testcase")) == pytest.approx(
        float(suite.get("time", "")), abs=0.01
    )


def test_a_failure_says_in_one_line_what_explains_it(
    six_verdicts: Report, written: Callable[[Report, str], str]
) -> None:
    root = ET.fromstring(written(six_verdicts, "junit"))  # noqa: S314 - our own XML
    failure = root.find(".//testcase[@classname='novaflow.live-migrate']/failure")
    assert failure is not None
    assert str(failure.get("message")).startswith("failed: the live migration failed")
    assert "error[N214 live-migration-failed]" in str(failure.text)
