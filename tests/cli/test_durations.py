"""Learning from logs how long steps take, comparing with it, and showing it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main

ROOT = Path(__file__).resolve().parents[2]
STOP = str(ROOT / "sample_logs" / "zed" / "stop" / "plain")
NO_END = str(ROOT / "sample_logs" / "zed" / "launch" / "no-valid-host")


def novaflow(*arguments: str, columns: str = "80") -> Result:
    return CliRunner(env={"COLUMNS": columns}).invoke(main, arguments, prog_name="novaflow")


@pytest.fixture
def learnt(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    result = novaflow("learn", STOP, "-o", str(path))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("learnt ")
    return path


def usually(path: Path, *, seconds: float) -> None:
    """Let the guest's shutdown have taken so long, three hundred times."""
    document = json.loads(path.read_text(encoding="utf-8"))
    (row,) = [one for one in document["durations"] if one["event"] == "libvirt.shutdown-ok" and one["what"] == "step"]
    row |= {"count": 300, "median": seconds, "p95": seconds, "max": seconds, "log_mad": 0.0}
    path.write_text(json.dumps(document), encoding="utf-8")


def slow_steps(path: Path, *arguments: str) -> list[dict[str, str]]:
    result = novaflow("check", STOP, "--baseline", str(path), "--format", "json", *arguments)
    return [
        found
        for operation in json.loads(result.stdout)["operations"]
        for found in operation["deviations"]
        if found["name"] == "slow-step"
    ]


def test_what_was_learnt_from_logs_finds_nothing_in_them(learnt: Path) -> None:
    assert slow_steps(learnt) == []
    assert novaflow("check", STOP, "--baseline", str(learnt)).exit_code == 0


def test_check_names_what_is_slow_beside_the_baseline(learnt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.checking.spread.LEAST_SECONDS", 1.0)
    usually(learnt, seconds=0.1)
    (found,) = slow_steps(learnt)
    assert found["event"] == "libvirt.shutdown-ok"
    assert found["because"] == "baseline.json: 300 samples, median 0.1 s, p95 0.1 s; more than 1.1 s is slow"
    assert novaflow("check", STOP, "--baseline", str(learnt)).exit_code == 1


def test_a_given_nova_conf_sets_the_limits(tmp_path: Path) -> None:
    conf = tmp_path / "nova.conf"
    conf.write_text("[DEFAULT]\nshutdown_timeout = soon\n", encoding="utf-8")
    result = novaflow("check", STOP, "--nova-conf", str(conf))
    assert result.exit_code == 2
    assert "nova.conf:2: shutdown_timeout is no number of seconds" in result.stderr


def test_a_file_that_is_no_baseline_is_bad_usage(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text("{}", encoding="utf-8")
    result = novaflow("check", STOP, "--baseline", str(path))
    assert result.exit_code == 2
    assert "is no baseline of the schema novaflow.baseline/1" in result.stderr


def test_of_what_never_ended_nothing_is_learnt(tmp_path: Path) -> None:
    result = novaflow("learn", NO_END, "-o", str(tmp_path / "baseline.json"))
    assert result.exit_code == 2
    assert "no operation was seen to its end" in result.stderr
    assert not (tmp_path / "baseline.json").exists()


def test_a_baseline_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = novaflow("learn", STOP, "-o", str(tmp_path))
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_stats_shows_the_slowest_with_its_place() -> None:
    lines = novaflow("stats", STOP).stdout.splitlines()
    assert lines[:2] == ["stop", "   count  median s     p95 s     max s"]
    at = next(number for number, line in enumerate(lines) if "libvirt.shutdown-ok after" in line)
    assert lines[at].startswith("       1      2.07      2.07      2.07  ")
    place = next(line for line in lines[at:] if "-->" in line)
    assert place.endswith("nova-compute-node-1.log:16")
    assert lines[-1] == "stop: 5 steps never took 1 s; --all shows them"


def test_stats_shows_all_if_asked_to() -> None:
    result = novaflow("stats", STOP, "--all")
    assert "never took" not in result.stdout
    assert result.stdout.count("-->") > novaflow("stats", STOP).stdout.count("-->")


def test_stats_as_csv_and_json_say_the_same() -> None:
    rows = list(csv.DictReader(io.StringIO(novaflow("stats", STOP, "--format", "csv").stdout)))
    document = json.loads(novaflow("stats", STOP, "--format", "json").stdout)
    assert document["schema"] == "novaflow.stats/1"
    assert [
        {key: "" if value is None else str(value) for key, value in one.items()} for one in document["durations"]
    ] == rows
    assert {row["operation"] for row in rows} == {"stop"}


def test_stats_of_an_operation_that_is_not_there_are_empty() -> None:
    result = novaflow("stats", STOP, "--operation", "pause", "--format", "csv")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no such operation" in result.stderr
    assert "did you mean" in novaflow("stats", STOP, "--operation", "pauze").stderr
