from __future__ import annotations

from pathlib import Path

import pytest

import analyzer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `sample_logs/...` be what a user would type, in the docs and here."""
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def migrations() -> analyzer.Report:
    return analyzer.check(ROOT / "sample_logs" / "zed" / "migrate")
