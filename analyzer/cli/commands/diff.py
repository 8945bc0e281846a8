"""Tell what is new or worse in one report beside another."""

from __future__ import annotations

from typing import Literal

import click

from analyzer.reporting.comparison import compare, read_report
from analyzer.reporting.comparison_table import write_json, write_table
from analyzer.reporting.terminal import console

WORSE = 1


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--format", "format_name", type=click.Choice(("json", "table")), default="table", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(("more", "new", "never")),
    default="more",
    show_default=True,
    help="Exit with 1 if something is new or worse, or (more) if of any operation a larger part ended badly.",
)
@click.pass_context
def command(
    ctx: click.Context, *, old: str, new: str, format_name: str, fail_on: Literal["more", "new", "never"]
) -> None:
    """Compare two reports that novaflow check --format json wrote: of two runs, or of the same logs twice.

    Operations are compared by kind, for ids differ from run to run: how many of each name ended how, with which
    deviations (warnings and errors) and for what cause; those that both reports have, one by one as well. What a
    --known file accepts does not count. A bad end is deviating, unfinished or failed.

    Exit code 1: operations of a name have a bad end or a deviation that none of that name had in OLD (new); the verdict
    of an operation that both have is worse (worse); of the operations of a name that both have, a larger part has a bad
    end (more; not with --fail-on new). Exit code 2: a file is no such report. A cause in other words is told, and fails
    nothing.
    """
    found = compare(read_report(old), read_report(new))
    if format_name == "json":
        write_json(console(), found)
    else:
        write_table(console(), found)
    if fail_on != "never" and (found.appeared or found.worse or (fail_on == "more" and found.more)):
        ctx.exit(WORSE)
