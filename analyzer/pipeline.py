"""NovaFlow in one page: what becomes of a log.

    paths --read--> lines --parse--> events --correlate--> traces --check--> verdicts

Each stage is a function from one noun of `analyzer.model` to the next and knows no other stage; only this module calls
them. The fifth, `analyzer.reporting.write`, turns the report into text, and is called by who wants to read it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.checking import check
from analyzer.checking.conditions import find_conditions
from analyzer.correlation import correlate, on_one_clock
from analyzer.model import Report
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.parsing import parse
from analyzer.reading import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analyzer.checking.baseline import Baseline
    from analyzer.model import Log, Setting
    from analyzer.notation.events import Catalogue


def run(  # noqa: PLR0913 - each is a wish of the user's, and all but the first have a default
    paths: Sequence[str],
    *,
    hosts: Mapping[str, str] | None = None,
    min_level: str | None = None,
    release: int | None = None,
    options: Mapping[str, Setting] | None = None,
    baseline: Baseline | None = None,
) -> Report:
    """Check every server operation in the logs.

    Args:
        paths: files, folders, glob patterns, or `-` for standard input.
        hosts: the host that wrote a file, for files that do not tell.
        min_level: leave out records below this level: `INFO`.
        release: the major release that wrote the logs, if they do not tell it or tell it wrongly.
        options: what a nova.conf sets Nova's time limits to; it overrides what the logs tell.
        baseline: how long steps took in other logs.

    Returns:
        A verdict for each operation, and the account of what was read.

    Raises:
        InputError: there is nothing to read, or no line of it was recognised.
    """
    catalogue = load_catalogue()
    flows = load_flows(catalogue.specs)
    log = on_one_clock(events(paths, catalogue, hosts=hosts, min_level=min_level))
    if release is not None:
        log = replace(log, coverage=replace(log.coverage, release=release))
    if options:
        log = replace(log, coverage=replace(log.coverage, options=options))
    traces = correlate(log.events, log.coverage, flows, catalogue.specs)
    verdicts = check(traces, flows, catalogue.specs, log.coverage, baseline)
    surroundings = tuple(trace for trace in traces if trace.outside)
    return Report(log.input, verdicts, find_conditions(log, verdicts), log.coverage.release, surroundings)


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
