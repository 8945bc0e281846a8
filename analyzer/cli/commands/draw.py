"""Draw a reference flow, or an operation from the logs, as a sequence diagram."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.options import LEVELS, beginning, host_of_file, own_flows, redacting
from analyzer.errors import UsageError
from analyzer.model.identity import operations_of
from analyzer.reporting.diagrams import diagram_names, draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.model import Report, Verdict
    from analyzer.reporting.chart import Chart

STANDARD_OUTPUT = "-"
SHOWN = 8


@click.command("draw")
@click.argument("what", type=beginning, metavar="FLOW|REQUEST|SERVER")
@click.argument("paths", metavar="[PATH...]", nargs=-1)
@click.option("--format", "format_name", type=click.Choice(diagram_names()), default="svg", show_default=True)
@click.option("--queue", is_flag=True, help="Draw the message queue between the services.")
@click.option("--hypervisor", is_flag=True, help="Draw libvirt beside each compute.")
@click.option(
    "--host",
    type=host_of_file,
    metavar="FILE=NAME",
    multiple=True,
    help="The host that wrote a file that does not tell; may be repeated.",
)
@click.option(
    "--min-level", type=click.Choice(LEVELS, case_sensitive=False), help="Leave out records below this level."
)
@own_flows
@redacting
@click.option("-o", "--output", metavar="FILE", default=STANDARD_OUTPUT, help="Write to this file.")
def command(
    *,
    what: str,
    paths: tuple[str, ...],
    format_name: str,
    queue: bool,
    hypervisor: bool,
    host: tuple[tuple[str, str], ...],
    min_level: str | None,
    own: Path | None,
    redact: bool,
    output: str,
) -> None:
    """Draw a sequence diagram.

    Without PATH it is that of a reference flow: what should happen. With logs at PATH it is that of an operation: what
    its flow expects beside what was seen. REQUEST and SERVER are ids, or a beginning that only one of them has. Where
    several operations are meant, each gets a file, with a number in its name.
    """
    if output != STANDARD_OUTPUT and not Path(output).parent.is_dir():
        raise UsageError("cannot write: its directory does not exist", file=output)
    if not paths:
        charts = [_of_flow(what, own, queue=queue, hypervisor=hypervisor)]
    else:
        from analyzer import pipeline

        report = pipeline.run(paths, hosts=dict(host), min_level=min_level, own=own)
        if os.path.realpath(output) in {os.path.realpath(file.path) for file in report.input.files}:
            raise UsageError("this is one of the logs that were read", file=output)
        chosen = operations_of(report.verdicts, what)
        if len(chosen) > 1 and output == STANDARD_OUTPUT:
            raise UsageError(f"{what} has {len(chosen)} operations", hint=_hint(chosen))
        if redact:
            from analyzer.cli.redaction import of_report

            chosen = of_report(report, own).redact(chosen)
        charts = _of_operations(report, chosen, queue=queue, hypervisor=hypervisor)
    _write([draw(chart, format_name) for chart in charts], output)


def _of_flow(name: str, own: Path | None, *, queue: bool, hypervisor: bool) -> Chart:
    from analyzer.cli.names import flow_meant
    from analyzer.notation.declared import load_declared
    from analyzer.reporting.charting.of_flow import flow_chart

    declared = load_declared(own)
    flow = flow_meant(name, declared.flows)
    return flow_chart(flow, declared.catalogue, queue=queue, hypervisor=hypervisor)


def _of_operations(report: Report, verdicts: Sequence[Verdict], *, queue: bool, hypervisor: bool) -> list[Chart]:
    from analyzer.reporting.charting.of_verdict import verdict_chart

    return [verdict_chart(one, release=report.release, queue=queue, hypervisor=hypervisor) for one in verdicts]


def _hint(verdicts: Sequence[Verdict]) -> str:
    some = ", ".join(f"{one.operation or 'unknown operation'} {one.trace.request}" for one in verdicts[:SHOWN])
    return f"draw one of them, or all with -o FILE: {some}{', ...' if len(verdicts) > SHOWN else ''}"


def _write(drawings: Sequence[str | bytes], output: str) -> None:
    if output == STANDARD_OUTPUT:
        if isinstance(drawings[0], bytes) and sys.stdout.isatty():
            raise UsageError("a terminal cannot show an image", hint="give -o FILE")
        click.echo(drawings[0], nl=False)
        return
    for number, drawing in enumerate(drawings, 1):
        path = Path(output)
        path = path if len(drawings) == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            path.write_bytes(drawing if isinstance(drawing, bytes) else drawing.encode())
        except OSError as error:
            raise UsageError(f"cannot write: {error.strerror}", file=str(path)) from error
