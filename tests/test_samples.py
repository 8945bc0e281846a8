"""Each sample prints what its expected.txt holds (`make golden` writes it anew) and says what is known to be true."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import jsonschema
import pytest
from click.testing import CliRunner

from analyzer import data, pipeline
from analyzer.checking.conditions import all_conditions
from analyzer.checking.rules import all_rules
from analyzer.cli import main
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.reporting.formats.json import as_dict
from benchmarks import truth
from benchmarks.samples import ROOT, cases, logs_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analyzer.model import Report, Verdict

# The one only tells that an end is missing, the other is mostly of no operation: a condition.
NEVER_A_CAUSE = {"end-not-seen", "power-state-corrected"}
LARGEST_CASE = 80_000
LARGEST_FOLDER = 2_500_000


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_sample_prints_what_is_expected(
    case: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COLUMNS", raising=False)
    printed = CliRunner().invoke(main, ["check", *logs_in(case), "--fail-on", "never"], catch_exceptions=False)
    assert printed.exit_code == 0, printed.stderr
    expected = case / "expected.txt"
    if request.config.getoption("--golden"):
        expected.write_text(printed.stdout, encoding="utf-8")
    assert printed.stdout == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_sample_is_judged_as_its_truth_says(case: Path) -> None:
    labels = truth.load(ROOT / case / "truth.jsonl").labels
    verdicts = {(one.trace.request, one.trace.server): one for one in checked(case).verdicts}
    assert len(verdicts) == len(labels)
    for label in labels:
        found = next(one for key, one in verdicts.items() if key[0] == label.request and label.server in {key[1], None})
        names = {deviation.rule.name for deviation in found.deviations}
        assert (found.operation, found.verdict) == (label.operation, label.verdict)
        assert all(names & expected for expected in label.expected), f"expected {label.expected}, named {names}"


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_sample_keeps_the_contract_of_json(case: Path) -> None:
    schema = json.loads((data.folder("docs/schema") / "check-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(as_dict(checked(case)))))


@cache
def checked(case: Path) -> Report:
    return pipeline.run(logs_in(ROOT / case))


def every_verdict() -> Iterator[Verdict]:
    return (verdict for case in cases() for verdict in checked(case).verdicts)


def test_every_operation_has_a_sample_that_follows_its_flow() -> None:
    labels = [label for case in cases() for label in truth.load(ROOT / case / "truth.jsonl").labels]
    assert {label.operation for label in labels if label.went_right} == set(load_flows(load_catalogue().specs))


@pytest.mark.parametrize("name", [name for name in all_rules() if name not in NEVER_A_CAUSE])
def test_every_deviation_explains_the_end_of_a_sample(name: str) -> None:
    assert any(one.cause for verdict in every_verdict() for one in verdict.deviations if one.rule.name == name)


@pytest.mark.parametrize("name", all_conditions())
def test_every_condition_has_a_sample(name: str) -> None:
    assert any(name in {one.name for one in checked(case).conditions} for case in cases())


@pytest.mark.parametrize("case", cases(), ids=str)
def test_what_was_edited_is_declared(case: Path) -> None:
    if case.parts[1].endswith("-edited"):
        assert (ROOT / case / "README.md").read_text(encoding="utf-8").startswith("Edited: ")
    else:
        assert "Edited" not in "".join(path.read_text(encoding="utf-8") for path in (ROOT / case).glob("README.md"))


def test_samples_are_small() -> None:
    sizes = [sum(path.stat().st_size for path in (ROOT / case).iterdir()) for case in cases()]
    assert max(sizes) < LARGEST_CASE
    assert sum(sizes) < LARGEST_FOLDER
