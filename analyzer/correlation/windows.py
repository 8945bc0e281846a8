"""Lines without an operation's own id: which operation of their server was open on their host at the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.correlation.scope import WORKER_OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.correlation.scope import Scope
    from analyzer.model import Event, EventSpec, Footprint, Trace

# libvirt's `Stopped` event is held back 15 s (nova.virt.libvirt.host, all releases), so an end trails that long.
TRAIL_SECONDS = 20.0
# What a nova-compute that starts says of a server that was in the midst of something (nova.compute.manager
# _init_instance, 12-34): minutes or days later, without an id or with one of its own.
STARTUP = frozenset(
    {
        "service.init-transitional",
        "service.init-delete-redo",
        "compute.init-spawn-failed",
        "compute.build-interrupted",
    }
)


class Window:
    """While one operation may own lines that do not carry its id.

    Args:
        trace: the operation with its own events.
        footprints: where its request wrote, any line.
        scope: what it may have written without its id; with one compute role, only on hosts where it wrote.
        verbose: the hosts whose compute logs DEBUG; elsewhere the first line with its id comes long after it began.
    """

    def __init__(self, trace: Trace, footprints: Iterable[Footprint], scope: Scope, verbose: frozenset[str]) -> None:
        self.trace, self.scope, self.verbose = trace, scope, verbose
        self.begin = {print_.host: print_.first for print_ in footprints if print_.service == "compute"}
        own = trace.all_events
        self.first = min(event.time for event in own)
        self.last = max(event.time for event in own)
        self.single = scope.computes == 1
        # What the API turned away, and a lock, never reach a compute.
        self.closed = scope.computes == 0 or (trace.answer == "refused" and not self.begin)
        self.taken: list[Event] = []
        self.contested: list[tuple[Event, str]] = []

    def opened(self, event: Event) -> float | None:
        """Return since when the operation could have written this event; None if it could not.

        Where no line tells when it began it may also have written a little earlier, if nobody else did: since a
        negative time then, the nearer to 0 the sooner it began.
        """
        if self.closed:
            return None
        if event.host not in self.begin and (self.single if self.begin else self._would_show(event.host)):
            return None
        begin = self.begin.get(event.host, min(self.begin.values(), default=self.first))
        if begin > event.time and event.host not in self.verbose:
            begin = self.first
        if begin <= event.time <= self.last + TRAIL_SECONDS:
            return begin
        leads = self.trace.origin == "nova" or (self.trace.began_before and event.host not in self.verbose)
        return event.time - begin if leads and 0 < begin - event.time <= self.scope.lead else None

    def _would_show(self, host: str) -> bool:
        """Tell whether a part on this host had left a line under the id: at INFO it may not (start, suspend)."""
        return host in self.verbose and self.trace.operation not in WORKER_OPERATIONS

    def wants(self, event: Event, spec: EventSpec) -> bool:
        """Tell whether the event can be its: an event of its flow, and with an id only where ids go astray."""
        if self.scope.events is not None and event.name not in self.scope.events:
            return False
        astray = {self.trace.operation} if self.trace.operation else spec.operations
        return event.request is None or _by_driver(event) or (bool(astray) and astray <= WORKER_OPERATIONS)

    def take(self, event: Event) -> None:
        """Count an event as the operation's."""
        self.taken.append(event)
        if not _by_driver(event):  # which comes late
            self.last = max(self.last, event.time)


def _by_driver(event: Event) -> bool:
    """Tell whether libvirt's event thread wrote a line, under whatever id it had before (nova.virt.driver, 12-34)."""
    return event.name.startswith(("lifecycle.", "sync."))


def share_out(strays: Iterable[Event], windows: Mapping[str, list[Window]], specs: Mapping[str, EventSpec]) -> None:
    """Give each stray event to the open operation of its server whose compute side began last.

    Args:
        strays: compute events that name a server and carry no id of an operation on it, by time.
        windows: by server id.
        specs: the catalogue by event id.
    """
    for event in strays:
        spec = specs[event.name]
        open_ones = [
            (begin, i, window)
            for i, window in enumerate(windows.get(event.server or "", ()))
            if (begin := window.opened(event)) is not None and window.wants(event, spec)
        ]
        open_ones.sort()
        if open_ones:
            winner = open_ones[-1][2]
            winner.take(event)
            rivals = (window for _, _, window in reversed(open_ones[:-1]))
            winner.contested += [(event, rival.trace.request or "") for rival in rivals]


def hand_on(told: Iterable[Event], windows: Mapping[str, list[Window]]) -> None:
    """Give what a starting nova-compute says of a server to the operation that it was in the midst of: its latest.

    Args:
        told: events of `STARTUP` that carry no id of an operation on their server, by time.
        windows: by server id, by the time of their first event.
    """
    for event in told:
        before = (w for w in windows.get(event.server or "", ()) if w.first <= event.time and not w.closed)
        asked = [window for window in before if window.trace.origin == "api"]
        if asked:
            asked[-1].taken.append(event)
