"""Events to traces: which lines are of one operation on one server.

One API call has one request id in all services it reaches; but some lines lose it, some carry another's, and one
request may create several servers (nova 12-34; the cases stand where they are handled).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.correlation.requests import Asked, asked
from analyzer.correlation.scope import WORKER_BEGINS, WORKER_ENDS, WORKER_HALVES, WORKER_OPERATIONS, Scope
from analyzer.correlation.skew import on_one_clock
from analyzer.correlation.windows import STARTUP, TRAIL_SECONDS, Window, hand_on, share_out
from analyzer.model import GAVE_UP, Trace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analyzer.model import Coverage, Event, EventSpec, Flow

__all__ = ["correlate", "on_one_clock"]

LAUNCH = "launch"


def _servers(request: Asked, events: Sequence[Event], specs: Mapping[str, EventSpec]) -> list[str | None]:
    """Return the servers that a request is about: the one in its URL, or all that a launch creates.

    A live migration's worker may write under the id of an earlier migration (see `WORKER_OPERATIONS`), of another
    server then: where no URL tells, the first that the id names is its own.
    """
    if request.flow != LAUNCH and request.server:
        return [request.server]
    # A launch's id also stands on what the resource tracker says of other servers, which is ambient.
    telling = [event for event in events if event.server and _tells(event, specs)]
    if request.flow is None:
        telling = [*telling[:1], *(event for event in telling if not _of_worker(specs[event.name]))]
    servers: list[str | None] = [*sorted({event.server for event in telling if event.server})]
    return servers or [None]


def _of_worker(spec: EventSpec) -> bool:
    return not spec.operations or bool(spec.operations & WORKER_OPERATIONS)


def _tells(event: Event, specs: Mapping[str, EventSpec]) -> bool:
    """Tell whether a line is of an operation: a step, or what conductor says on giving one up."""
    return specs[event.name].kind == "flow" or event.name in GAVE_UP


def _api_covers(coverage: Coverage, time: float) -> bool:
    """Tell whether an API that names its calls was logging: by access lines, or at DEBUG by their bodies."""
    return any(
        process.service == "api"
        and process.first <= time <= process.last
        and ("access" in process.families or "DEBUG" in process.levels)
        for process in coverage.processes
    )


def _asked_elsewhere(request: str, coverage: Coverage) -> bool:
    """Tell whether a request of a user reached Nova through an API whose log was not read: one of several hosts."""
    prints = coverage.footprints.get(request, ())
    return any(print_.by_user for print_ in prints) and not any(print_.service == "api" for print_ in prints)


def _traces_of(
    request: str, events: list[Event], coverage: Coverage, flows: Mapping[str, Flow], specs: Mapping[str, EventSpec]
) -> list[Trace]:
    """Return the operations of one request id, with their own events."""
    api_lines = [event for event in events if event.service == "api"]
    what = asked(api_lines, flows)
    if what.named and what.flow is None:
        around = tuple(event for event in events if event.server in (what.server, None))
        if not what.outside or not what.server or not around:
            return []
        return [
            Trace(request, what.server, None, "api", around, (), (), what.status, what.parameters, outside=what.outside)
        ]
    known = any(event.name == "api.access" for event in api_lines) or what.named
    within = any(event.service == "compute" and event.name.startswith("api.") for event in events)
    alien = _api_covers(coverage, events[0].time) and not _asked_elsewhere(request, coverage)
    if not known and (api_lines or within or alien):
        return []  # a context of Nova's own
    if not what.named and not known and not any(_tells(event, specs) for event in events):
        return []
    servers = _servers(what, events, specs)
    traces = []
    for server in servers:
        own = [e for e in events if e.server == server or (len(servers) == 1 and e.server is None)]
        shared = [e for e in events if e.server is None] if len(servers) > 1 else []
        if own:
            trace = Trace(
                request, server, what.flow, "api", tuple(own), tuple(shared), (), what.status, what.parameters
            )
            traces.append(replace(trace, began_before=not known, may_be=what.may_be))
    return traces


def _without_workers(traces: list[Trace], coverage: Coverage, specs: Mapping[str, EventSpec]) -> list[Trace]:
    """Leave out what is but the worker of a live migration, under the id of one that the API's log does not reach.

    The migration is one that the API's log names, or one whose end follows on the host and whose beginning is missing.
    """
    movers = [trace for trace in traces if trace.operation in WORKER_OPERATIONS]
    halves = {(t.request, t.server): {e.name for e in t.events} & WORKER_HALVES for t in traces if t.began_before}
    ends = [trace for trace in traces if halves.get((trace.request, trace.server)) == {WORKER_ENDS}]

    def borrowed(trace: Trace) -> bool:
        if not trace.began_before or not all(_of_worker(specs[e.name]) for e in trace.events if _tells(e, specs)):
            return False
        if any(event.service == "conductor" for event in trace.events):
            return False  # a migration of its own, asked of an API whose log was not read
        began, last = trace.events[0].time, trace.events[-1].time
        if halves[trace.request, trace.server] == {WORKER_BEGINS}:
            rest = (end.events[0].time for end in ends if end.server == trace.server)
            return any(0 <= time - last <= TRAIL_SECONDS for time in rest)
        elsewhere = _asked_elsewhere(trace.request or "", coverage)
        return elsewhere and any(m.server == trace.server and m.events[0].time <= began for m in movers)

    return [trace for trace in traces if not borrowed(trace)]


def correlate(
    events: Sequence[Event], coverage: Coverage, flows: Mapping[str, Flow], specs: Mapping[str, EventSpec]
) -> tuple[Trace, ...]:
    """Group events into operations.

    Args:
        events: by time.
        coverage: what the logs show of processes and requests.
        flows: by operation name; their `request` lines tell which call asks for what.
        specs: the catalogue by event id.

    Returns:
        The operations by the time of their first own event. Any order of `events` of equal time gives the same.
    """
    events = sorted(events, key=lambda event: (event.time, event.place))
    by_request: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.request:
            by_request[event.request].append(event)
    traces = [
        trace for request, own in by_request.items() for trace in _traces_of(request, own, coverage, flows, specs)
    ]
    traces = _without_workers(traces, coverage, specs)
    owned = {(trace.request, trace.server) for trace in traces}
    strays = [e for e in events if e.server and e.service == "compute" and (e.request, e.server) not in owned]
    asked_for = {r for r, prints in coverage.footprints.items() if any(print_.service == "api" for print_ in prints)}
    asked_for |= {request for request in by_request if _asked_elsewhere(request, coverage)}
    traces += _of_nova([event for event in strays if event.request not in asked_for], traces, specs)
    owned |= {(trace.request, trace.server) for trace in traces}
    strays = [e for e in strays if (e.request, e.server) not in owned and e.name not in STARTUP]
    verbose = frozenset(p.host for p in coverage.processes if p.service == "compute" and "DEBUG" in p.levels)
    begun = [event for event in strays if event.name == WORKER_BEGINS]
    windows = [
        Window(trace, coverage.footprints.get(trace.request or "", ()), Scope.of(trace, flows, specs, begun), verbose)
        for trace in traces
    ]
    by_server: dict[str, list[Window]] = defaultdict(list)
    for window in sorted(windows, key=lambda window: window.first):
        if window.trace.server:
            by_server[window.trace.server].append(window)
    share_out(strays, by_server, specs)
    hand_on([e for e in events if e.name in STARTUP and (e.request, e.server) not in owned], by_server)
    done = [replace(w.trace, nearby=tuple(w.taken), contested=tuple(w.contested)) for w in windows]
    return tuple(sorted(done, key=lambda t: (t.all_events[0].time, t.request or "", t.server or "")))


def _of_nova(strays: Sequence[Event], traces: Sequence[Trace], specs: Mapping[str, EventSpec]) -> list[Trace]:
    """Return what Nova did to a server of its own accord: under an id of its own that no API call had.

    Such are the stop after a guest died and what start-up finishes (nova.compute.manager, 12-34). While a live
    migration runs an alien id is its worker's (see `WORKER_OPERATIONS`). `strays` carry no id that the API knows.
    """
    # The ids of libvirt's event thread and of periodic tasks last as long as the process; what they do to a server of
    # their own accord begins with a call of the compute API inside nova-compute.
    lasting = {event.request for event in strays if event.name == "lifecycle.event"}
    groups: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in strays:
        if event.request and event.server and event.name != "lifecycle.event":
            whose = (event.request, event.server)
            if whose in groups or event.request not in lasting or event.name.startswith("api."):
                groups[whose].append(event)
    begun = sorted((t.events[0].time, t.server or "", t.operation or "") for t in traces)
    found = []
    for (request, server), own in groups.items():
        latest = next((op for time, whose, op in reversed(begun) if whose == server and time <= own[0].time), "")
        if latest not in WORKER_OPERATIONS and any(specs[event.name].kind == "flow" for event in own):
            found.append(Trace(request, server, None, "nova", tuple(own)))
    return found
