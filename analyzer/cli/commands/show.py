"""Show one operation step by step: expected beside seen."""

from __future__ import annotations

import click

from analyzer import pipeline
from analyzer.cli.options import logs
from analyzer.cli.selection import operations_of
from analyzer.reporting.side_by_side import print_operation
from analyzer.reporting.terminal import console


@click.command("show")
@click.argument("identity", metavar="ID")
@logs
def command(
    *,
    identity: str,
    paths: tuple[str, ...],
    host: tuple[tuple[str, str], ...],
    min_level: str | None,
) -> None:
    """Show an operation step by step: what its flow expects beside what the logs at PATH hold.

    ID is a request's or a server's, or a beginning that only one of them has. Of a server, every operation is shown.
    """
    report = pipeline.run(paths, hosts=dict(host), min_level=min_level)
    out = console()
    for number, verdict in enumerate(operations_of(report.verdicts, identity)):
        if number:
            out.rule(characters="-")
        print_operation(out, verdict)
