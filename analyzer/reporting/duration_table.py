"""How long operations and their steps took: a table, CSV or JSON."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from analyzer.reporting.columns import Column, cell
from analyzer.reporting.printable import iso
from analyzer.reporting.terminal import NARROWEST_TEXT, plain, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from analyzer.model import Duration

SCHEMA = "novaflow.stats/1"
# What never took so long is left out of the table, for most steps follow each other at once.
WORTH_A_LINE = 1.0


@dataclass(frozen=True, slots=True)
class DurationRow:
    """How long one thing took, in seconds, over all operations of a name, and the slowest of them."""

    operation: str
    count: int
    median: float
    p95: float
    slowest: Duration


def _since(row: DurationRow) -> str | None:
    return None if row.slowest.since is None else row.slowest.since.name


WHAT = "`step`: of a flow; `told`: what a line says that it took; `whole`: the operation, first line to last"

STATISTICS: tuple[Column[DurationRow], ...] = (
    Column("operation", "string", "the reference flow", lambda row: row.operation),
    Column("what", "string", WHAT, lambda row: row.slowest.what),
    Column("event", "string", "the event that it ended with", lambda row: row.slowest.event.name),
    Column("since", "string", "the event that it is counted from", _since),
    Column("count", "integer", "how many were measured", lambda row: row.count),
    Column("median", "seconds", "the median", lambda row: row.median),
    Column("p95", "seconds", "the 95th percentile", lambda row: row.p95),
    Column("max", "seconds", "the slowest", lambda row: row.slowest.seconds),
    Column("slowest_at", "time", "when the slowest ended", lambda row: row.slowest.event.time),
    Column("slowest_host", "string", "the host of the slowest", lambda row: row.slowest.event.host),
    Column("slowest_request", "string", "the request of the slowest", lambda row: row.slowest.event.request),
    Column("slowest_file", "string", "the file of the line it ended with", lambda row: row.slowest.event.place.file),
    Column("slowest_line", "integer", "the number of that line, from 1", lambda row: row.slowest.event.place.line),
)


@dataclass(frozen=True, slots=True)
class LearntRow:
    """What a baseline holds of one thing, in seconds; what is longer than `limit` is slow, if `enough` were learnt."""

    operation: str
    what: str
    event: str
    since: str
    count: int
    median: float
    p95: float
    longest: float
    limit: float
    enough: bool


LEARNT: tuple[Column[LearntRow], ...] = (
    Column("operation", "string", "the reference flow", lambda row: row.operation),
    Column("what", "string", WHAT, lambda row: row.what),
    Column("event", "string", "the event that it ended with", lambda row: row.event),
    Column("since", "string", "the event that it is counted from", lambda row: row.since or None),
    Column("count", "integer", "how many were learnt from", lambda row: row.count),
    Column("median", "seconds", "the median", lambda row: row.median),
    Column("p95", "seconds", "the 95th percentile", lambda row: row.p95),
    Column("max", "seconds", "the slowest", lambda row: row.longest),
    Column("limit", "seconds", "what takes longer is slow", lambda row: row.limit),
    Column("enough", "boolean", "learnt from enough to compare with", lambda row: row.enough),
)


def write_table(out: Console, rows: Sequence[DurationRow], *, every: bool = False) -> None:
    """Write a table for each operation, the longest first; the line that the slowest ended with stands below its row.

    Args:
        out: where to.
        rows: by operation.
        every: with those that never took a second as well.
    """
    for number, (operation, group) in enumerate(groupby(rows, key=lambda row: row.operation)):
        found = sorted(group, key=lambda row: (row.slowest.what != "whole", -row.median, -row.slowest.seconds))
        shown = [row for row in found if every or row.slowest.seconds >= WORTH_A_LINE]
        if number:
            out.print()
        if shown:
            _write_operation(out, operation, shown)
        if len(shown) < len(found):
            words = f"{len(found) - len(shown)} steps never took {WORTH_A_LINE:g} s; --all shows them"
            unwrapped(out, plain(f"{operation}: {words}", "dim"))


def _write_operation(out: Console, operation: str, rows: Iterable[DurationRow]) -> None:
    unwrapped(out, plain(operation, "bold"))
    unwrapped(out, plain("  ".join(f"{name:>8}" for name in ("count", "median s", "p95 s", "max s")), "dim"))
    for row in rows:
        times = "  ".join(f"{one:8.2f}" for one in (row.median, row.p95, row.slowest.seconds))
        figures, words = f"{row.count:8}  {times}  ", plain(_label(row.slowest))
        for line in words.wrap(out, max(out.width - len(figures), NARROWEST_TEXT)):
            line.rstrip()
            unwrapped(out, Text(figures) + line)
            figures = " " * len(figures)
        unwrapped(out, plain(f"      --> {row.slowest.event.place}", "dim"))


def _label(one: Duration) -> str:
    if one.since is None:
        return f"{one.event.name} tells"
    if one.what == "whole":
        return f"all from {one.since.name} to {one.event.name}"
    return f"{one.event.name} after {one.since.name}"


def write_csv(out: Console, rows: Iterable[DurationRow]) -> None:
    """Write one row each as CSV with a heading; seconds, times in UTC."""
    writer = csv.writer(out.file, lineterminator="\n")
    for number, row in enumerate(map(_as_dict, rows)):
        if not number:
            writer.writerow(row)
        writer.writerow(["" if value is None else cell(str(value)) for value in row.values()])


def write_json(out: Console, rows: Iterable[DurationRow]) -> None:
    """Write one JSON document of the schema `novaflow.stats/1`; seconds, times in UTC."""
    json.dump({"schema": SCHEMA, "durations": [_as_dict(row) for row in rows]}, out.file, indent=2, allow_nan=False)
    out.file.write("\n")


def _as_dict(row: DurationRow) -> dict[str, object]:
    return {column.name: _plain(column, row) for column in STATISTICS}


def _plain(column: Column[DurationRow], row: DurationRow) -> object:
    value = column.value(row)
    if not isinstance(value, float):
        return value
    return iso(value) if column.kind == "time" else round(value, 3)
