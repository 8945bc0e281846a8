from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from analyzer import pipeline
from analyzer.cli import main
from analyzer.errors import InputError
from analyzer.notation.events import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

REQUEST = "req-fcadba64-2351-43f7-be38-f9e57e3bf0c4"
SERVER = "72085ec4-c42f-4f7a-8c6c-8429af7c2702"
USER = "a1b2c3 d4e5f6 - - default default"
PAUSE = f"""\
2026-11-22 06:16:18.900 41 INFO nova.compute.manager [None {REQUEST} {USER}] [instance: {SERVER}] Pausing
2026-11-22 06:16:19.200 41 INFO nova.compute.manager [-] [instance: {SERVER}] VM Paused (Lifecycle Event)
2026-11-22 06:17:40.000 41 INFO nova.compute.manager [-] Something that no catalogue names
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "nova-compute-node-1.log"
    path.write_text(PAUSE, encoding="utf-8")
    return path


def check(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin)


def test_logs_become_a_report(log: Path) -> None:
    report = pipeline.run([str(log)])
    assert [verdict.operation for verdict in report.verdicts] == ["pause"]
    (file,) = report.input.files
    assert (file.lines, file.events, file.known, file.host) == (3, 2, 1, "node-1")


def test_a_host_may_be_given(log: Path) -> None:
    report = pipeline.run([str(log)], hosts={log.name: "other"})
    assert report.input.files[0].host == "other"


def test_events_are_the_first_half(log: Path) -> None:
    events = pipeline.events([str(log)], load_catalogue()).events
    assert [event.name for event in events] == ["compute.pausing", "lifecycle.event"]


def test_a_log_that_nothing_recognises_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nova-api.log"
    path.write_text("hello\nworld\n", encoding="utf-8")
    with pytest.raises(InputError, match="no line was recognised"):
        pipeline.run([str(path)])
    assert check(str(path)).exit_code == 2


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    result = check(str(tmp_path / "absent.log"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("novaflow: error: ")


def test_a_log_without_an_operation_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "nova-compute.log"
    path.write_text(PAUSE.splitlines()[2] + "\n", encoding="utf-8")
    result = check(str(path))
    assert result.exit_code == 0
    assert result.stderr == "novaflow: warning: the logs were read, but hold no server operation\n"


def test_standard_input() -> None:
    assert "pause" in check("-", stdin=PAUSE).stdout


def test_the_whole_of_a_small_log_twice_is_the_same(log: Path) -> None:
    assert check(str(log)).stdout == check(str(log)).stdout
