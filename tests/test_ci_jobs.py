"""The ready jobs of docs/ci: their own shell steps are run on the samples, with the environment that their CI gives.

A job fails on a planted deviation, and passes while a list of known deviations accepts it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from click.testing import CliRunner

from analyzer.cli import main
from benchmarks.samples import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

JOBS = ROOT / "docs" / "ci"
WELL = ROOT / "sample_logs/zed/pause/plain"
PLANTED = ROOT / "sample_logs/zed/migrate/self-migrate-retry"
ENTRY = '[[known]]\ndeviation = "self-migrate-retry"\nreason = "bug 1"\nexpires = {}\n'
HOLDS, EXPIRED = "2999-12-31", "2026-01-01"
ACTION = yaml.safe_load((JOBS / "github" / "action.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Step:
    """A shell step: its words, its shell, what the job sets for it, and whether it runs after one that failed."""

    words: str
    shell: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    always: bool = False


def run(steps: list[Step], folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    """Run the steps as a CI does: the next only if none before it failed; return the first code that is not 0."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    code, told = 0, ""
    for step in steps:
        if code and not step.always:
            continue
        known = {"PATH": path, "HOME": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        command = [*step.shell, "-c", step.words]
        ran = subprocess.run(  # noqa: S603 - the jobs are our own
            command, cwd=folder, env=known | environment | step.environment, capture_output=True, text=True, check=False
        )
        code, told = code or ran.returncode, told + ran.stdout + ran.stderr
    return code, told


@dataclass(frozen=True)
class Options:
    """What a site sets: folders of logs, the list of known deviations, the report of an earlier run."""

    logs: Path
    known: str = ""
    old: str = ""


def github(options: Options, folder: Path) -> tuple[int, str]:
    given = {"logs": str(options.logs), "known": options.known, "old": options.old}
    inputs = {name: given.get(name, one.get("default")) for name, one in ACTION["inputs"].items()}

    def filled(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: str(inputs[found[1]]), text)

    steps = [
        Step(
            one["run"],
            ("bash", "--noprofile", "--norc", "-eo", "pipefail"),  # what `shell: bash` stands for
            {key: filled(value) for key, value in one.get("env", {}).items()},
            always=one.get("if") == "always()",
        )
        for one in ACTION["runs"]["steps"]
        if "run" in one
    ]
    assert not any("${{" in word for step in steps for word in (step.words, *step.environment.values()))
    summary = str(folder / "summary.md")
    given = {"GITHUB_STEP_SUMMARY": summary, "GITHUB_ACTION_PATH": str(JOBS / "github"), "NOVAFLOW": "novaflow"}
    return run(steps, folder, given)


def gitlab(options: Options, folder: Path) -> tuple[int, str]:
    job = yaml.safe_load((JOBS / "gitlab" / "novaflow.gitlab-ci.yml").read_text(encoding="utf-8"))["novaflow"]
    environment = job["variables"] | {"NOVA_LOGS": str(options.logs), "KNOWN": options.known}
    return run([Step(words, ("sh", "-e")) for words in job["script"]], folder, environment)


def zuul(options: Options, folder: Path) -> tuple[int, str]:
    """Run both plays on one machine, whose journal holds the logs."""
    (folder / "bin").mkdir(exist_ok=True)
    journal = folder / "bin" / "journalctl"
    journal.write_text(f'#!/bin/sh\ncat "{folder}/journal.json"\n', encoding="utf-8")
    journal.chmod(0o755)
    (folder / "journal.json").write_text("".join(as_journal(options.logs)), encoding="utf-8")
    (job,) = yaml.safe_load((JOBS / "zuul" / "job.yaml").read_text(encoding="utf-8"))
    given = {"ansible_user_dir": str(folder), "inventory_hostname": "controller", "folder": str(folder / "novaflow")}
    given |= job["job"]["vars"] | {"novaflow_known": options.known, "novaflow_fail_on": "deviating"}

    def filled(text: str) -> str:
        return re.sub(r"\{\{ (\w+) \}\}", lambda found: given[found[1]], text)

    steps = []
    for play in yaml.safe_load((JOBS / "zuul" / "novaflow.yaml").read_text(encoding="utf-8")):
        for task in tasks(play["tasks"]):
            shell = task.get("ansible.builtin.shell")
            if shell:
                environment = {key: filled(value) for key, value in task["environment"].items()}
                steps.append(Step(shell["cmd"], (shell["executable"],), environment))
    path = f"{folder / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return run(steps, folder, {"PATH": path})


def tasks(listed: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for task in listed:
        yield from tasks(task["block"] + task["always"]) if "block" in task else [task]


def as_journal(logs: Path) -> Iterator[str]:
    """Give logs as the journal of a devstack has them: without time and process in the message."""
    units = {"api": "n-api", "conductor": "n-super-cond", "scheduler": "n-sch", "compute": "n-cpu"}
    for path in sorted(logs.glob("*.log")):
        service, _, host = path.stem.removeprefix("nova-").partition("-")
        for line in path.read_text(encoding="utf-8").splitlines():
            day, time, process, message = line.split(" ", 3)
            entry = {
                "__CURSOR": "s=1",
                "__REALTIME_TIMESTAMP": str(microseconds(f"{day}T{time}+00:00")),
                "PRIORITY": "6",
                "_HOSTNAME": host or "controller",
                "_SYSTEMD_UNIT": f"devstack@{units[service]}.service",
                "SYSLOG_IDENTIFIER": f"nova-{service}",
                "_PID": process,
                "MESSAGE": message,
            }
            yield json.dumps(entry, separators=(",", ":")) + "\n"


def microseconds(time: str) -> int:
    return round(datetime.fromisoformat(time).timestamp() * 1_000_000)


Job = Callable[[Options, Path], tuple[int, str]]
EVERY = pytest.mark.parametrize("job", [github, gitlab, zuul])


@EVERY
def test_a_deployment_without_a_deviation_passes(job: Job, tmp_path: Path) -> None:
    code, told = job(Options(WELL), tmp_path)
    assert code == 0, told
    assert report_of(tmp_path)["summary"]["conformant"] == 1


@EVERY
def test_a_planted_deviation_fails_the_job_and_is_reported(job: Job, tmp_path: Path) -> None:
    code, told = job(Options(PLANTED), tmp_path)
    assert code == 1
    assert "self-migrate-retry" in told
    assert report_of(tmp_path)["summary"]["deviating"] == 1
    assert "self-migrate-retry" in next(tmp_path.rglob("report.html")).read_text(encoding="utf-8")


@EVERY
@pytest.mark.parametrize(("day", "code"), [(HOLDS, 0), (EXPIRED, 1)])
def test_a_known_deviation_fails_no_job_until_its_day(job: Job, day: str, code: int, tmp_path: Path) -> None:
    known = tmp_path / "known.toml"
    known.write_text(ENTRY.format(day), encoding="utf-8")
    found, told = job(Options(PLANTED, str(known)), tmp_path)
    assert found == code
    assert ("the known deviation self-migrate-retry expired on 2026-01-01" in told) == (day == EXPIRED)


@EVERY
def test_logs_that_are_not_there_fail_the_job(job: Job, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    code, told = job(Options(empty), tmp_path)
    assert code == 2
    assert "novaflow: error: " in told


def report_of(folder: Path) -> dict[str, Any]:
    (path,) = folder.rglob("report.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_the_action_compares_with_an_earlier_run(tmp_path: Path) -> None:
    earlier, known = tmp_path / "old.json", tmp_path / "known.toml"
    assert CliRunner().invoke(main, ["check", str(WELL), "-o", f"json={earlier}"]).exit_code == 0
    code, told = github(Options(PLANTED, old=str(earlier)), tmp_path)
    assert (code, "new: migrate self-migrate-retry" in told) == (1, True)
    known.write_text(ENTRY.format(HOLDS), encoding="utf-8")
    code, told = github(Options(PLANTED, str(known), str(earlier)), tmp_path)
    assert (code, "nothing is new or worse" in told) == (0, True)


def test_the_action_tells_its_runner_and_its_readers(tmp_path: Path) -> None:
    _, told = github(Options(PLANTED), tmp_path)
    assert "::warning " in told
    assert "self-migrate-retry" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    sarif = json.loads((tmp_path / "novaflow" / "novaflow.sarif").read_text(encoding="utf-8"))
    assert sarif["version"] == "2.1.0"


def test_the_workflow_uses_the_action_as_it_is() -> None:
    workflow = yaml.safe_load((JOBS / "github" / "workflow.yml").read_text(encoding="utf-8"))
    (step,) = [one for one in workflow["jobs"]["novaflow"]["steps"] if "docs/ci/github@" in one["uses"]]
    assert set(step["with"]) <= set(ACTION["inputs"])
    assert {name for name, one in ACTION["inputs"].items() if one.get("required")} <= set(step["with"])


def test_the_list_that_the_page_shows_accepts_the_planted_deviation(tmp_path: Path) -> None:
    (block,) = re.findall(
        r"^```toml\n(.*?)^```$", (JOBS / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    known = tmp_path / "known.toml"
    known.write_text(block, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(PLANTED), "--known", str(known), "--today", "2026-11-22"])
    assert (result.exit_code, result.stderr) == (0, "")
