"""Tell what is new or worse in one report beside another."""

from __future__ import annotations

import click

from analyzer.reporting.comparison import compare, read_report
from analyzer.reporting.comparison_table import write_json, write_table
from analyzer.reporting.terminal import console

WORSE = 1


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--format", "format_name", type=click.Choice(("json", "table")), default="table", show_default=True)
@click.pass_context
def command(ctx: click.Context, *, old: str, new: str, format_name: str) -> None:
    """Compare two reports that novaflow check --format json wrote: of two runs, or of the same logs twice.

    Operations are compared by kind, for ids differ from run to run: how many of each name ended how, and with which
    deviations (warnings and errors that no --known file accepts); those that both reports have, one by one as well.
    Exit code: 1 if operations of a name deviate, fail or stay unfinished that never did in OLD, if they have a
    deviation that they did not have there, or if the verdict of an operation that both have is worse; else 0.
    """
    found = compare(read_report(old), read_report(new))
    if format_name == "json":
        write_json(console(), found)
    else:
        write_table(console(), found)
    if found.appeared or found.worse:
        ctx.exit(WORSE)
