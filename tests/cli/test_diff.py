"""Two reports beside each other: only what is new or worse fails a job."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main

ROOT = Path(__file__).resolve().parents[2]
WELL = "zed/pause/plain"
SELF_MIGRATE = "zed/migrate/self-migrate-retry"
SAMPLES = ROOT / "sample_logs"
SCHEMA = json.loads((ROOT / "docs" / "schema" / "diff-1.schema.json").read_text(encoding="utf-8"))
CONTRACT = jsonschema.Draft202012Validator(SCHEMA)
ROW = (
    '{"schema": "novaflow.check/1", "causes": [], "operations":'
    ' [{"verdict": "failed", "request_id": "r", "deviations": [{"known": 1}]}]}'
)


def novaflow(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "100"}).invoke(main, arguments, prog_name="novaflow")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report of a migration that had to try again."""
    return written(tmp_path / "report.json", SELF_MIGRATE)


def written(path: Path, *cases: str) -> Path:
    logs = [str(ROOT / "sample_logs" / case) for case in cases]
    result = novaflow("check", *logs, "--fail-on", "never", "--output", f"json={path}")
    assert result.exit_code == 0, result.output
    return path


def compared(*arguments: str) -> dict[str, Any]:
    """Compare two reports, and hold what is written against its contract."""
    found: dict[str, Any] = json.loads(novaflow("diff", *arguments, "--format", "json").stdout)
    CONTRACT.validate(found)
    return found


def test_what_is_written_keeps_its_contract(report: Path, tmp_path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    old, new = written(tmp_path / "old.json", WELL), edited(report, "failed", "self-migrate-retry", "claim-failed")
    for arguments in ((old, report), (report, old), (report, new), (new, report)):
        assert any(compared(*map(str, arguments))[key] for key in ("verdicts", "changed"))
    bad, worse = repeated(report, "bad", "failed", "conformant"), repeated(report, "worse", "failed", "failed")
    assert compared(bad, worse)["more"] == [{"operation": "migrate", "old": 1, "of_old": 2, "new": 2, "of_new": 2}]


def edited(path: Path, verdict: str, *deviations: str) -> Path:
    """Write the report anew with another verdict of its operation, and these deviations."""
    document = json.loads(path.read_text(encoding="utf-8"))
    (row,) = document["operations"]
    row["verdict"] = verdict
    row["deviations"] = [{"name": name, "severity": "warning"} for name in deviations]
    other = path.with_name("edited.json")
    other.write_text(json.dumps(document), encoding="utf-8")
    return other


def test_a_report_beside_itself_has_nothing_new(report: Path) -> None:
    result = novaflow("diff", str(report), str(report))
    assert result.exit_code == 0
    assert result.stdout == (
        "old: 1 operation, new: 1 operation\nno operation ended otherwise, and none has other deviations\n"
    )


def test_a_deviation_that_was_never_seen_before_is_told_and_fails(report: Path, tmp_path: Path) -> None:
    result = novaflow("diff", str(written(tmp_path / "old.json", WELL)), str(report))
    assert result.exit_code == 1
    assert "new: migrate deviating, 1 time, first req-9684d807-dc08-454c-ae17-90f077eacb15" in result.stdout
    assert "new: migrate self-migrate-retry, 1 time, first req-9684d807" in result.stdout


def test_a_deviation_that_is_gone_is_told_and_fails_nothing(report: Path, tmp_path: Path) -> None:
    result = novaflow("diff", str(report), str(written(tmp_path / "new.json", WELL)))
    assert result.exit_code == 0
    assert "migrate    self-migrate-retry    1    0  -1" in result.stdout
    assert result.stdout.endswith("nothing is new or worse\n")


def test_more_of_what_was_there_before_fails_nothing(report: Path) -> None:
    document = json.loads(report.read_text(encoding="utf-8"))
    document["operations"].append({**document["operations"][0], "request_id": "req-another"})
    more = report.with_name("more.json")
    more.write_text(json.dumps(document), encoding="utf-8")
    result = novaflow("diff", str(report), str(more), "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["schema"] == "novaflow.diff/1"
    assert [(one["name"], one["old"], one["new"]) for one in found["deviations"]] == [("self-migrate-retry", 1, 2)]
    assert (found["new"], found["worse"], found["changed"]) == ([], [], [])


def test_an_operation_of_both_whose_verdict_is_worse_fails(report: Path) -> None:
    result = novaflow("diff", str(report), str(edited(report, "failed", "self-migrate-retry")))
    assert result.exit_code == 1
    assert "deviating -> failed" in result.stdout
    assert "worse: migrate req-9684d807-dc08-454c-ae17-90f077eacb15, failed" in result.stdout


def test_an_operation_of_both_that_came_right_fails_nothing(report: Path) -> None:
    result = novaflow("diff", str(report), str(edited(report, "conformant")))
    assert result.exit_code == 0
    assert "deviating -> conformant -self-migrate-retry" in result.stdout


def test_a_known_deviation_is_no_new_one(report: Path, tmp_path: Path) -> None:
    entries = tmp_path / "known.toml"
    text = '[[known]]\ndeviation = "self-migrate-retry"\nreason = "the driver is old"\nexpires = 2999-01-01\n'
    entries.write_text(text, encoding="utf-8")
    known = report.with_name("known.json")
    assert novaflow("check", str(SAMPLES / SELF_MIGRATE), "--known", str(entries), "-o", f"json={known}").exit_code == 0
    old = str(written(tmp_path / "old.json", WELL))
    assert novaflow("diff", old, str(report)).exit_code == 1
    assert novaflow("diff", old, str(known)).exit_code == 0
    assert novaflow("diff", str(known), str(report)).exit_code == 1


def repeated(report: Path, name: str, *verdicts: str) -> str:
    """Write a report with so many operations like that of `report`, each under an id of its own."""
    document = json.loads(report.read_text(encoding="utf-8"))
    (row,) = document["operations"]
    document["operations"] = [
        {**row, "request_id": f"req-{name}-{number}", "verdict": verdict} for number, verdict in enumerate(verdicts)
    ]
    path = report.with_name(f"{name}.json")
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 1), (("--fail-on", "more"), 1), (("--fail-on", "new"), 0), (("--fail-on", "never"), 0)],
)
def test_a_larger_part_that_ends_badly_is_told_and_fails_unless_only_what_is_new_may(
    options: tuple[str, ...], code: int, report: Path
) -> None:
    old = repeated(report, "old", "failed", "conformant", "conformant")
    new = repeated(report, "new", "failed", "failed", "conformant")
    result = novaflow("diff", old, new, *options)
    assert result.exit_code == code
    assert result.stdout.endswith("more: migrate, 2 of 3 ended badly, 1 of 3 before\n")


