"""The recorded samples, so that any number of them can run in one deployment at the same time."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from functools import cache

from analyzer.correlation import correlate
from analyzer.model import Coverage, Event, Footprint, Process, Trace
from analyzer.parsing import parse
from analyzer.reading import read
from benchmarks.samples import ROOT, logs_in
from tests.correlation.deployment import catalogue, flows

SAMPLES = (
    "zed/pause/plain",
    "zed/stop/shutdown-timeout",
    "zed/start/plain",
    "zed/lock/plain",
    "zed/snapshot/running",
    "zed/terminate/plain",
    "zed/launch/rescheduled",
    "zed/resize/other-host",
    "zed/live-migrate/block",
    "zed/migrate/self-migrate-retry",
    "2026.2/evacuate/host-down",
    "2026.2/launch/claim-failed",
)


@dataclass(frozen=True)
class Recording:
    """The events of one operation, from the first to what trails behind the last, and where its request wrote."""

    events: tuple[Event, ...]
    footprints: tuple[Footprint, ...]
    processes: tuple[Process, ...]
    request: str
    server: str
    release: int | None


@cache
def recording(sample: str) -> Recording:
    """Read a sample and keep what is of its operation's request or server."""
    sources, _ = read(logs_in(ROOT / "sample_logs" / sample), {})
    log = parse(sources, catalogue())
    (trace,) = correlate(log.events, log.coverage, flows(), catalogue().specs)
    assert trace.request
    assert trace.server
    about = tuple(e for e in log.events if e.request == trace.request or e.server == trace.server)
    prints = log.coverage.footprints[trace.request]
    return Recording(about, prints, log.coverage.processes, trace.request, trace.server, log.coverage.release)


def again(recorded: Recording, number: int, begin: float) -> Recording:
    """Return the same operation on a server of its own, under a request of its own, at another time."""
    shift = begin - recorded.events[0].time
    server, request = str(uuid.UUID(int=number + 1)), f"req-{uuid.UUID(int=number + 1)}"

    def moved(event: Event) -> Event:
        # An id of Nova's own threads stays: several operations meet it in a real log as well.
        return replace(
            event,
            time=event.time + shift,
            place=replace(event.place, file=f"{number}/{event.place.file}"),
            server=server if event.server == recorded.server else event.server,
            request=request if event.request == recorded.request else event.request,
            captures={key: value.replace(recorded.server, server) for key, value in event.captures.items()},
        )

    prints = (replace(p, request=request, first=p.first + shift, last=p.last + shift) for p in recorded.footprints)
    events = tuple(moved(event) for event in recorded.events)
    return replace(recorded, events=events, footprints=tuple(prints), request=request, server=server)


def deployment(recordings: tuple[Recording, ...]) -> Coverage:
    """Return what logs show that hold all these and go on before and after."""
    times = [event.time for recorded in recordings for event in recorded.events]
    first, last = min(times) - 600, max(times) + 600
    seen = {(p.service, p.host, p.pid): p for recorded in recordings for p in recorded.processes}
    processes = tuple(replace(process, first=first, last=last) for process in seen.values())
    return Coverage(processes, {recorded.request: recorded.footprints for recorded in recordings})


def operations(events: tuple[Event, ...], coverage: Coverage) -> tuple[Trace, ...]:
    return correlate(events, coverage, flows(), catalogue().specs)
