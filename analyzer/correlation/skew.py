"""Clocks that disagree: how far each host is ahead of the API's, and the same log by one clock.

Of two lines of which one caused the other the first was written first; if it does not say so, a clock is wrong. Each
such pair bounds the offset between two hosts from one side, pairs the other way round from the other. The bounds are a
graph of difference constraints: a shortest path is the tightest bound that follows, over a third host where need be.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import networkx as nx

from analyzer.correlation.pairs import pairs
from analyzer.model import Footprint, Process

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import Coverage, Log

    Gaps = Mapping[tuple[str, str], list[float]]

Seen = TypeVar("Seen", Process, Footprint)

# Closer than this a difference is NTP at work, or a line written late.
LEAST_SKEW = 0.05
# The fastest message between two services takes about this long.
LATENCY = 0.05
# Of so many pairs one may contradict the others: a line written late, an id that a thread kept.
TRUSTED_SHARE = 10


def on_one_clock(log: Log) -> Log:
    """Return the log with all times by the clock of its API's host.

    Args:
        log: as written.

    Returns:
        The same log where no clock is certainly wrong. Else `input.clock_skew` has the seconds that a host was ahead
        (negative: behind), and its events, processes and footprints are moved by as much.
    """
    skew = estimate(log)
    if not skew:
        return log
    events = [replace(e, time=e.time - skew[e.host]) if e.host in skew else e for e in log.events]
    events.sort(key=lambda event: (event.time, event.place))
    return replace(
        log, events=tuple(events), coverage=_moved(log.coverage, skew), input=replace(log.input, clock_skew=skew)
    )


def estimate(log: Log) -> dict[str, float]:
    """Return how many seconds each host is ahead of the reference, for the hosts whose clocks certainly disagree.

    The reference is the host of the API, without one that of most lines. Where the pairs leave room the offset that is
    nearest to the fastest message is taken, and none where none fits.
    """
    gaps: dict[tuple[str, str], list[float]] = defaultdict(list)
    for earlier, later, seconds in pairs(log):
        gaps[earlier, later].append(seconds)
    limits = {hosts: _low(found) for hosts, found in gaps.items()}
    if all(limit >= -LEAST_SKEW for limit in limits.values()):
        return {}
    graph = _consistent(limits, gaps)
    reference = _reference(log, graph)
    skew = {}
    while reference is not None:
        above = nx.single_source_bellman_ford_path_length(graph, reference)
        below = nx.single_source_bellman_ford_path_length(graph.reverse(copy=False), reference)
        bounds = {host: (-below.get(host, float("inf")), above[host]) for host in above if host != reference}
        bounds |= {host: (-below[host], float("inf")) for host in below if host not in above}
        if not bounds:
            break
        host = min(bounds, key=lambda one: (bounds[one][1] - bounds[one][0], one))
        offset = _offset(*bounds[host])
        if abs(offset) >= LEAST_SKEW:
            skew[host] = offset
        _join(graph, reference, host, offset)
    return dict(sorted(skew.items()))


def _low(gaps: list[float]) -> float:
    """Return the shortest time between two ordered lines that is no exception."""
    return sorted(gaps)[min(len(gaps) // 2, max(1, len(gaps) // TRUSTED_SHARE))]


def _offset(low: float, high: float) -> float:
    """Choose an offset between its bounds: none if it may be none, else near what the fastest messages allow."""
    if low - LEAST_SKEW <= 0 <= high + LEAST_SKEW:
        return 0.0
    if high == float("inf"):
        return low
    return max((low + high) / 2, high - LATENCY)


def _consistent(limits: Mapping[tuple[str, str], float], gaps: Gaps) -> nx.DiGraph:
    """Return the graph of the bounds, without the least founded ones that contradict the others."""
    graph = nx.DiGraph()
    graph.add_weighted_edges_from((earlier, later, limit) for (earlier, later), limit in limits.items())
    while nx.negative_edge_cycle(graph):
        nodes = next(cycle for source in sorted(graph) if (cycle := _cycle(graph, source)))
        weakest = min(pairwise(nodes), key=lambda edge: (len(gaps[edge]), edge))
        graph.remove_edge(*weakest)
    return graph


def _cycle(graph: nx.DiGraph, source: str) -> list[str]:
    try:
        return list(nx.find_negative_cycle(graph, source))
    except nx.NetworkXError:  # none is reached from here
        return []


def _reference(log: Log, graph: nx.DiGraph) -> str | None:
    for service in ("api", "conductor", "scheduler", "compute"):
        hosts = sorted({p.host for p in log.coverage.processes if p.service == service and p.host in graph})
        if hosts:
            return max(hosts, key=graph.degree)
    return None


def _join(graph: nx.DiGraph, reference: str, host: str, offset: float) -> None:
    """Make a host whose offset is known one with the reference: what binds others to it then binds them to that."""
    edges = [(reference, to, weight + offset) for _, to, weight in graph.out_edges(host, data="weight")]
    edges += [(before, reference, weight - offset) for before, _, weight in graph.in_edges(host, data="weight")]
    graph.remove_node(host)
    for before, to, weight in edges:
        if before != to:
            known = graph.get_edge_data(before, to, {"weight": weight})["weight"]
            graph.add_edge(before, to, weight=min(weight, known))


def _moved(coverage: Coverage, skew: Mapping[str, float]) -> Coverage:
    processes = [_process(_right(process, skew), skew) for process in coverage.processes]
    footprints = {
        request: tuple(_right(print_, skew) for print_ in prints) for request, prints in coverage.footprints.items()
    }
    return replace(
        coverage, processes=tuple(sorted(processes, key=lambda p: (p.first, p.service, p.pid))), footprints=footprints
    )


def _right(seen: Seen, skew: Mapping[str, float]) -> Seen:
    ahead = skew.get(seen.host)
    return replace(seen, first=seen.first - ahead, last=seen.last - ahead) if ahead else seen


def _process(process: Process, skew: Mapping[str, float]) -> Process:
    ahead = skew.get(process.host, 0.0)
    return replace(process, silences=tuple((begin - ahead, end - ahead) for begin, end in process.silences))
