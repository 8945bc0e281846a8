"""List the reference flows, print one, or check flows of your own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.names import flow_meant
from analyzer.cli.options import own_flows
from analyzer.data import folder
from analyzer.notation.declared import load_declared
from analyzer.reporting.printable import many, printable
from analyzer.reporting.terminal import console, new_table, plain, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.model import Flow

FOUND = 1


@click.command("flows")
@click.argument("name", required=False, metavar="[NAME|DIR]")
@own_flows
@click.option("--lint", is_flag=True, help="Check every .flow and .events file of DIR, or those that novaflow brings.")
@click.pass_context
def command(ctx: click.Context, *, name: str | None, own: Path | None, lint: bool) -> None:
    """List the reference flows, or print the one called NAME with its line numbers.

    NAME is the flow's own or another that Nova, its clients or dashboards use: shutoff, "cold migrate", createImage.
    With --lint tell all that is wrong with flows and events files, with file, line and a hint: exit code 1 if anything
    is, 2 if there is nothing to check.
    """
    if lint:
        ctx.exit(_lint(Path(name) if name else own))
    flows = load_declared(own).flows
    if name is None:
        _print_list(flows.values())
    else:
        _print_flow(flow_meant(name, flows))


def _lint(own: Path | None) -> int:
    from analyzer.checking.rules import all_rules
    from analyzer.notation.review import review

    files, found = review(own, all_rules())
    for one in found:
        click.echo("\n".join(map(printable, str(one).splitlines())))
    click.echo(f"checked {many(len(files), 'file')}: {many(len(found), 'problem')}", err=bool(found))
    return FOUND if found else 0


def _print_list(flows: Iterable[Flow]) -> None:
    table = new_table()
    table.add_column("name", no_wrap=True)
    table.add_column("what it does")
    table.add_column("also called")
    for flow in sorted(flows, key=lambda flow: flow.name):
        table.add_row(plain(flow.name), plain(flow.title), plain(", ".join(flow.aliases)))
    print_table(console(), table)


def _print_flow(flow: Flow) -> None:
    """Print the flow as its file writes it: the line numbers are those that findings point to."""
    shipped = folder("reference_flows").parent / flow.place.file
    text = (shipped if shipped.is_file() else Path(flow.place.file)).read_text(encoding="utf-8")
    click.echo(flow.place.file)
    for number, line in enumerate(text.splitlines(), 1):
        click.echo(f"{number:4}  {line}".rstrip())
