"""Give a verdict for every server operation in the logs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import click

from analyzer.cli.options import day, ids, logs, moment, own_flows, redacting
from analyzer.cli.outputs import Output, asked, output, write_all
from analyzer.cli.selection import Selection
from analyzer.model import BEST_FIRST
from analyzer.reporting import format_names

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from analyzer.model import VerdictName

FOUND = 1


@click.command("check")
@logs
@ids
@own_flows
@redacting
@click.option(
    "--release",
    type=click.IntRange(12, 34),
    metavar="N",
    help="Nova's major release (26 is Zed), where logs do not tell it.",
)
@click.option("--baseline", metavar="FILE", help="Name steps that are slow beside what novaflow learn wrote there.")
@click.option(
    "--nova-conf",
    metavar="FILE",
    multiple=True,
    help="Take Nova's time limits from this file, not from the logs; a later one overrides an earlier.",
)
@click.option(
    "--known",
    metavar="FILE",
    multiple=True,
    help="Do not fail for the deviations that this TOML file accepts until a day; may be repeated.",
)
@click.option(
    "--today",
    type=day,
    metavar="DAY",
    help="The day by which known deviations expire, such as 2026-11-22.  [default: the day it is, UTC]",
)
@click.option("--operation", multiple=True, metavar="NAME", help="Only operations of this name; may be repeated.")
@click.option("--since", type=moment, metavar="TIME", help="Only operations that began at this time or later.")
@click.option("--until", type=moment, metavar="TIME", help="Only operations that began before this time.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(format_names()),
    help="The format of standard output, or of a FILE that names none.  [default: text]",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    type=output,
    metavar="[FORMAT=]FILE",
    multiple=True,
    help="Write to this file instead of standard output (-); with FORMAT= may be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice((*BEST_FIRST, "never")),
    default="deviating",
    show_default=True,
    help="Exit with 1 if a verdict is this one or worse; the choices are in that order.",
)
@click.option(
    "--min-operations",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="N",
    help="Exit with 1 if fewer operations pass the filters.",
)
@click.pass_context
def command(
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    host: tuple[tuple[str, str], ...],
    min_level: str | None,
    server: str | None,
    request: str | None,
    own: Path | None,
    redact: bool,
    release: int | None,
    baseline: str | None,
    nova_conf: tuple[str, ...],
    known: tuple[str, ...],
    today: date | None,
    operation: tuple[str, ...],
    since: float | None,
    until: float | None,
    format_name: str | None,
    outputs: tuple[Output, ...],
    fail_on: VerdictName | Literal["never"],
    min_operations: int,
) -> None:
    """Check every server operation in the logs at PATH against its reference flow.

    PATH is a file, a folder, a glob pattern, or - for standard input. TIME is ISO 8601 such as 2026-11-22T06:20:57, in
    UTC if it has no offset. Exit code: 0 if nothing is as bad as --fail-on, 1 if something is, 2 if the logs or the
    options cannot be used.
    """
    from analyzer import pipeline
    from analyzer.checking.baseline import read_baseline
    from analyzer.cli.known import entries_of, tell, today_utc
    from analyzer.cli.names import operations_meant
    from analyzer.notation.known import accept
    from analyzer.notation.limits import read_nova_conf

    wanted = asked(outputs, format_name)
    chosen = Selection(server, request, operations_meant(operation, own), since, until)
    accepted = entries_of(known, own)
    report = pipeline.run(
        paths,
        hosts=dict(host),
        min_level=min_level,
        release=release,
        options=read_nova_conf(nova_conf),
        baseline=None if baseline is None else read_baseline(baseline),
        own=own,
    )
    found = tuple(verdict for verdict in report.verdicts if chosen.admits(verdict))
    if not report.verdicts:
        click.echo("novaflow: warning: the logs were read, but hold no server operation", err=True)
    elif not found:
        click.echo(f"novaflow: warning: none of {len(report.verdicts)} operations passes the filters", err=True)
    report = replace(report, verdicts=found, fail_on=None if fail_on == "never" else fail_on)
    if known:
        report = accept(report, accepted, today or today_utc())
        tell(report.acceptances or ())
    if redact:
        from analyzer.cli.redaction import of_report

        write_all(of_report(report, own).redact(report), wanted, report.input)
    else:
        write_all(report, wanted)
    if len(found) < min_operations:
        click.echo(f"novaflow: found {len(found)} operations, fewer than {min_operations}", err=True)
        ctx.exit(FOUND)
    if any(map(report.fails, report.verdicts)):
        ctx.exit(FOUND)
