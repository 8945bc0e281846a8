"""The report as a picture over time: Chrome's trace event format, which Perfetto opens.

A process is a host, a thread one of its services; where two operations overlap in a service, it has a thread more.
A span is what an operation did in a service, with a span for each step until the next; a deviation is an instant.
The process `operations` has each operation as a whole. Times are microseconds since the epoch, UTC.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analyzer.reporting.diagnostics import known_words
from analyzer.reporting.operations import happened, name_of, severity_of, whose
from analyzer.reporting.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from analyzer.model import Condition, Deviation, Event, Report, Verdict

WHOLE = "operations"
Object = dict[str, Any]


@dataclass
class Tracks:
    """The processes and threads of the trace, numbered from 1 in the order they are asked for."""

    pids: dict[str, int] = field(default_factory=dict)
    threads: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def place(self, process: str, name: str, began: float, ended: float) -> Object:
        """Return the pid and tid of a thread called `name` that is free from `began` to `ended`."""
        pid = self.pids.setdefault(process, len(self.pids) + 1)
        busy_until = self.threads[process, name]
        lane = next((lane for lane, end in enumerate(busy_until) if end <= began), len(busy_until))
        busy_until[lane : lane + 1] = [ended]
        return {"pid": pid, "tid": self._tid(process, name, lane)}

    def _tid(self, process: str, name: str, lane: int) -> int:
        """Return a number that no other thread of the process has, however many lanes come later."""
        names = [thread for host, thread in self.threads if host == process]
        return (names.index(name) + 1) * 10_000 + lane

    def names(self) -> Iterator[Object]:
        """Yield the metadata events that name the processes and threads."""
        for process, pid in self.pids.items():
            yield {"ph": "M", "name": "process_name", "pid": pid, "args": {"name": printable(process)}}
        for (process, name), lanes in self.threads.items():
            for lane in range(len(lanes)):
                words = printable(name) + (f" {lane + 1}" if lane else "")
                where = {"pid": self.pids[process], "tid": self._tid(process, name, lane)}
                yield {"ph": "M", "name": "thread_name", **where, "args": {"name": words}}


def write(report: Report, out: Console) -> None:
    """Write one JSON document, in ASCII, with a line an event."""
    tracks = Tracks()
    tracks.pids[WHOLE] = 1
    timed = sorted(
        (one for one in report.verdicts if one.trace.all_events), key=lambda one: one.trace.all_events[0].time
    )
    events = [event for verdict in timed for event in _operation(verdict, tracks)]
    events += [_condition(condition) for condition in report.conditions if condition.first is not None]
    lines = ",\n".join(json.dumps(event, allow_nan=False) for event in (*tracks.names(), *events))
    out.file.write(f'{{"displayTimeUnit": "ms", "traceEvents": [\n{lines}\n]}}\n')


def _operation(verdict: Verdict, tracks: Tracks) -> Iterator[Object]:
    """Yield the spans of an operation as a whole and in each service, and its deviations."""
    events = verdict.trace.all_events
    began, ended = events[0].time, events[-1].time
    whole = tracks.place(WHOLE, WHOLE, began, ended)
    named = f"{name_of(verdict)}: {verdict.verdict}"
    yield _span(named, (began, ended), whole, "operation", _arguments(verdict))
    where: dict[tuple[str, str], Object] = {}
    for key, own in _by_service(events).items():
        times = own[0].time, own[-1].time
        where[key] = tracks.place(*key, *times)
        yield _span(named, times, where[key], "operation", _arguments(verdict))
        for event, following in pairwise((*own, own[-1])):
            yield _span(event.name, (event.time, following.time), where[key], "step", _said(event))
    for deviation in verdict.deviations:
        yield _instant(deviation, verdict, where, whole)


def _by_service(events: tuple[Event, ...]) -> dict[tuple[str, str], list[Event]]:
    services: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        services[event.host, event.service].append(event)
    return services


def _span(name: str, times: tuple[float, float], where: Object, category: str, arguments: Object) -> Object:
    start, end = map(_microseconds, times)
    return (
        {"ph": "X", "name": printable(name), "cat": category, "ts": start, "dur": end - start}
        | where
        | {"args": arguments}
    )


def _instant(deviation: Deviation, verdict: Verdict, where: dict[tuple[str, str], Object], whole: Object) -> Object:
    """Return the deviation where its first evidence was written; one that is an absence, at the operation's end."""
    event = next(iter(happened(verdict, deviation)), None)
    at = event.time if event else deviation.time or verdict.trace.all_events[-1].time
    return {
        "ph": "i",
        "s": "t",
        "name": f"{deviation.rule.code} {deviation.rule.name}",
        "cat": f"deviation,{deviation.severity}",
        "ts": _microseconds(at),
        **(where[event.host, event.service] if event else whole),
        "args": {
            "message": printable(deviation.message),
            "because": printable(deviation.because),
            **({} if deviation.known is None else {"known": printable(known_words(deviation.known))}),
        },
    }


def _arguments(verdict: Verdict) -> Object:
    words = {"id": whose(verdict), "verdict": verdict.verdict, "reason": verdict.reason or ""}
    return {name: printable(text) for name, text in words.items() if text}


def _said(event: Event) -> Object:
    return {"place": printable(str(event.place)), "level": event.level, "message": printable(event.message)}


def _condition(condition: Condition) -> Object:
    """Return a condition as an instant of the whole trace, at the time it was first seen."""
    return {
        "ph": "i",
        "s": "g",
        "name": f"condition {condition.name}",
        "cat": f"condition,{severity_of(condition)}",
        "ts": _microseconds(condition.first or 0.0),
        "pid": 1,
        "tid": 0,
        "args": {"message": printable(condition.message), "operations": list(condition.operations)},
    }


def _microseconds(seconds: float) -> int:
    return round(seconds * 1_000_000)
