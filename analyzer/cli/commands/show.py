"""Show a server's life, or one operation step by step: expected beside seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.cli.options import beginning, logs, own_flows, redacting
from analyzer.model.identity import begins, operations_of
from analyzer.reporting.life import life
from analyzer.reporting.life_table import print_life
from analyzer.reporting.side_by_side import print_operation
from analyzer.reporting.terminal import console, hang

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.console import Console

    from analyzer.model import Report, Verdict


@click.command("show")
@click.argument("identity", type=beginning, metavar="ID")
@logs
@own_flows
@redacting
@click.option("--details", is_flag=True, help="Of a server, show every operation step by step as well.")
def command(
    *,
    identity: str,
    paths: tuple[str, ...],
    host: tuple[tuple[str, str], ...],
    min_level: str | None,
    own: Path | None,
    redact: bool,
    details: bool,
) -> None:
    """Show what was done to a server, or one operation step by step, from the logs at PATH.

    ID is a server's or a request's, or a beginning that only one of them has. Of a server it shows each operation with
    its verdict, and the server's status and host after it; of a request, what the flow expects beside what was seen.
    """
    from analyzer import pipeline

    report = pipeline.run(paths, hosts=dict(host), min_level=min_level, own=own)
    out = console()
    server = _server(report, identity)
    chosen = operations_of(report.verdicts, identity) if server is None else _of_server(report, server)
    if redact:
        from analyzer.cli.redaction import of_report

        redactor = of_report(report, own)
        server, chosen, report = redactor.redact(server), redactor.redact(chosen), redactor.redact(report)
    if server is None:
        _print_operations(out, chosen)
        return
    name = next((v.trace.parameters.get("name") for v in chosen if v.operation == "launch"), None)
    print_life(out, server, life(server, chosen, report.surroundings), name if isinstance(name, str) else None)
    out.print()
    if details:
        _print_operations(out, chosen)
    elif chosen:
        hang(out, "", "novaflow show REQUEST, or --details, shows an operation step by step", style="dim")


def _server(report: Report, identity: str) -> str | None:
    """Return the server that an id, or the beginning of one, means; None if it means a request, several or none."""
    traces = [*(verdict.trace for verdict in report.verdicts), *report.surroundings]
    servers = {trace.server for trace in traces if trace.server and begins(trace.server, identity)}
    if identity in servers:
        return identity
    requests = any(begins(verdict.trace.request, identity) for verdict in report.verdicts)
    return servers.pop() if len(servers) == 1 and not requests else None


def _of_server(report: Report, server: str) -> tuple[Verdict, ...]:
    return tuple(verdict for verdict in report.verdicts if verdict.trace.server == server)


def _print_operations(out: Console, verdicts: Iterable[Verdict]) -> None:
    for number, verdict in enumerate(verdicts):
        if number:
            out.rule(characters="-")
        print_operation(out, verdict)
