"""Each sample prints what its expected.txt holds; `make golden` writes it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from benchmarks.samples import ROOT, cases, logs_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_sample_prints_what_is_expected(
    case: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COLUMNS", raising=False)
    printed = CliRunner().invoke(main, ["check", *logs_in(case), "--fail-on", "never"], catch_exceptions=False)
    assert printed.exit_code == 0, printed.stderr
    expected = case / "expected.txt"
    if request.config.getoption("--golden"):
        expected.write_text(printed.stdout, encoding="utf-8")
    assert printed.stdout == expected.read_text(encoding="utf-8")
