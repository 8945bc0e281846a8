"""Learn how long steps take from healthy logs, for check --baseline."""

from __future__ import annotations

from pathlib import Path

import click

from analyzer import pipeline
from analyzer.checking.baseline import learn, text_of
from analyzer.checking.timing import ENOUGH_LEARNT
from analyzer.cli.options import logs
from analyzer.errors import UsageError


@click.command("learn")
@logs
@click.option("-o", "--output", metavar="FILE", required=True, help="Write the baseline to this file.")
def command(
    *,
    paths: tuple[str, ...],
    host: tuple[tuple[str, str], ...],
    min_level: str | None,
    output: str,
) -> None:
    """Learn how long each step of each operation takes in the logs at PATH, for novaflow check --baseline FILE.

    Take logs of a time when the cloud was well. A few slow operations among many do no harm: the median and the median
    deviation from it are what counts.
    """
    report = pipeline.run(paths, hosts=dict(host), min_level=min_level)
    baseline = learn(report.verdicts, Path(output).name)
    if not baseline.spreads:
        raise UsageError("no operation was seen to its end", hint="give the logs of nova-compute too")
    try:
        Path(output).write_text(text_of(baseline), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write: {error.strerror}", file=output) from error
    enough = sum(found.count >= ENOUGH_LEARNT for found in baseline.spreads.values())
    click.echo(
        f"learnt {len(baseline.spreads)} durations, {enough} of them from {ENOUGH_LEARNT} samples or more; "
        "check compares with those only"
    )
