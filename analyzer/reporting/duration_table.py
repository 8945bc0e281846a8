"""How long operations and their steps took: a table, CSV or JSON."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from analyzer.reporting.event_table import cell
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


def _as_dict(row: DurationRow) -> dict[str, str | float | None]:
    one = row.slowest
    return {
        "operation": row.operation,
        "what": one.what,
        "event": one.event.name,
        "since": None if one.since is None else one.since.name,
        "count": row.count,
        "median": round(row.median, 3),
        "p95": round(row.p95, 3),
        "max": round(one.seconds, 3),
        "slowest_at": iso(one.event.time),
        "slowest_host": one.event.host,
        "slowest_request": one.event.request,
        "slowest_file": one.event.place.file,
        "slowest_line": one.event.place.line,
    }
