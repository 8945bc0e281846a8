from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.errors import UsageError
from analyzer.model import Place, Raised
from analyzer.reporting import format_names, write
from analyzer.reporting.event_table import write_csv, write_table
from analyzer.reporting.formats.json import as_dict
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from analyzer.model import Report


@pytest.fixture
def told(report: Report) -> dict[str, Any]:
    file = io.StringIO()
    write(report, "json", console(file))
    assert file.getvalue().isascii()
    parsed: dict[str, Any] = json.loads(file.getvalue(), parse_constant=pytest.fail)
    return parsed


def test_the_whole_document_has_a_schema_and_a_summary(told: dict[str, Any]) -> None:
    assert list(told) == ["schema", "input", "conditions", "operations", "causes", "summary"]
    assert told["schema"] == "novaflow.check/1"
    assert told["summary"] == {
        "conformant": 1,
        "deviating": 1,
        "failed": 0,
        "rejected": 0,
        "unfinished": 0,
        "unknown": 1,
    }


def test_the_input_adds_up(told: dict[str, Any]) -> None:
    account = told["input"]
    assert account["lines"] == 200
    assert account["events"] + account["known"] + account["continuation"] + account["unrecognised"] == account["lines"]
    assert account["skipped_files"] == [{"path": "core.1234", "why": "binary"}]
    assert (account["release"], account["timezone"], account["clock_skew"]) == ("26", "UTC", {"node-2": -0.25})
    assert account["files"][0]["first"] == "2026-11-22T06:20:57.592Z"


def test_an_operation_in_full(told: dict[str, Any]) -> None:
    migration = told["operations"][0]
    steps, deviations = migration.pop("steps"), migration.pop("deviations")
    assert migration == {
        "operation": "migrate",
        "candidates": [],
        "origin": "api",
        "request_id": "req-5f4b7fd0-0f2c-4d6a-93c1-0f4e4be1d0aa",
        "server_id": "72085ec4-c42f-4f7a-8c6c-8429af7c2702",
        "verdict": "deviating",
        "reason": None,
        "parameters": {"host": None, "x": "nan"},
        "started_at": "2026-11-22T06:20:57.592Z",
        "finished_at": "2026-11-22T06:21:31.792Z",
        "duration_s": 34.2,
        "hosts": {"source": "node-1", "target": "node-2"},
    }
    assert [(step["move"], step["event"], step["line"]) for step in steps] == [
        ("sync", "compute.claim-ok", 120),
        ("log", "compute.original-error", 123),
        ("model", "compute.migrating", None),
        ("unseen", "libvirt.finish-migration-done", None),
    ]
    assert deviations[0]["code"] == "N201"
    assert deviations[0]["evidence"][0] == {"file": "nova-compute-node-1.log", "line": 123}
    assert deviations[0]["flow"] == {"file": "reference_flows/migrate.flow", "line": 12}
    assert deviations[0]["raised"] is None


def test_a_condition_and_a_cause_in_full(report: Report) -> None:
    raised = Raised("OSError", "[Errno 30] x", "nova/virt/driver.py:5 in spawn", Place("c.log", 7), "node-1")
    verdict = report.verdicts[0]
    because = replace(verdict.deviations[0], raised=raised, cause=True)
    condition = replace(report.conditions[0], rule=because.rule, first=0.0)
    told: dict[str, Any] = as_dict(
        replace(report, verdicts=(replace(verdict, deviations=(because,)),), conditions=(condition,))
    )
    assert told["operations"][0]["deviations"][0]["raised"] == {
        "exception": "OSError",
        "message": "[Errno 30] x",
        "frame": "nova/virt/driver.py:5 in spawn",
        "host": "node-1",
        "file": "c.log",
        "line": 7,
    }
    (cause,) = told["causes"]
    assert (cause["code"], cause["count"], cause["pattern"]) == ("N201", 1, "OSError: [Errno <n>] x")
    assert cause["first"] == {"file": "c.log", "line": 7}
    assert told["conditions"] == [
        {
            "name": "service-down",
            "message": "nova-compute on node-3 is down",
            "evidence": [{"file": "s.log", "line": 4}],
            "operations": [verdict.trace.request],
            "code": "N201",
            "severity": "warning",
            "first": "1970-01-01T00:00:00.000Z",
            "last": None,
        }
    ]


def test_an_operation_that_nobody_can_name(told: dict[str, Any]) -> None:
    unknown = told["operations"][2]
    assert unknown["operation"] is None
    assert unknown["candidates"] == ["start", "hard-reboot"]
    assert (unknown["finished_at"], unknown["duration_s"], unknown["steps"]) == (None, None, [])


def test_formats_are_found_in_their_folder() -> None:
    assert {"json", "text"} <= set(format_names())


def test_an_unknown_format_is_refused(report: Report) -> None:
    with pytest.raises(UsageError, match="no format 'yaml'"):
        write(report, "yaml", console(io.StringIO()))


def test_events_as_csv_run_no_formula(report: Report) -> None:
    event = replace(report.verdicts[0].trace.events[0], message='=cmd|"/C calc"!A1\x1b')
    file = io.StringIO()
    write_csv(console(file), [event])
    heading, row = file.getvalue().splitlines()
    assert heading.startswith("time,host,service,process,level,event,")
    assert row.startswith("2026-11-22T06:20:57.592Z,node-1,compute,1234,INFO,compute.claim-ok,req-")
    assert row.endswith(""","'=cmd|""/C calc""!A1\\x1b\"""")


def test_events_as_a_table(report: Report) -> None:
    file = io.StringIO()
    write_table(console(file), report.verdicts[0].trace.events)
    assert file.getvalue().splitlines()[0] == (
        "2026-11-22T06:20:57.592Z  node-1  compute.claim-ok        nova-compute-node-1.log:120  "
        "Claim successful on node node-1"
    )
    assert "[bold red]" in file.getvalue()
