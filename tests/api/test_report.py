"""What one line of `analyzer` gives back."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import analyzer
from analyzer.errors import InputError, NotationError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAUSE = "sample_logs/zed/pause/plain"
RETRY = "sample_logs/zed/migrate/self-migrate-retry"
REQUEST = "req-9684d807-dc08-454c-ae17-90f077eacb15"


def test_a_report_is_a_sequence_of_operations(migrations: analyzer.Report) -> None:
    assert [one.verdict for one in migrations] == migrations.operations["verdict"].to_list()
    assert len(list(migrations)) == len(migrations) == 6
    assert migrations[-1].request_id == migrations.operations["request_id"].iloc[-1]
    with pytest.raises(IndexError):
        _ = migrations[6]


def test_a_row_of_a_selection_leads_to_its_operation(migrations: analyzer.Report) -> None:
    found = migrations.operations
    row = np.flatnonzero(found["verdict"].eq("failed"))[-1]
    assert migrations[row].summary.equals(found.iloc[row].rename(0))


@pytest.mark.parametrize("identity", [REQUEST, "req-9684d807", "9684d807"])
def test_an_operation_is_found_by_the_beginning_of_its_id(migrations: analyzer.Report, identity: str) -> None:
    operation = migrations[identity]
    assert (operation.name, operation.request_id, operation.verdict) == ("migrate", REQUEST, "deviating")
    assert operation.server_id is not None
    assert [one.request_id for one in migrations.find(operation.server_id)] == [REQUEST]


def test_the_summary_counts_every_operation_once(migrations: analyzer.Report) -> None:
    assert migrations.summary.to_dict("index") == {
        "migrate": {"conformant": 2, "rejected": 1, "deviating": 1, "failed": 2}
    }


def test_a_report_prints_as_the_command_does(migrations: analyzer.Report) -> None:
    assert f"migrate {REQUEST}" in str(migrations)
    assert repr(migrations) == "<Report: 6 operations: 2 conformant, 1 rejected, 1 deviating, 2 failed>"


def test_a_cell_shows_the_verdicts_and_the_causes(migrations: analyzer.Report) -> None:
    page = migrations._repr_html_()
    text = " ".join(ET.fromstring(page).itertext())  # noqa: S314 - our own, and it must be well-formed
    for words in ("6 operations", "conformant", "self-migrate-refused", "service-restarted"):
        assert words in text


def test_nothing_of_a_log_becomes_markup(tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script>\u202e"
    for name in ("nova-api.log", "nova-compute-node-1.log"):
        text = (tmp_path.cwd() / "sample_logs/zed/pause/plain" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("Pausing", f"Pausing {nasty}"), encoding="utf-8")
    report = analyzer.check(tmp_path)
    shown = [report._repr_html_(), analyzer.read(tmp_path)._repr_html_(), report[0]._repr_html_()]
    shown += [report.steps.to_html(), analyzer.learn("sample_logs/zed/stop/plain")._repr_html_()]
    assert not any("<script" in page for page in shown)
    assert "\u202e" not in shown[0] + shown[2]


def test_an_operation_shows_its_diagram(migrations: analyzer.Report) -> None:
    operation = migrations["9684d807"]
    root = ET.fromstring(operation._repr_svg_())  # noqa: S314 - our own
    words = " ".join(root.itertext())
    assert root.tag.endswith("svg")
    assert "self-migrate-retry" in words
    assert "warning[N201 self-migrate-retry]" in str(operation)


def test_a_cell_shows_the_diagram_as_a_part_of_the_page_so_that_it_scrolls_and_tells_lines(
    migrations: analyzer.Report,
) -> None:
    operation = migrations["9684d807"]
    [picture] = ET.fromstring(operation._repr_html_())  # noqa: S314 - our own, and it must be well-formed
    titles = [title.text for title in picture.iter("{http://www.w3.org/2000/svg}title") if title.text]
    assert any("nova-compute-node-1.log:11" in title for title in titles)
    assert picture.get("style") == "max-width: none"
    assert operation.draw()._repr_html_() == operation._repr_html_()


def test_an_operation_has_the_rows_of_its_report(migrations: analyzer.Report) -> None:
    operation, report = migrations["9684d807"], migrations
    for name in ("steps", "events", "durations", "deviations"):
        whole, own = getattr(report, name), getattr(operation, name)
        of_it = whole[whole["request_id"].eq(REQUEST)]
        assert len(own) > 0
        assert own["event"].to_list() == of_it["event"].to_list()
        assert set(own["verdict"]) == {"deviating"}
    assert operation.summary["cause"] == "self-migrate-retry"


def test_logs_that_were_read_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = analyzer.read(RETRY)
    monkeypatch.setattr("analyzer.pipeline.events", None)
    assert analyzer.operations(logs)["verdict"].to_list() == ["deviating"]
    assert len(analyzer.events(logs)) == len(logs.events) > 0
    assert len(analyzer.stats(analyzer.check(logs))) > 0


@pytest.mark.parametrize("suffix", [".svg", ".png", ".mmd", ".puml", ".diag", ".txt"])
def test_a_diagram_becomes_a_file(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"pause{suffix}"
    analyzer.draw("pause", queue=True).write(file)
    begins = {".svg": b"<svg", ".png": b"\x89PNG", ".mmd": b"sequenceDiagram", ".puml": b"@startuml"}
    assert begins.get(suffix, b"") in file.read_bytes()[:200]
    assert file.stat().st_size > 200


@pytest.mark.parametrize("suffix", [".html", ".json", ".md", ".txt", ".csv", ".parquet", ".sarif", ".xml"])
def test_a_report_becomes_a_file(migrations: analyzer.Report, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"report{suffix}"
    migrations.write(file)
    text = pd.read_parquet(file).to_string() if suffix == ".parquet" else file.read_text(encoding="utf-8")
    assert REQUEST in text


def test_other_formats_are_named(migrations: analyzer.Report, tmp_path: Path) -> None:
    migrations.write(tmp_path / "report", "trace")
    assert json.loads((tmp_path / "report").read_text(encoding="utf-8"))["traceEvents"]


def test_options_reach_the_check(tmp_path: Path) -> None:
    assert analyzer.check(PAUSE, release=25).found.release == 25
    assert "elsewhere" in set(analyzer.events(PAUSE, hosts={"nova-compute-node-1.log": "elsewhere"})["host"])
    assert set(analyzer.events(PAUSE, min_level="info")["level"]) == {"INFO"}
    known = tmp_path / "known.toml"
    entry = '[[known]]\ndeviation = "self-migrate-retry"\nreason = "bug 1"\nexpires = 2999-01-01\n'
    known.write_text(entry, encoding="utf-8")
    assert analyzer.operations(RETRY, known=known)["known"].to_list() == [("self-migrate-retry",)]


def test_a_baseline_is_kept_and_read_again(tmp_path: Path) -> None:
    baseline = analyzer.learn("sample_logs/zed/stop/plain")
    baseline.write(tmp_path / "baseline.json")
    for given in (baseline, tmp_path / "baseline.json", str(tmp_path / "baseline.json")):
        assert analyzer.operations("sample_logs/zed/stop/plain", baseline=given)["verdict"].to_list() == ["conformant"]
    durations = baseline.durations
    assert (durations["limit"] > durations["median"]).all()
    assert not durations["enough"].any()


def test_statistics_are_of_the_operations_that_are_named(migrations: analyzer.Report) -> None:
    assert set(analyzer.stats(migrations, "cold migrate")["operation"]) == {"migrate"}
    assert analyzer.stats(migrations, ["pause"]).empty


WRONG: dict[str, tuple[type[Exception], Callable[[], object]]] = {
    "nothing at this path": (InputError, lambda: analyzer.check("nowhere")),
    "no logs are named": (UsageError, lambda: analyzer.read([])),
    "no level 'LOUD'": (UsageError, lambda: analyzer.read(PAUSE, min_level="LOUD")),
    "no release 99": (UsageError, lambda: analyzer.check(PAUSE, release=99)),
    "did you mean launch": (UsageError, lambda: analyzer.draw("lanch")),
    "no operation is called 'pauze'": (UsageError, lambda: analyzer.stats(PAUSE, "pauze")),
    "no operation has an id": (UsageError, lambda: analyzer.draw("req-0000", PAUSE)),
    "is no folder": (NotationError, lambda: analyzer.read(PAUSE, flows="nowhere")),
    "cannot be read": (UsageError, lambda: analyzer.check(PAUSE, baseline="nowhere")),
    "were read already": (UsageError, lambda: analyzer.events(analyzer.read(PAUSE), min_level="INFO")),
    "were checked already": (UsageError, lambda: analyzer.stats(analyzer.check(PAUSE), release=26)),
    "does not tell its format": (UsageError, lambda: analyzer.draw("pause").write("pause.docx")),
    "cannot write": (UsageError, lambda: analyzer.check(PAUSE).write("nowhere/report.html")),
    "no format 'docx'": (UsageError, lambda: analyzer.check(PAUSE).write("report", "docx")),
    "seen to its end": (UsageError, lambda: analyzer.learn("sample_logs/zed/launch/no-valid-host")),
}


@pytest.mark.parametrize("words", WRONG)
def test_what_does_not_fit_is_told(words: str) -> None:
    error, call = WRONG[words]
    with pytest.raises(error, match=words):
        call()


def test_an_id_of_several_operations_is_not_guessed() -> None:
    report = analyzer.check([PAUSE, "sample_logs/zed/unpause/plain"])
    assert [one.name for one in report.find("72085ec4")] == ["pause", "unpause"]
    with pytest.raises(UsageError, match=r"72085ec4 has 2 operations\n.*report.find"):
        _ = report["72085ec4"]
