"""NovaFlow in one page: what becomes of a log.

    paths --read--> lines --parse--> events --correlate--> traces --check--> verdicts

Each stage is a function from one noun of `analyzer.model` to the next and knows no other stage; only this module calls
them. The fifth, `analyzer.reporting.write`, turns the report into text, and is called by who wants to read it. What
`analyzer.api` takes of the stages, it takes from here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.checking import check
from analyzer.checking.baseline import Baseline, durations_of, learn, read_baseline, text_of
from analyzer.checking.conditions import find_conditions
from analyzer.checking.rules import all_rules
from analyzer.checking.spread import key_of, spread
from analyzer.checking.timing import ENOUGH_LEARNT
from analyzer.correlation import correlate, on_one_clock
from analyzer.model import Report
from analyzer.notation.declared import load_declared
from analyzer.parsing import parse
from analyzer.reading import read
from analyzer.reporting import write
from analyzer.reporting.chart import Chart
from analyzer.reporting.charting.of_flow import flow_chart
from analyzer.reporting.charting.of_verdict import verdict_chart
from analyzer.reporting.columns import Filled, Kind, filled
from analyzer.reporting.diagrams import draw
from analyzer.reporting.duration_table import LEARNT, STATISTICS, DurationRow, LearntRow
from analyzer.reporting.event_table import LOG_EVENTS
from analyzer.reporting.further_tables import TABLES
from analyzer.reporting.operations import explained
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from analyzer.checking.spread import Key
    from analyzer.model import Duration, Log, Setting
    from analyzer.notation.declared import Declared
    from analyzer.notation.events import Catalogue

__all__ = [
    "LEARNT",
    "LOG_EVENTS",
    "STATISTICS",
    "TABLES",
    "Baseline",
    "Chart",
    "Filled",
    "Kind",
    "all_rules",
    "cell",
    "console",
    "draw",
    "events",
    "explained",
    "filled",
    "flow_chart",
    "judge",
    "learn",
    "learnt",
    "read_baseline",
    "run",
    "statistics",
    "text_of",
    "verdict_chart",
    "write",
]


def run(  # noqa: PLR0913 - each is a wish of the user's, and all but the first have a default
    paths: Sequence[str],
    *,
    hosts: Mapping[str, str] | None = None,
    min_level: str | None = None,
    release: int | None = None,
    options: Mapping[str, Setting] | None = None,
    baseline: Baseline | None = None,
    own: Path | None = None,
) -> Report:
    """Check every server operation in the logs.

    Args:
        paths: files, folders, glob patterns, or `-` for standard input.
        hosts: the host that wrote a file, for files that do not tell.
        min_level: leave out records below this level: `INFO`.
        release: the major release that wrote the logs, if they do not tell it or tell it wrongly.
        options: what a nova.conf sets Nova's time limits to; it overrides what the logs tell.
        baseline: how long steps took in other logs.
        own: a folder of flows and events that are laid over the shipped ones.

    Returns:
        A verdict for each operation, and the account of what was read.

    Raises:
        InputError: there is nothing to read, or no line of it was recognised.
        NotationError: a flow or an events file of `own` is wrong.
    """
    declared = load_declared(own)
    log = events(paths, declared.catalogue, hosts=hosts, min_level=min_level)
    return judge(log, declared, release=release, options=options, baseline=baseline)


def judge(
    log: Log,
    declared: Declared,
    *,
    release: int | None = None,
    options: Mapping[str, Setting] | None = None,
    baseline: Baseline | None = None,
) -> Report:
    """Check every server operation in logs that were read: the stages after `events`, with the arguments of `run`."""
    log = on_one_clock(log)
    if release is not None:
        log = replace(log, coverage=replace(log.coverage, release=release))
    if options:
        log = replace(log, coverage=replace(log.coverage, options=options))
    catalogue, flows = declared.catalogue, declared.flows
    traces = correlate(log.events, log.coverage, flows, catalogue.specs)
    verdicts = check(traces, flows, catalogue.specs, log.coverage, baseline)
    surroundings = tuple(trace for trace in traces if trace.outside)
    return Report(
        log.input,
        verdicts,
        find_conditions(log, verdicts),
        log.coverage.release,
        surroundings,
        hosts=log.coverage.hosts_named | {process.host for process in log.coverage.processes},
    )


def events(
    paths: Sequence[str],
    catalogue: Catalogue,
    *,
    hosts: Mapping[str, str] | None = None,
    min_level: str | None = None,
) -> Log:
    """Read the logs as far as their events: the first two stages, with the arguments of `run`."""
    sources, skipped = read(paths, hosts or {})
    log = parse(sources, catalogue, min_level=min_level)
    return replace(log, input=replace(log.input, skipped=(*skipped, *log.input.skipped)))


def statistics(report: Report, operations: Collection[str] = ()) -> list[DurationRow]:
    """Tell how long the operations of a report took, and their steps; of all operations, if none is named."""
    grouped: defaultdict[Key, list[Duration]] = defaultdict(list)
    for name, one in durations_of(report.verdicts):
        if not operations or name in operations:
            grouped[key_of(name, one)].append(one)
    rows = []
    for key, durations in sorted(grouped.items()):
        usual = spread([one.seconds for one in durations])
        slowest = max(durations, key=lambda one: one.seconds)
        rows.append(DurationRow(key.operation, usual.count, usual.median, usual.p95, slowest))
    return rows


def learnt(baseline: Baseline) -> list[LearntRow]:
    """Tell what a baseline holds."""
    return [
        LearntRow(*key, found.count, found.median, found.p95, found.max, found.limit, found.count >= ENOUGH_LEARNT)
        for key, found in sorted(baseline.spreads.items())
    ]


def cell(report: Report) -> str:
    """Return a report as a fragment of HTML, for a cell of a notebook."""
    from analyzer.reporting.html import cell as html  # noqa: PLC0415 - needs jinja2, which takes long to import

    return html.cell(report)
