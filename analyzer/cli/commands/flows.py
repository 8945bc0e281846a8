"""List the reference flows, or print one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.cli.names import flow_meant
from analyzer.data import folder
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.reporting.terminal import console, new_table, plain, print_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.model import Flow


@click.command("flows")
@click.argument("name", required=False)
def command(*, name: str | None) -> None:
    """List the reference flows, or print the one called NAME with its line numbers.

    NAME is the flow's own or another that Nova, its clients or dashboards use: shutoff, "cold migrate", createImage.
    """
    flows = load_flows(load_catalogue().specs)
    if name is None:
        _print_list(flows.values())
    else:
        _print_flow(flow_meant(name, flows))


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
    text = (folder("reference_flows").parent / flow.place.file).read_text(encoding="utf-8")
    click.echo(flow.place.file)
    for number, line in enumerate(text.splitlines(), 1):
        click.echo(f"{number:4}  {line}".rstrip())
