"""A site's own flows and events: laid over those that are shipped, and checked by `novaflow flows --lint`."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main
from benchmarks.samples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAUSE = "sample_logs/zed/pause/plain"
FLOW = (ROOT / "reference_flows/pause.flow").read_text(encoding="utf-8")
DONE = "  compute: lifecycle.event(state=Paused)                ends\n"
STEP = "  compute: site.audit-paused\n"
EVENT = """
site.audit-paused  flow INFO nova.site.audit "Audit: {server:uuid} was paused by {who}" of pause
    //? Audit: 72085ec4-c42f-4f7a-8c6c-8429af7c2702 was paused by alice
"""
AUDIT = 'nova.site.audit "Audit: {server:uuid} was paused by {who}"'
LINE = (
    "2026-11-22 06:16:19.600 {pid} INFO nova.site.audit [None req-fcadba64-2351-43f7-be38-f9e57e3bf0c4 u p - - - -]"
    " [instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702]"
    " Audit: 72085ec4-c42f-4f7a-8c6c-8429af7c2702 was paused by alice\n"
)


def novaflow(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="novaflow", catch_exceptions=False)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder in which pausing must be audited."""
    folder = tmp_path / "own"
    (folder / "events").mkdir(parents=True)
    (folder / "events" / "site.events").write_text(EVENT, encoding="utf-8")
    (folder / "pause.flow").write_text(FLOW.replace(DONE, f"{DONE}{STEP}"), encoding="utf-8")
    return folder


def test_what_is_shipped_has_no_mistake() -> None:
    result = novaflow("flows", "--lint")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(": 0 problems\n")


def test_a_folder_without_a_mistake(own: Path) -> None:
    for arguments in ((str(own), "--lint"), ("--flows", str(own), "--lint")):
        result = novaflow("flows", *arguments)
        assert (result.exit_code, result.stdout) == (0, "checked 2 files: 0 problems\n")


def test_an_own_flow_replaces_the_one_of_its_name_and_only_that(own: Path) -> None:
    assert "site.audit-paused" in novaflow("flows", "pause", "--flows", str(own)).stdout
    assert "site.audit-paused" not in novaflow("flows", "pause").stdout
    assert novaflow("flows", "unpause", "--flows", str(own)).stdout == novaflow("flows", "unpause").stdout


def test_a_step_that_only_this_site_has_is_missed_and_found(own: Path, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    shutil.copytree(ROOT / PAUSE, logs)
    compute = logs / "nova-compute-node-1.log"
    text = compute.read_text(encoding="utf-8")
    pid = next(line.split()[2] for line in text.splitlines() if line.endswith("Pausing") or " Pausing " in line)
    earlier = LINE.format(pid=pid).replace("06:16:19.600", "06:14:50.000").replace("req-fcadba64", "req-00000000")

    compute.write_text(text + earlier, encoding="utf-8")
    missed = checked(logs, own)
    assert (missed["verdict"], [one["name"] for one in missed["deviations"]]) == ("deviating", ["missing-step"])
    assert missed["deviations"][0]["flow"]["file"] == str(own / "pause.flow")

    compute.write_text(text + earlier + LINE.format(pid=pid), encoding="utf-8")
    assert checked(logs, own)["verdict"] == "conformant"


def checked(logs: Path, own: Path) -> dict[str, Any]:
    result = novaflow("check", str(logs), "--flows", str(own), "--format", "json", "--request", "fcadba64")
    row: dict[str, Any]
    (row,) = json.loads(result.stdout)["operations"]
    return row


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "pause.flow",
            "audit-paused",
            "audit-pause",
            (13, "no event site.audit-pause", "did you mean site.audit-paused?"),
        ),
        (
            "pause.flow",
            STEP,
            STEP.replace("compute", "compue"),
            (13, "no role is called compue", "did you mean compute?"),
        ),
        ("pause.flow", "request action pause", "", (2, "flow pause has no request line", "say which API call")),
        ("pause.flow", "api compute\n", "api compute:computer\n", (2, "is no Nova service", "did you mean compute?")),
        ("pause.flow", " ends", "", (2, "no step of pause is marked `ends`", "mark the line")),
        (
            "pause.flow",
            "break conflict",
            "break conflikt",
            (15, "no deviation is called conflikt", "did you mean conflict?"),
        ),
        ("pause.flow", STEP, f"  opt in 20-12\n{STEP}  end\n", (13, "no release is in 20-12", "write the earlier")),
        ("pause.flow", "flow pause", "flow pause pause", (2, "this cannot stand here", "a flow is: flow NAME")),
        ("events/site.events", "of pause", "of paws", (2, "is given to paws", "did you mean pause?")),
        (
            "events/site.events",
            "by alice",
            "for alice",
            (3, "this sample of site.audit-paused does not fit", "the template"),
        ),
        ("events/site.events", "flow INFO", "flew INFO", (2, "this is not understood here", "expected a class")),
        (
            "events/site.events",
            AUDIT,
            'nova.compute.manager "Pausing"',
            (2, "level of compute.pausing", "make one event"),
        ),
    ],
)
def test_a_mistake_is_told_with_its_line_and_a_hint(
    name: str, old: str, new: str, told: tuple[int, str, str], own: Path
) -> None:
    line, words, hint = told
    path = own / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    result = novaflow("flows", str(own), "--lint")
    assert result.exit_code == 1
    assert any(each.startswith(f"{path}:{line}: ") and words in each for each in result.stdout.splitlines())
    assert f"  hint: {hint}" in result.stdout
    assert result.stderr.startswith("checked 2 files: ")


def test_a_mistake_in_one_file_does_not_hide_those_of_the_next(own: Path) -> None:
    (own / "binary.flow").write_bytes(b"\xff\xfe")
    (own / "events" / "binary.events").write_bytes(b"\xff\xfe")
    (own / "pause.flow").write_text(FLOW.replace("compute.pausing", "compute.pawsing"), encoding="utf-8")
    result = novaflow("flows", str(own), "--lint")
    assert result.stderr == "checked 4 files: 3 problems\n"
    assert result.stdout.count("cannot be read as text\n  hint: save it as UTF-8") == 2


@pytest.mark.parametrize(
    ("folder", "words"), [("nowhere", "is no folder"), ("empty", "has no .flow and no .events file")]
)
@pytest.mark.parametrize("command", [("flows", "--lint", "--flows"), ("check", PAUSE, "--flows")])
def test_a_folder_without_flows_is_told(folder: str, words: str, command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = novaflow(*command, str(tmp_path / folder))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{tmp_path / folder}: {words}\n  hint: name a folder " in result.stderr


def test_a_check_with_a_flow_that_is_wrong_reads_no_log(own: Path) -> None:
    (own / "pause.flow").write_text(FLOW.replace("compute.pausing", "compute.pawsing"), encoding="utf-8")
    result = novaflow("check", "nowhere.log", "--flows", str(own))
    assert result.exit_code == 2
    assert f"{own / 'pause.flow'}:10: the catalogue has no event compute.pawsing" in result.stderr
    assert "hint: did you mean compute.pausing?" in result.stderr
