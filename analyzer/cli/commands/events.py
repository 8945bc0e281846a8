"""List the events of the logs by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.cli.options import ids, logs, own_flows, redacting
from analyzer.model.identity import begins
from analyzer.reporting.event_table import write_csv, write_table
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from pathlib import Path


@click.command("events")
@logs
@ids
@own_flows
@redacting
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
    own: Path | None,
    redact: bool,
    format_name: str,
) -> None:
    """List the events in the logs at PATH: each line that the catalogue names, by time."""
    from analyzer import pipeline
    from analyzer.notation.declared import load_declared

    log = pipeline.events(paths, load_declared(own).catalogue, hosts=dict(host), min_level=min_level)
    chosen = [event for event in log.events if begins(event.server, server) and begins(event.request, request)]
    chosen.sort(key=lambda event: (event.time, event.place))
    if redact:
        from analyzer.cli.redaction import of_log

        chosen = of_log(log, own).redact(chosen)
    {"table": write_table, "csv": write_csv}[format_name](console(), chosen)
