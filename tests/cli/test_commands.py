from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from analyzer import pipeline
from analyzer.cli import main
from analyzer.errors import InputError
from analyzer.model import Report, Trace

if TYPE_CHECKING:
    from pathlib import Path

SERVER = "72085ec4-c42f-4f7a-8c6c-8429af7c2702"


def novaflow(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="novaflow")


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch, report: Report) -> Report:
    """Let every run find the report of the fixture, whatever the path."""
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: report)
    return report


def operations(result: Result) -> list[str | None]:
    return [operation["operation"] for operation in json.loads(result.stdout)["operations"]]


@pytest.mark.parametrize("arguments", [("--help",), ("-h",)])
def test_help_names_every_command(arguments: tuple[str, ...]) -> None:
    result = novaflow(*arguments)
    assert result.exit_code == 0
    for line in (
        "check    Give a verdict for every server operation in the logs.",
        "explain  Say what a code, a deviation, an exception or an event means.",
    ):
        assert line in result.stdout


@pytest.mark.parametrize("command", ["check", "show", "events", "flows", "explain"])
def test_every_command_has_help(command: str) -> None:
    assert novaflow(command, "--help").stdout.startswith(f"Usage: novaflow {command} ")


def test_version() -> None:
    assert novaflow("--version").stdout.startswith("novaflow, version ")


@pytest.mark.usefixtures("checked")
class TestCheck:
    @pytest.mark.parametrize(
        ("fail_on", "code"),
        [
            ("conformant", 1),
            ("rejected", 1),
            ("unknown", 1),
            ("deviating", 1),
            ("unfinished", 0),
            ("failed", 0),
            ("never", 0),
        ],
    )
    def test_exit_code_follows_the_worst_verdict(self, fail_on: str, code: int) -> None:
        assert novaflow("check", "x.log", "--fail-on", fail_on).exit_code == code

    def test_deviating_fails_by_default(self) -> None:
        assert novaflow("check", "x.log").exit_code == 1

    def test_too_few_operations_fail(self) -> None:
        assert novaflow("check", "x.log", "--fail-on", "never", "--min-operations", "3").exit_code == 0
        result = novaflow("check", "x.log", "--fail-on", "never", "--min-operations", "4")
        assert (result.exit_code, result.stderr) == (1, "novaflow: found 3 operations, fewer than 4\n")

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            ((), ["migrate", "pause", None]),
            (("--request", "req-5f4b"), ["migrate"]),
            (("--request", "5f4b"), ["migrate"]),
            (("--server", SERVER[:6]), ["migrate", "pause", None]),
            (("--server", "aaaa"), []),
            (("--operation", "pause"), ["pause"]),
            (("--operation", "cold-migrate"), ["migrate"]),
            (("--operation", "start"), [None]),
            (("--since", "2026-11-22T06:21:57Z"), ["pause", None]),
            (("--until", "2026-11-22 06:20:57.593"), ["migrate"]),
            (("--since", "2026-11-22T07:21:57+01:00", "--until", "2026-11-22T06:22:00"), ["pause"]),
        ],
    )
    def test_filters(self, options: tuple[str, ...], expected: list[str | None]) -> None:
        assert operations(novaflow("check", "x.log", "--format", "json", *options)) == expected

    def test_a_filter_that_nothing_passes_is_told(self) -> None:
        result = novaflow("check", "x.log", "--server", "aaaa")
        assert result.exit_code == 0
        assert result.stderr == "novaflow: warning: none of 3 operations passes the filters\n"

    def test_output_goes_to_a_file(self, tmp_path: Path) -> None:
        target = tmp_path / "report.json"
        result = novaflow("check", "x.log", "--format", "json", "-o", str(target))
        assert (result.exit_code, result.stdout) == (1, "")
        assert json.loads(target.read_text())["schema"] == "novaflow.check/1"

    def test_an_output_that_cannot_be_written(self, tmp_path: Path) -> None:
        result = novaflow("check", "x.log", "-o", str(tmp_path))
        assert result.exit_code == 2
        assert result.stderr == f"novaflow: error: {tmp_path}: cannot write: Is a directory\n"

    @pytest.mark.parametrize(
        "options",
        [
            ("--since", "yesterday"),
            ("--host", "node-1"),
            ("--fail-on", "bad"),
            ("--min-level", "LOUD"),
            ("--format", "x"),
        ],
    )
    def test_bad_usage(self, options: tuple[str, ...]) -> None:
        assert novaflow("check", "x.log", *options).exit_code == 2

    def test_an_unknown_operation_gets_a_hint(self) -> None:
        result = novaflow("check", "x.log", "--operation", "migrat")
        assert result.exit_code == 2
        assert "novaflow: error: no operation is called 'migrat'\n  hint: did you mean migrate" in result.stderr


