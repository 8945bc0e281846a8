"""Show how long operations and their steps took."""

from __future__ import annotations

import click

from analyzer import pipeline
from analyzer.cli.names import operations_meant
from analyzer.cli.options import logs
from analyzer.reporting.duration_table import write_csv, write_json, write_table
from analyzer.reporting.terminal import console


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
    rows = pipeline.statistics(report, wanted)
    if not rows:
        click.echo("novaflow: warning: no such operation was seen to its end", err=True)
    if format_name == "csv":
        write_csv(console(), rows)
    elif format_name == "json":
        write_json(console(), rows)
    else:
        write_table(console(), rows, every=every)
