"""When the operations ran on each host, as bars; all positions are in per cent of the whole time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from analyzer.model import BEST_FIRST
from analyzer.reporting.operations import name_of
from analyzer.reporting.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.model import Report, Verdict, VerdictName

NO_HOST = "no compute"
MOST_HOSTS = 20
MOST_LANES = 5
NARROWEST = 0.35  # per cent: what is still seen and hit with a pointer
MOST_TICKS = 8
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
_MINUTE = 60
_DAY = 86400


@dataclass(frozen=True, slots=True)
class Bar:
    """An operation on a host; `lane` counts from the top, `number` is its place in the report."""

    number: int
    verdict: VerdictName
    left: float
    width: float
    lane: int
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A host with its bars, the best verdicts first, so that the worst are painted over them."""

    host: str
    bars: tuple[Bar, ...]
    lanes: int
    count: int


@dataclass(frozen=True, slots=True)
class Gantt:
    """Rows and the marks of the time axis; `hidden` hosts have no row."""

    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]
    hidden: int


def gantt(report: Report) -> Gantt | None:
    """Lay the operations out by host and time; None if no time is known."""
    begun = [verdict.started for verdict in report.verdicts if verdict.started is not None]
    if not begun:
        return None
    last = max(verdict.finished or verdict.started or 0.0 for verdict in report.verdicts)
    first = min(begun)
    by_host: defaultdict[str, list[tuple[int, Verdict]]] = defaultdict(list)
    for number, verdict in enumerate(report.verdicts):
        if verdict.started is not None:
            for host in sorted(set(verdict.hosts.values())) or [""]:
                by_host[host].append((number, verdict))
    busiest = sorted(by_host, key=lambda host: (-len(by_host[host]), host))[:MOST_HOSTS]
    span = max(last - first, 1.0)
    rows = [_row(host, by_host[host], first, span) for host in sorted(busiest, key=lambda host: (not host, host))]
    return Gantt(tuple(rows), tuple(_ticks(first, span)), len(by_host) - len(busiest))


def _row(host: str, operations: Sequence[tuple[int, Verdict]], first: float, span: float) -> Row:
    free = [0.0]  # where each lane is free from
    bars: dict[tuple[float, float, int, str], Bar] = {}  # what would be painted on the very same place is painted once
    for number, verdict in sorted(operations, key=lambda one: one[1].started or 0.0):
        began = verdict.started or 0.0
        left = min(100 * (began - first) / span, 100 - NARROWEST)
        width = max(100 * ((verdict.finished or began) - began) / span, NARROWEST)
        lane = next((lane for lane, end in enumerate(free) if end <= left), None)
        if lane is None:
            lane = len(free) if len(free) < MOST_LANES else min(range(len(free)), key=free.__getitem__)
            free += [0.0] if lane == len(free) else []
        free[lane] = max(free[lane], left + width)
        bar = Bar(number, verdict.verdict, round(left, 2), round(width, 2), lane, _title(verdict))
        bars.setdefault((round(left, 1), round(width, 1), lane, verdict.verdict), bar)
    ordered = sorted(bars.values(), key=lambda bar: BEST_FIRST.index(bar.verdict))
    return Row(printable(host) or NO_HOST, tuple(ordered), len(free), len(operations))


def _title(verdict: Verdict) -> str:
    took = ""
    if verdict.started is not None and verdict.finished is not None:
        took = f", {verdict.finished - verdict.started:.1f} s"
    return printable(f"{name_of(verdict)}: {verdict.verdict}{took}")


def _ticks(first: float, span: float) -> Iterator[tuple[float, str]]:
    step = next((step for step in _STEPS if span / step <= MOST_TICKS), None) or _DAY * (1 + span // (_DAY * 8))
    form = "%Y-%m-%d" if step >= _DAY else "%d %b %H:%M" if span > _DAY else "%H:%M:%S" if step < _MINUTE else "%H:%M"
    time = first - first % step + step
    while time < first + span:
        yield round(100 * (time - first) / span, 2), datetime.fromtimestamp(time, UTC).strftime(form)
        time += step
