"""Every format over one report (`--golden` writes the files anew; read the diff before you commit it)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from analyzer.model import VerdictName
from analyzer.reporting import format_names, write
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.model import Report

GOLDEN = Path(__file__).parent / "golden"
BINARY = {"parquet", "parquet-events"}
WIDTHS = (80, 120, 200)


def hold(name: str, found: str, request: pytest.FixtureRequest) -> None:
    """Compare with the golden file, or write it."""
    expected = GOLDEN / name
    if request.config.getoption("--golden"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_the_report_has_every_verdict(six_verdicts: Report) -> None:
    assert {one.verdict for one in six_verdicts.verdicts} == set(get_args(VerdictName))
    assert six_verdicts.conditions


@pytest.mark.parametrize("format_name", sorted(set(format_names()) - BINARY))
def test_a_format(
    format_name: str,
    six_verdicts: Report,
    written: Callable[[Report, str], str],
    request: pytest.FixtureRequest,
) -> None:
    hold(format_name, written(six_verdicts, format_name), request)


@pytest.mark.parametrize("format_name", sorted(BINARY))
def test_a_format_that_is_no_text(format_name: str, six_verdicts: Report, request: pytest.FixtureRequest) -> None:
    from pyarrow import parquet  # noqa: PLC0415 - slow to import, and only this example needs it

    page = io.BytesIO()
    file = io.TextIOWrapper(page)
    write(six_verdicts, format_name, console(file))
    table = parquet.read_table(io.BytesIO(page.getvalue()))
    rows = json.dumps(table.to_pylist(), indent=1, default=lambda time: time.isoformat(), ensure_ascii=False)
    hold(format_name, f"{table.schema.to_string(show_field_metadata=False)}\n{rows}\n", request)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_text_at_a_width(
    width: int,
    six_verdicts: Report,
    written: Callable[[Report, str], str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr("analyzer.reporting.terminal.WIDTH_OF_A_FILE", width)
    hold(f"text-{width}", written(six_verdicts, "text"), request)