def test_no_path_is_bad_usage() -> None:
    assert novaflow("check").exit_code == 2


def test_no_operation_is_a_warning(monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: Report(report.input, ()))
    result = novaflow("check", "x.log")
    assert result.exit_code == 0
    assert result.stderr == "novaflow: warning: the logs were read, but hold no server operation\n"


def test_an_error_has_a_place_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise InputError("cut off \x1b[2J", file="a.log.gz", line=7, hint="copy it again")

    monkeypatch.setattr(pipeline, "run", fail)
    result = novaflow("check", "x.log")
    assert result.exit_code == 2
    assert result.stderr == "novaflow: error: a.log.gz:7: cut off \\x1b[2J\n  hint: copy it again\n"


def test_options_reach_the_pipeline(monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    calls: list[object] = []

    def run(paths: object, **options: object) -> Report:
        calls.append((paths, options))
        return report

    monkeypatch.setattr(pipeline, "run", run)
    novaflow("check", "a.log", "b=c.log", "--host", "b=c.log=node-1", "--min-level", "info", "--release", "13")
    asked = {
        "hosts": {"b=c.log": "node-1"},
        "min_level": "INFO",
        "release": 13,
        "options": {},
        "baseline": None,
        "own": None,
    }
    assert calls == [(("a.log", "b=c.log"), asked)]


@pytest.mark.usefixtures("checked")
class TestShow:
    def test_a_request_by_the_beginning_of_its_id(self) -> None:
        result = novaflow("show", "5f4b", "x.log")
        assert result.exit_code == 0
        assert "compute.claim-ok" in result.stdout
        assert result.stdout.count("\n----") == 0

    def test_a_server_has_its_life_told(self) -> None:
        result = novaflow("show", SERVER[:6], "x.log")
        assert result.exit_code == 0
        head, *lines = result.stdout.splitlines()
        assert head == f"server {SERVER}, 3 operations, times in UTC"
        rows = [line.split() for line in lines if line.startswith("  06:")]
        assert [row[1:5] for row in rows] == [
            ["migrate", "deviating", "VERIFY_RESIZE", "node-2"],
            ["pause", "conformant", "PAUSED", "node-2"],
            ["unknown", "unknown", "?", "node-2"],
        ]
        assert "compute.claim-ok" not in result.stdout

    def test_a_server_has_all_its_operations_step_by_step_if_asked(self) -> None:
        result = novaflow("show", SERVER, "x.log", "--details")
        assert result.stdout.count("of server") == 3
        assert result.stdout.count("\n----") == 2

    def test_a_server_that_only_had_other_calls(self, monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
        other = "0a170055-af3b-4fc0-b3ac-4644ffad09ef"
        own = replace(report.verdicts[1].trace.events[0], server=other)
        call = Trace("req-1", other, None, "api", (own,), outside="POST os-volume_attachments")
        found = replace(report, surroundings=(call,))
        monkeypatch.setattr(pipeline, "run", lambda *_args, **_options: found)
        assert "attach volume  not judged" in novaflow("show", "0a17", "x.log").stdout
        assert "0a17" not in novaflow("check", "x.log", "--format", "json").stdout

    def test_an_id_that_nobody_has(self) -> None:
        result = novaflow("show", "ffff", "x.log")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "no operation has an id that begins with 'ffff'" in result.stderr

    def test_an_id_that_several_have(self) -> None:
        result = novaflow("show", "req-", "x.log")
        assert result.exit_code == 2
        assert "2 ids begin with 'req-'\n  hint: give more of one: req-5f4b" in result.stderr


OTHER_NAMES = {
    "shutoff": "stop",
    "Shut Off Instance": "stop",
    "create": "launch",
    "delete": "terminate",
    "forceDelete": "terminate",
    "createImage": "snapshot",
    "cold migrate": "migrate",
    "COLD_MIGRATE": "migrate",
    "os-migrateLive": "live-migrate",
    "live  migration": "live-migrate",
    "Live Migrate Instance": "live-migrate",
    "confirmResize": "confirm-resize",
    "Revert Resize/Migrate": "revert-resize",
    "power on": "start",
    "shelveOffload": "shelve-offload",
    "server unshelve": "unshelve",
}


@pytest.mark.parametrize(("typed", "flow"), OTHER_NAMES.items())
def test_names_of_nova_and_its_dashboards_resolve(typed: str, flow: str) -> None:
    result = novaflow("flows", typed)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"reference_flows/{flow}.flow\n")


@pytest.mark.parametrize(
    ("typed", "taken", "other"),
    [
        ("resume", "resume", "unpause"),
        ("reboot", "soft-reboot", "hard-reboot"),
        ("migration", "migrate", "live-migrate"),
    ],
)
@pytest.mark.usefixtures("checked")
def test_a_name_that_two_operations_go_by_is_told(typed: str, taken: str, other: str) -> None:
    for result in (novaflow("flows", typed), novaflow("check", "x.log", "--operation", typed)):
        assert result.stderr.startswith(f"novaflow: note: {typed} is taken for {taken} (")
        assert f"it may also mean {other} (" in result.stderr


@pytest.mark.usefixtures("checked")
def test_operations_are_chosen_by_any_of_their_names() -> None:
    assert operations(novaflow("check", "x.log", "--format", "json", "--operation", "Cold Migration")) == ["migrate"]


def test_flows_lists_every_flow() -> None:
    result = novaflow("flows")
    assert result.exit_code == 0
    assert "terminate Delete a server delete, destroy" in " ".join(result.stdout.split())


def test_a_flow_is_printed_with_the_lines_that_findings_point_to() -> None:
    result = novaflow("flows", "cold migrate")
    assert result.exit_code == 0
    heading, *lines = result.stdout.splitlines()
    assert heading == "reference_flows/migrate.flow"
    assert any(line.split() == ["7", *line.split()[1:]] for line in lines)


def test_a_flow_that_does_not_exist() -> None:
    assert novaflow("flows", "teleport").exit_code == 2


@pytest.mark.parametrize(
    "name",
    [
        "self-migrate-retry",
        "Self Migrate Retry",
        "n201",
        "UnableToMigrateToSelf",
        "nova.exception.UnableToMigrateToSelf",
        "nova.exception_Remote.UnableToMigrateToSelf_Remote",
    ],
)
def test_a_deviation_is_explained_by_any_of_its_names(name: str) -> None:
    result = novaflow("explain", name)
    assert result.exit_code == 0
    assert "self-migrate" in result.stdout
    assert "remedy: " in result.stdout


def test_an_event_is_explained_with_its_wordings() -> None:
    result = novaflow("explain", "compute.claim-ok")
    assert result.exit_code == 0
    assert result.stdout.startswith("compute.claim-ok: an event that may be a step of a flow\n")
    assert "written as: Claim successful" in result.stdout


def test_an_operation_is_explained_by_any_of_its_names() -> None:
    result = novaflow("explain", "shut off")
    assert result.exit_code == 0
    assert result.stdout.startswith("stop: Shut a server down")
    assert "novaflow flows stop" in result.stdout


def test_what_has_no_explanation_gets_a_hint() -> None:
    result = novaflow("explain", "self-migrate-retri")
    assert result.exit_code == 2
    assert "hint: did you mean self-migrate-retry" in result.stderr
