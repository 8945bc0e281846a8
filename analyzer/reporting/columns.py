"""What a column of a table is, and how tables become CSV and Parquet.

A value that is not known is None; it is empty in CSV and null in Parquet. Times are UTC.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from analyzer.errors import UsageError
from analyzer.reporting.printable import iso, printable
from analyzer.reporting.terminal import bytes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console

R = TypeVar("R")

Kind = Literal["string", "strings", "time", "seconds", "integer", "boolean"]

STARTS_A_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column of a table whose rows are made of `R`; a time is seconds since the epoch until it is written."""

    name: str
    kind: Kind
    meaning: str
    value: Callable[[R], object]


@dataclass(frozen=True, slots=True)
class Filled:
    """A column with its cells, one a row, for who makes another kind of table of them."""

    name: str
    kind: Kind
    meaning: str
    cells: tuple[object, ...]


def filled(columns: Sequence[Column[R]], rows: Iterable[R]) -> tuple[Filled, ...]:
    """Return the columns of a table, each with a cell for each of the rows."""
    found = tuple(rows)
    return tuple(Filled(one.name, one.kind, one.meaning, tuple(map(one.value, found))) for one in columns)


def write_csv(out: Console, columns: Sequence[Column[R]], rows: Iterable[R]) -> None:
    """Write a table as CSV with a heading, in UTF-8."""
    writer = csv.writer(out.file, lineterminator="\n")
    writer.writerow(column.name for column in columns)
    for row in rows:
        writer.writerow(_text(column.value(row), column.kind) for column in columns)


def write_parquet(out: Console, columns: Sequence[Column[R]], rows: Iterable[R]) -> None:
    """Write a table as Parquet; what a column means is in the metadata of its field, as `description`.

    Raises:
        UsageError: pyarrow is not installed, or `out` takes no bytes.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - slow to import, and only these formats need it
        from pyarrow import parquet  # noqa: PLC0415 - the same
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow", hint="pip install 'novaflow[parquet]'") from error
    types = {
        "string": pa.string(),
        "strings": pa.list_(pa.string()),
        "time": pa.timestamp("ms", tz="UTC"),
        "seconds": pa.float64(),
        "integer": pa.int64(),
        "boolean": pa.bool_(),
    }
    schema = pa.schema([pa.field(one.name, types[one.kind], metadata={"description": one.meaning}) for one in columns])
    plain = [{column.name: _value(column.value(row), column.kind) for column in columns} for row in rows]
    parquet.write_table(pa.Table.from_pylist(plain, schema=schema), bytes_of(out))


def cell(value: str) -> str:
    """Return the value so that a spreadsheet takes it for text: it would run a formula that a log holds."""
    return printable(f"'{value}" if value.startswith(STARTS_A_FORMULA) else value)


def _text(value: object, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return iso(value) if kind == "time" else f"{value:.3f}"
    return (
        cell(" ".join(value))
        if isinstance(value, list | tuple)
        else str(value)
        if kind == "integer"
        else cell(str(value))
    )


def _value(value: object, kind: Kind) -> object:
    """Return the value as pyarrow takes it; a lone surrogate is no text to it."""
    if isinstance(value, float) and kind == "time":
        return round(value * 1000)
    if isinstance(value, list | tuple):
        return [_value(item, "string") for item in value]
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
