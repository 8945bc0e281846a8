"""What `check` writes, and where: `--format`, `-o FILE`, `--output FORMAT=FILE`."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from analyzer import pipeline
from analyzer.cli import main, outputs
from analyzer.reporting.formats import junit

if TYPE_CHECKING:
    from analyzer.model import Report


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "x.log", *arguments], prog_name="novaflow")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, report: Report) -> Path:
    """Work in an empty folder, and let every run find the report of the fixture."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: report)
    return tmp_path


@pytest.fixture
def no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no log be read: a mistake on the command line is told at once."""
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: pytest.fail("the logs were read"))


def test_one_run_writes_several_formats(folder: Path) -> None:
    result = check("--output", "junit=r.xml", "--output", "parquet=r.parquet", "--output", "json=-")
    assert (result.exit_code, result.stderr) == (1, "")
    assert json.loads(result.stdout)["schema"] == "novaflow.check/1"
    assert (folder / "r.xml").read_text(encoding="utf-8").startswith("<?xml")
    assert (folder / "r.parquet").read_bytes().startswith(b"PAR1")
    assert sorted(path.name for path in folder.iterdir()) == ["r.parquet", "r.xml"]


@pytest.mark.parametrize(
    ("arguments", "files", "printed"),
    [
        ((), {}, "read: "),
        (("--format", "json"), {}, "{"),
        (("-o", "r.txt"), {"r.txt": "read: "}, ""),
        (("-o", "r.json", "--format", "json"), {"r.json": "{"}, ""),
        (("-o", "-", "--format", "json"), {}, "{"),
        (("--output", "json=r.json"), {"r.json": "{"}, ""),
        (("--output", "json=r.json", "--format", "text"), {"r.json": "{"}, "read: "),
        (("--output", "json=r.json", "-o", "r.txt"), {"r.json": "{", "r.txt": "read: "}, ""),
        (("--output", "json=a=b.json"), {"a=b.json": "{"}, ""),
        (("-o", "./a=b"), {"a=b": "read: "}, ""),
    ],
)
def test_what_is_written_where(arguments: tuple[str, ...], files: dict[str, str], printed: str, folder: Path) -> None:
    result = check(*arguments)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith(printed)
    assert bool(result.stdout) == bool(printed)
    assert {path.name: path.read_text(encoding="utf-8")[: len(files[path.name])] for path in folder.iterdir()} == files


@pytest.mark.usefixtures("no_run")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--output", "yaml=r.yaml"), "no format 'yaml'; one of: csv, csv-events, github, "),
        (("--output", "json=r", "--output", "csv=r"), "r: two formats for one file"),
        (("--output", "json=r", "--output", "csv=./there/../r"), "r: two formats for one file"),
        (("--output", "json=-", "--format", "text"), "-: two formats for one file"),
        (("-o", "a", "-o", "b"), "b: two files for one format\n  hint: name the format: --output FORMAT=FILE"),
        (("--output", "json=there"), "there: cannot write: Is a directory"),
        (("-o", "nowhere/r"), "nowhere/r: cannot write: its directory does not exist"),
    ],
)
def test_a_mistake_is_told_before_the_logs_are_read(arguments: tuple[str, ...], words: str, folder: Path) -> None:
    (folder / "there").mkdir()
    result = check(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_report_that_cannot_be_finished_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(junit, "write", full)
    (folder / "r.json").write_text("yesterday's", encoding="utf-8")
    (folder / "r.xml").write_text("yesterday's", encoding="utf-8")
    result = check("--output", "json=r.json", "--output", "junit=r.xml")
    assert result.exit_code == 2
    assert "r.xml: cannot write: No space left on device" in result.stderr
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == dict.fromkeys(
        ("r.json", "r.xml"), "yesterday's"
    )


def test_a_folder_that_takes_no_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    result = check("-o", "r.txt")
    assert result.exit_code == 2
    assert "novaflow: error: r.txt: cannot write: Permission denied" in result.stderr
    assert list(folder.iterdir()) == []


def test_a_file_keeps_its_mode_and_a_link_its_target(folder: Path) -> None:
    target = folder / "target"
    target.write_text("yesterday's", encoding="utf-8")
    target.chmod(0o640)
    (folder / "link").symlink_to(target)
    assert check("-o", "link").exit_code == 1
    assert (folder / "link").is_symlink()
    assert target.read_text(encoding="utf-8").startswith("read: ")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_not_replaced() -> None:
    assert check("-o", "/dev/null").exit_code == 1
    assert Path("/dev/null").is_char_device()


def test_a_log_is_never_written_over(folder: Path) -> None:
    log = folder / "nova-compute-node-1.log"
    log.write_text("a line", encoding="utf-8")
    result = check("--output", f"json={log}")
    assert result.exit_code == 2
    assert "this is one of the logs that were read" in result.stderr
    assert log.read_text(encoding="utf-8") == "a line"


def test_parquet_is_not_sent_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _self: True, raising=False)
    result = check("--format", "parquet")
    assert result.exit_code == 2
    assert "this format is not text\n  hint: give it a file: --output FORMAT=FILE" in result.stderr


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = check("--output", "parquet=r.parquet")
    assert result.exit_code == 2
    assert "Parquet needs pyarrow\n  hint: pip install 'novaflow[parquet]'" in result.stderr


@pytest.mark.parametrize("text", ["a/b=c", "=x", "./json=x", "Json=x"])
def test_what_names_no_format_is_a_file(text: str) -> None:
    assert outputs.output(text) == outputs.Output(None, text)
