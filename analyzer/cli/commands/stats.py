"""Show how long operations and their steps took."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import click

from analyzer import pipeline
from analyzer.checking.baseline import durations_of
from analyzer.checking.spread import key_of, spread
from analyzer.cli.names import operations_meant
from analyzer.cli.options import logs
from analyzer.reporting.duration_table import DurationRow, write_csv, write_json, write_table
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.checking.spread import Key
    from analyzer.model import Duration


@click.command("stats")
@logs
@click.option("--operation", multiple=True, metavar="NAME", help="Only operations of this name; may be repeated.")
@click.option("--all", "every", is_flag=True, help="In the table, also the steps that never took a second.")
@click.option("--format", "format_name", type=click.Choice(("csv", "json", "table")), default="table")
def command(
    *,
    paths: tuple[str, ...],
    host: tuple[tuple[str, str], ...],
    min_level: str | None,
    operation: tuple[str, ...],
    every: bool,
    format_name: str,
) -> None:
    """Show how long the operations in the logs at PATH took, and each of their steps, with the slowest of each.

    A step is counted from the line that caused it: the latest of its own service on that host, or of the one that
    called it. Some lines also tell themselves how long something took. Only operations that were seen to their end are
    counted.
    """
    wanted = operations_meant(operation)
    report = pipeline.run(paths, hosts=dict(host), min_level=min_level)
    found = [(name, one) for name, one in durations_of(report.verdicts) if not wanted or name in wanted]
    if not found:
        click.echo("novaflow: warning: no such operation was seen to its end", err=True)
    rows = _rows(found)
    if format_name == "csv":
        write_csv(console(), rows)
    elif format_name == "json":
        write_json(console(), rows)
    else:
        write_table(console(), rows, every=every)


def _rows(found: Iterable[tuple[str, Duration]]) -> list[DurationRow]:
    grouped: defaultdict[Key, list[Duration]] = defaultdict(list)
    for name, one in found:
        grouped[key_of(name, one)].append(one)
    rows = []
    for key, durations in sorted(grouped.items()):
        usual = spread([one.seconds for one in durations])
        slowest = max(durations, key=lambda one: one.seconds)
        rows.append(DurationRow(key.operation, usual.count, usual.median, usual.p95, slowest))
    return rows
