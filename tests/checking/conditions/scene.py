"""A whole log in a few lines: events of the catalogue's wordings, services, operations, and what is found in them."""

from __future__ import annotations

from dataclasses import replace

from analyzer.checking.conditions import all_conditions, find_conditions
from analyzer.model import Condition, Coverage, Event, Footprint, Input, Log, Process, Trace, Verdict, VerdictName
from tests.checking.rules.scene import REQUEST, SERVER, event


def line(said: str, at: float, *, request: str | None = None, process: str = "7") -> Event:
    """Make the event of `WHERE LOGGER LEVEL MESSAGE` at a time; it has no request unless given one."""
    return replace(event(said, int(at)), time=at, request=request, process=process)


def process(service: str, host: str, pid: str, first: float, last: float) -> Process:
    return Process(service, host, pid, first, last, frozenset({"DEBUG", "INFO"}), frozenset({"compute"}))


def operation(
    verdict: VerdictName, first: float, last: float, *events: Event, host: str = "node-1", request: str = REQUEST
) -> Verdict:
    """Make an operation on the server that wrote on a compute when it began and when it ended."""
    own = [replace(line(f"{host} compute.manager INFO Migrating", at), request=request) for at in (first, last)]
    trace = Trace(request, SERVER, "migrate", "api", (*own, *events))
    finished = None if verdict in {"unfinished", "unknown"} else last
    return Verdict(trace, None, "migrate", verdict, started=first, finished=finished)


def found(
    *events: Event,
    verdicts: tuple[Verdict, ...] = (),
    processes: tuple[Process, ...] = (),
    footprints: tuple[Footprint, ...] = (),
    skew: dict[str, float] | None = None,
) -> tuple[Condition, ...]:
    prints = {one.request: (one,) for one in footprints}
    log = Log(tuple(sorted(events, key=lambda one: one.time)), Coverage(processes, prints), Input((), (), skew or {}))
    return find_conditions(log, verdicts)


def only(*conditions: Condition) -> Condition:
    (condition,) = conditions
    assert condition.rule is all_conditions()[condition.name]
    assert condition.evidence
    return condition