def test_what_is_new_fails_no_job_that_never_fails(report: Path, tmp_path: Path) -> None:
    old = str(written(tmp_path / "old.json", WELL))
    assert novaflow("diff", old, str(report), "--fail-on", "new").exit_code == 1
    assert novaflow("diff", old, str(report), "--fail-on", "never").exit_code == 0


def test_the_same_deviation_for_another_cause_is_told_and_fails_nothing(report: Path) -> None:
    document = json.loads(report.read_text(encoding="utf-8"))
    document["causes"][0]["pattern"] = "the disk of <host> is full"
    other = report.with_name("other.json")
    other.write_text(json.dumps(document), encoding="utf-8")
    result = novaflow("diff", str(report), str(other), "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)["causes"]
    assert [(one["name"].partition(":")[2][:12], one["old"], one["new"]) for one in found] == [
        (" InstanceFau", 1, 0),
        (" the disk of", 0, 1),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "bad.json:1: is no JSON"),
        ("[]", "is no report of the schema novaflow.check/1"),
        ('{"schema": "novaflow.baseline/1"}', "is no report of the schema novaflow.check/1"),
        ('{"schema": "novaflow.check/1", "operations": [{"verdict": "fine"}]}', "operations that are not complete"),
        ('{"schema": "novaflow.check/1", "operations": [3]}', "operations that are not complete"),
        ('{"schema": "novaflow.check/1", "operations": [], "causes": [{}]}', "causes that are not complete"),
        (ROW.replace('"r"', "[]"), "operations that are not complete"),
        (ROW.replace('"known": 1', '"known": 1, "name": {}'), "operations that are not complete"),
        ('{"x": ' + "9" * 5000 + "}", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_no_report_is_refused_with_a_hint(text: str, words: str, report: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(text, encoding="utf-8")
    result = novaflow("diff", str(report), str(bad))
    assert result.exit_code == 2
    assert words in result.stderr
    assert "hint: novaflow check LOGS --format json" in result.stderr


def test_a_file_that_is_not_there_is_named() -> None:
    result = novaflow("diff", "nowhere.json", "nowhere.json")
    assert (result.exit_code, "nowhere.json: cannot be read" in result.stderr) == (2, True)


def test_what_a_report_holds_is_printed_as_text(report: Path) -> None:
    other = edited(report, "failed", "\x1b[31mred")
    assert "\x1b" not in novaflow("diff", str(report), str(other)).stdout
