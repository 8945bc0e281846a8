from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner, Result

from analyzer import pipeline
from analyzer.cli import main
from benchmarks.samples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from analyzer.model import Report

PAUSE = sorted(str(path) for path in (ROOT / "sample_logs/zed/pause/plain").glob("*.log"))


def novaflow(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="novaflow")


def test_a_flow_is_drawn_from_its_name_or_another() -> None:
    assert novaflow("draw", "terminate").stdout == novaflow("draw", "delete").stdout
    assert novaflow("draw", "terminate").stdout.startswith("<svg ")


def test_a_flow_that_is_not_there_is_an_error() -> None:
    result = novaflow("draw", "evaporate")
    assert result.exit_code == 2
    assert "evaporate" in result.stderr


def test_the_queue_and_the_hypervisor_are_drawn_on_demand() -> None:
    plain = novaflow("draw", "pause", "--format", "mermaid").stdout
    more = novaflow("draw", "pause", "--format", "mermaid", "--queue", "--hypervisor").stdout
    assert "message queue" not in plain
    assert "libvirt" not in plain
    assert "message queue" in more
    assert "libvirt" in more


def test_an_operation_is_drawn_from_its_request(tmp_path: Path) -> None:
    request = pipeline.run(PAUSE).verdicts[0].trace.request
    assert request
    out = tmp_path / "pause.txt"
    assert novaflow("draw", request, *PAUSE, "--format", "ascii", "-o", str(out)).exit_code == 0
    drawn = out.read_text(encoding="utf-8")
    assert drawn.startswith(f"pause {request} is conformant\n")
    assert "= Pausing" in drawn


def test_several_operations_need_a_file_and_get_one_each(
    report: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: report)
    refused = novaflow("draw", "72085ec4", "logs")
    assert refused.exit_code == 2
    assert "3 operations" in refused.stderr
    assert novaflow("draw", "72085ec4", "logs", "-o", str(tmp_path / "one.svg")).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one-1.svg", "one-2.svg", "one-3.svg"]


def test_a_log_is_never_written_over(tmp_path: Path) -> None:
    log = tmp_path / "nova-api.log"
    log.write_bytes((ROOT / "sample_logs/zed/pause/plain/nova-api.log").read_bytes())
    before = log.read_bytes()
    result = novaflow("draw", "req-", str(log), "-o", str(log))
    assert result.exit_code == 2
    assert "one of the logs" in result.stderr
    assert log.read_bytes() == before


def test_what_a_log_says_is_escaped(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: report)
    drawn = novaflow("draw", "req-5f4b7fd0", "logs").stdout
    assert "&lt;script&gt;alert(1)" in drawn
    assert "<script" not in drawn
    assert "\x1b" not in novaflow("draw", "req-5f4b7fd0", "logs", "--format", "ascii").stdout


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    result = novaflow("draw", "pause", "-o", str(tmp_path / "no" / "such" / "folder.svg"))
    assert result.exit_code == 2
    assert "cannot write" in result.stderr
