"""Give a verdict for every server operation in the logs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer import pipeline
from analyzer.cli.names import flow_meant
from analyzer.cli.options import ids, logs, moment
from analyzer.cli.selection import Selection
from analyzer.errors import UsageError
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.reporting import format_names, write
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from analyzer.model import Report, VerdictName

ORDER: tuple[VerdictName, ...] = ("conformant", "rejected", "unknown", "deviating", "unfinished", "failed")
FOUND = 1


@click.command("check")
@logs
@ids
@click.option(
    "--release",
    type=click.IntRange(12, 34),
    metavar="N",
    help="Nova's major release (26 is Zed), where logs do not tell it.",
)
@click.option("--operation", multiple=True, metavar="NAME", help="Only operations of this name; may be repeated.")
@click.option("--since", type=moment, metavar="TIME", help="Only operations that began at this time (UTC) or later.")
@click.option("--until", type=moment, metavar="TIME", help="Only operations that began before this time (UTC).")
@click.option("--format", "format_name", type=click.Choice(format_names()), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write to this file instead of standard output.")
@click.option(
    "--fail-on",
    type=click.Choice((*ORDER, "never")),
    default="deviating",
    show_default=True,
    help="Exit with 1 if a verdict is this one or worse; the choices are in that order.",
)
@click.option("--min-operations", type=click.IntRange(0), default=0, help="Exit with 1 if fewer operations are found.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    host: tuple[tuple[str, str], ...],
    min_level: str | None,
    server: str | None,
    request: str | None,
    release: int | None,
    operation: tuple[str, ...],
    since: float | None,
    until: float | None,
    format_name: str,
    output: str | None,
    fail_on: str,
    min_operations: int,
) -> None:
    """Check every server operation in the logs at PATH against its reference flow.

    PATH is a file, a folder, a glob pattern, or - for standard input. Exit code: 0 if nothing is as bad as --fail-on,
    1 if something is, 2 if the logs or the options cannot be used.
    """
    chosen = Selection(server, request, _flow_names(operation), since, until)
    report = pipeline.run(paths, hosts=dict(host), min_level=min_level, release=release)
    found = tuple(verdict for verdict in report.verdicts if chosen.admits(verdict))
    if not report.verdicts:
        click.echo("novaflow: warning: the logs were read, but hold no server operation", err=True)
    elif not found:
        click.echo(f"novaflow: warning: none of {len(report.verdicts)} operations passes the filters", err=True)
    _write(replace(report, verdicts=found), format_name, output)
    if len(found) < min_operations:
        click.echo(f"novaflow: found {len(found)} operations, fewer than {min_operations}", err=True)
        ctx.exit(FOUND)
    if fail_on != "never" and any(ORDER.index(verdict.verdict) >= ORDER.index(fail_on) for verdict in found):
        ctx.exit(FOUND)


def _flow_names(names: tuple[str, ...]) -> frozenset[str]:
    """Return the names of flows that the user's names stand for."""
    if not names:
        return frozenset()
    flows = load_flows(load_catalogue().specs)
    return frozenset(flow_meant(name, flows).name for name in names)


def _write(report: Report, format_name: str, output: str | None) -> None:
    if output is None:
        write(report, format_name, console())
        return
    try:
        with Path(output).open("w", encoding="utf-8", errors="backslashreplace") as file:
            write(report, format_name, console(file))
    except OSError as error:
        raise UsageError(f"cannot write: {error.strerror}", file=output) from error
