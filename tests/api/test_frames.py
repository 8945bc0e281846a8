"""DataFrames: the columns of the flat files, with types that pandas computes with."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analyzer
from analyzer import pipeline
from analyzer.api.frames import DTYPES, ORDERED, REPEATED, frame
from analyzer.errors import UsageError
from analyzer.pipeline import Filled

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
OF_A_REPORT = [*pipeline.TABLES]


def table(report: analyzer.Report, name: str) -> pd.DataFrame:
    found = getattr(report, name)
    assert isinstance(found, pd.DataFrame)
    return found


@pytest.mark.parametrize("name", OF_A_REPORT)
def test_a_report_has_every_table_with_its_columns_and_types(migrations: analyzer.Report, name: str) -> None:
    found, declared = table(migrations, name), pipeline.TABLES[name](migrations.found)
    assert len(found) == len(declared[0].cells) > 0
    assert list(found.columns) == [one.name for one in declared]
    for one in declared:
        dtype = str(found[one.name].dtype)
        assert dtype == (
            "category" if one.name in REPEATED | set(ORDERED) and one.kind == "string" else DTYPES[one.kind]
        )


def test_the_operations_are_those_of_the_csv_file(migrations: analyzer.Report, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(migrations.operations.to_csv())))
    migrations.write(tmp_path / "operations.csv")
    flat = list(csv.DictReader(io.StringIO((tmp_path / "operations.csv").read_text(encoding="utf-8"))))
    assert [row["request_id"] for row in rows] == [row["request_id"] for row in flat]
    assert [float(row["duration_s"]) for row in rows] == [float(row["duration_s"]) for row in flat]
    assert list(flat[0]) == list(migrations.operations.columns)


def test_verdicts_compare_from_the_best_to_the_worst(migrations: analyzer.Report) -> None:
    found = migrations.operations
    assert set(found[found["verdict"] >= "deviating"]["verdict"]) == {"deviating", "failed"}
    assert found["verdict"].max() == "failed"


def test_times_are_utc_and_durations_seconds(migrations: analyzer.Report) -> None:
    found = migrations.operations
    took = (found["finished_at"] - found["started_at"]).dt.total_seconds()
    assert took.to_numpy() == pytest.approx(found["duration_s"].to_numpy(), abs=0.001)
    assert str(found["started_at"].dt.tz) == "UTC"


def test_what_is_not_known_is_missing_and_never_a_text(migrations: analyzer.Report) -> None:
    found = migrations.deviations
    assert found["exception"].isna().any()
    assert not found["exception"].astype("string").isin(["None", "nan", ""]).any()


@given(st.integers(0, 4_000_000_000_000_000))
def test_a_time_keeps_its_microseconds(microseconds: int) -> None:
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC).replace(microsecond=microseconds % 1_000_000)
    made = frame([Filled("at", "time", "when", (moment.timestamp(), None))])
    assert made["at"].iloc[0] == pd.Timestamp(moment)
    assert made["at"].isna().to_list() == [False, True]


def test_a_table_without_rows_has_its_types() -> None:
    empty = frame(Filled(str(kind), kind, "", ()) for kind in DTYPES)
    assert [str(dtype) for dtype in empty.dtypes] == list(DTYPES.values())


def test_every_meaning_is_told_with_its_unit(migrations: analyzer.Report) -> None:
    told = analyzer.columns(migrations.durations.query("seconds > 1"))
    assert told.loc["seconds", "dtype"] == "float64"
    assert told.loc["seconds", "meaning"] == "how long it took, in seconds"
    assert told.loc["ended_at", "meaning"] == "when it ended, UTC"


def test_a_table_of_another_origin_is_refused() -> None:
    with pytest.raises(UsageError, match="does not tell what its columns mean"):
        analyzer.columns(pd.DataFrame({"verdict": ["failed"]}))


@pytest.mark.parametrize("name", [*OF_A_REPORT, "lines", "statistics", "learnt"])
def test_the_docs_describe_every_column(migrations: analyzer.Report, name: str) -> None:
    further = {
        "lines": analyzer.events("sample_logs/zed/pause/plain"),
        "statistics": analyzer.stats(migrations),
        "learnt": analyzer.learn(migrations).durations,
    }
    told = analyzer.columns(further[name] if name in further else table(migrations, name))
    rows = "\n".join(f"| `{column}` | {dtype} | {meaning} |" for column, dtype, meaning in told.itertuples())
    assert f"| column | dtype | meaning |\n|---|---|---|\n{rows}\n" in PAGE
