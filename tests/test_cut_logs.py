"""Logs that begin or end in the midst of operations raise no alarm: each sample, cut at any of its lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from analyzer import pipeline
from analyzer.errors import InputError
from benchmarks import truth
from benchmarks.samples import ROOT, cases, logs_in

if TYPE_CHECKING:
    from pathlib import Path

TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}")
ALARMS = {"deviating", "failed", "unfinished"}
SHARES = (0.2, 0.5, 0.8)


def healthy() -> list[Path]:
    """Return the cases whose operations all went right, one of each operation."""
    found: dict[Path, Path] = {}
    for case in cases():
        labels = truth.load(ROOT / case / "truth.jsonl").labels
        if labels and all(label.verdict == "conformant" for label in labels):
            found.setdefault(case.parent, case)
    return list(found.values())


def records(path: str) -> list[tuple[str, str]]:
    """Return the lines of a log with their times; a line without one has that of the line before."""
    with open(path, encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 - a name that a user gives
        lines, at = [], ""
        for line in file:
            at = found[0] if (found := TIME.match(line)) else at
            lines.append((at, line))
    return lines


@pytest.mark.parametrize("case", healthy(), ids=str)
def test_an_api_that_keeps_no_access_log_is_no_alarm(case: Path, tmp_path: Path) -> None:
    for path in logs_in(ROOT / case):
        kept = "".join(line for _, line in records(path) if " status: " not in line)
        (tmp_path / path.rpartition("/")[2]).write_text(kept, encoding="utf-8", errors="surrogateescape")
    told = pipeline.run([str(tmp_path)]).verdicts
    assert not [(one.operation, one.verdict) for one in told if one.verdict in ALARMS and one.trace.origin == "api"]


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
@pytest.mark.parametrize("case", healthy(), ids=str)
def test_one_log_alone_is_no_alarm(case: Path, level: str) -> None:
    for path in logs_in(ROOT / case):
        try:
            told = pipeline.run([path], min_level=level).verdicts
        except InputError:  # without a single record of that level
            continue
        assert not [(one.operation, one.verdict) for one in told if one.verdict in ALARMS], path


@pytest.mark.parametrize("case", healthy(), ids=str)
def test_no_part_of_a_healthy_log_is_an_alarm(case: Path, tmp_path: Path) -> None:
    files = {path: records(path) for path in logs_in(ROOT / case)}
    times = sorted(at for lines in files.values() for at, _ in lines)
    for share in SHARES:
        cut = times[int(len(times) * share)]
        for part in ("first", "last"):
            folder = tmp_path / f"{part}{share}"
            folder.mkdir()
            for path, lines in files.items():
                kept = "".join(line for at, line in lines if (at < cut) == (part == "first"))
                (folder / path.rpartition("/")[2]).write_text(kept, encoding="utf-8", errors="surrogateescape")
            try:
                told = pipeline.run([str(folder)]).verdicts
            except InputError:  # a part without a single record
                continue
            alarms = [
                (one.operation, one.reason) for one in told if one.verdict in ALARMS and one.trace.origin == "api"
            ]
            assert not alarms, f"the {part} part, cut at {cut}"
