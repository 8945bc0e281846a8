"""One report that every format is held against: operations of `sample_logs`, one with each verdict."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analyzer import pipeline
from analyzer.reporting import write
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.model import Report

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = ("pause/plain", "migrate/self-migrate-retry", "live-migrate/failed", "stop/locked", "launch/compute-killed")
# Of these two operations one log alone is read: the first cannot be named, the end of the second is not seen.
ALONE = ("resize/other-host/nova-compute-node-2.log", "snapshot/running/nova-api.log")


@pytest.fixture(scope="session")
def six_verdicts() -> Report:
    """A run over operations that are conformant, deviating, failed, rejected, unfinished and unknown."""
    zed = Path("sample_logs/zed")
    here = Path.cwd()
    os.chdir(ROOT)  # the report names its files as they were given
    try:
        logs = [str(log) for case in CASES for log in sorted((zed / case).glob("*.log"))]
        logs += [str(zed / log) for log in ALONE]
        return pipeline.run(logs, hosts={log: "controller" for log in logs if "compute-node" not in log})
    finally:
        os.chdir(here)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Callable[[Report, str], str]:
    """Write a report as text to a file that is no terminal, where its logs can be read."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.chdir(ROOT)

    def in_format(report: Report, format_name: str) -> str:
        file = io.StringIO()
        write(report, format_name, console(file))
        return file.getvalue()

    return in_format
