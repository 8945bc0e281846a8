"""List the events of the logs by time."""

from __future__ import annotations

import click

from analyzer.cli.options import ids, logs
from analyzer.cli.selection import begins
from analyzer.reporting.event_table import write_csv, write_table
from analyzer.reporting.terminal import console


@click.command("events")
@logs
@ids
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("table", "csv")),
    default="table",
    show_default=True,
    help="A table to read, or CSV with all fields for a spreadsheet or a program.",
)
def command(
    *,
    paths: tuple[str, ...],
    host: tuple[tuple[str, str], ...],
    min_level: str | None,
    server: str | None,
    request: str | None,
    format_name: str,
) -> None:
    """List the events in the logs at PATH: each line that the catalogue names, by time."""
    from analyzer import pipeline
    from analyzer.notation.events import load_catalogue

    log = pipeline.events(paths, load_catalogue(), hosts=dict(host), min_level=min_level)
    chosen = [event for event in log.events if begins(event.server, server) and begins(event.request, request)]
    chosen.sort(key=lambda event: (event.time, event.place))
    {"table": write_table, "csv": write_csv}[format_name](console(), chosen)
