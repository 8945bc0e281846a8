from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pyarrow import parquet

from analyzer.reporting import write
from analyzer.reporting.tables import EVENTS, OPERATIONS
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.model import Report
    from analyzer.reporting.columns import Column

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "outputs.md").read_text(encoding="utf-8")
DTYPES = {
    "string": "string",
    "strings": "object",
    "time": "datetime64[ms, UTC]",
    "seconds": "Float64",
    "integer": "Int64",
}


def as_parquet(report: Report, format_name: str) -> io.BytesIO:
    page = io.BytesIO()
    file = io.TextIOWrapper(page)
    write(report, format_name, console(file))
    return io.BytesIO(page.getvalue())


@pytest.mark.parametrize(("format_name", "columns"), [("parquet", OPERATIONS), ("parquet-events", EVENTS)])
def test_pandas_reads_parquet_with_its_types(
    format_name: str, columns: tuple[Column[object], ...], six_verdicts: Report
) -> None:
    table = pd.read_parquet(as_parquet(six_verdicts, format_name), dtype_backend="numpy_nullable")
    assert list(table.columns) == [column.name for column in columns]
    assert {column.name: str(table[column.name].dtype) for column in columns} == {
        column.name: DTYPES[column.kind] for column in columns
    }
    described = parquet.read_schema(as_parquet(six_verdicts, format_name))
    assert [field.metadata[b"description"].decode() for field in described] == [one.meaning for one in columns]


@pytest.mark.parametrize(("csv", "in_parquet"), [("csv", "parquet"), ("csv-events", "parquet-events")])
def test_csv_and_parquet_say_the_same(
    csv: str, in_parquet: str, six_verdicts: Report, written: Callable[[Report, str], str]
) -> None:
    text = pd.read_csv(io.StringIO(written(six_verdicts, csv)), keep_default_na=False, dtype=str)
    table = pd.read_parquet(as_parquet(six_verdicts, in_parquet))
    assert list(text.columns) == list(table.columns)
    assert len(text) == len(table) > 0
    assert list(text["request_id"]) == list(table["request_id"])
    assert list(text["verdict"]) == list(table["verdict"])


def test_times_are_utc_in_milliseconds_and_durations_seconds(six_verdicts: Report) -> None:
    table = pd.read_parquet(as_parquet(six_verdicts, "parquet")).set_index("operation")
    pause = table.loc["pause"]
    assert str(pause["started_at"]) == "2026-11-22 06:16:18.744000+00:00"
    assert (pause["finished_at"] - pause["started_at"]).total_seconds() == pytest.approx(pause["duration_s"])


def test_every_event_of_an_operation_is_a_row(six_verdicts: Report) -> None:
    table = pd.read_parquet(as_parquet(six_verdicts, "parquet-events"))
    assert len(table) == sum(len(verdict.trace.all_events) for verdict in six_verdicts.verdicts)
    steps = table[table["operation"].eq("pause") & table["move"].eq("sync")]
    assert {"api.action-body", "compute.pausing"} <= set(steps["event"])


@pytest.mark.parametrize("columns", [OPERATIONS, EVENTS])
def test_the_docs_describe_every_column(columns: tuple[Column[object], ...]) -> None:
    rows = "\n".join(f"| `{one.name}` | {one.kind} | {one.meaning} |" for one in columns)
    assert f"| column | type | meaning |\n|---|---|---|\n{rows}\n" in PAGE
