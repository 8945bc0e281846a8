from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.accuracy import score, table
from benchmarks.truth import load

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.model import Report

SERVER = "72085ec4-c42f-4f7a-8c6c-8429af7c2702"
MIGRATE = {
    "operation": "migrate",
    "request_id": "req-5f4b7fd0-0f2c-4d6a-93c1-0f4e4be1d0aa",
    "server_id": SERVER,
    "verdict": "deviating",
    "deviations": ["self-migrate-retry|rescheduled"],
    "hosts": {"source": "node-1", "target": "node-2"},
}
PAUSE = {
    "operation": "pause",
    "request_id": "req-fcadba64-2351-43f7-be38-f9e57e3bf0c4",
    "server_id": SERVER,
    "verdict": "conformant",
}


def figures(folder: Path, report: Report, *rows: dict[str, Any]) -> dict[str, str]:
    """Return what the table says of the report if the rows are the truth."""
    labels = folder / "truth.jsonl"
    labels.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    lines = table({"here": score(load(labels), report.verdicts)}).splitlines()
    headings, values = ([cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], lines[2]))
    return dict(zip(headings, values, strict=True))


def test_all_right(tmp_path: Path, report: Report) -> None:
    assert figures(tmp_path, report, MIGRATE, PAUSE) == {
        "logs": "here",
        "operations": "2",
        "recognised": "1.000",
        "verdict": "1.000",
        "decided": "1.000",
        "alarms_ok": "1.000",
        "caught": "1.000",
        "cause": "1.000",
        "slugs_ok": "1.000",
        "hosts_ok": "1.000",
        "spurious_ok": "1.000",
        "once": "1.000",
    }


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"operation": "resize"}, {"recognised"}),
        ({"verdict": "conformant"}, {"verdict", "alarms_ok"}),
        ({"verdict": "conformant", "also": ["deviating"]}, set()),
        ({"deviations": ["rescheduled"]}, {"cause", "slugs_ok"}),
        ({"deviations": [], "may": ["self-migrate-retry"]}, set()),
        ({"deviations": [], "deviations_any": ["rescheduled", "self-migrate-retry"]}, set()),
        ({"hosts": {"source": "node-1", "target": "node-3"}}, {"hosts_ok"}),
        ({"request_id": "req-0"}, {"recognised", "caught", "cause", "hosts_ok", "spurious_ok"}),
        ({"server_id": "other"}, {"recognised", "caught", "cause", "hosts_ok", "spurious_ok"}),
    ],
)
def test_each_mistake_costs_its_figures(
    tmp_path: Path, report: Report, change: dict[str, Any], wrong: set[str]
) -> None:
    told = figures(tmp_path, report, MIGRATE | change, PAUSE)
    assert {name for name, value in told.items() if "." in value and value != "1.000"} == wrong


def test_calls_outside_the_model_are_not_scored(tmp_path: Path, report: Report) -> None:
    outside = {"operation": None, "request_id": MIGRATE["request_id"]}
    assert figures(tmp_path, report, outside, PAUSE)["operations"] == "1"
