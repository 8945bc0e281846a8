"""What the logs that were read are able to show: the difference between "did not happen" and "cannot tell"."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analyzer.model import Releases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Coverage, Event, EventSpec, Process, Trace

VERBOSITY = ("DEBUG", "INFO", "AUDIT", "WARNING", "ERROR", "CRITICAL")
# What is said of releases is said of these.
MODELLED = Releases(12, 34)

# An operation rarely goes without a line for so long.
MARGIN_SECONDS = 60.0

# The family of the lines on plugging and unplugging, and those that only a server with an interface brings about.
PLUGGING = "osvif"
NETWORKED = frozenset({PLUGGING, "vif", "event"})

# The driver that the flows are of, and the lines that nova.compute.manager writes only because it asks for them
# (ComputeVirtAPI.wait_for_instance_event, 25-34).
DRIVER = "libvirt"
WAITING = "event"


def wired(traces: Iterable[Trace], specs: Mapping[str, EventSpec]) -> frozenset[str]:
    """Return the servers that have a network interface, as far as any line of theirs shows one."""
    return frozenset(
        trace.server
        for trace in traces
        if trace.server and any(specs[event.name].family in NETWORKED for event in trace.all_events)
    )


class Sight:
    """Answers whether a line would stand in the logs, had it been written.

    Args:
        coverage: what was read.
        specs: the catalogue by event id.
        wired: the servers that some line shows to have a network interface; None: not looked at, any may.

    Attributes:
        unwritten: the events that, as it turned out, nothing writes where these logs are from.
    """

    def __init__(self, coverage: Coverage, specs: Mapping[str, EventSpec], wired: frozenset[str] | None = None) -> None:
        self.coverage, self.specs, self.wired = coverage, specs, wired
        self.told = coverage.told or MODELLED
        self.unwritten: frozenset[str] = frozenset()
        self.by_host: dict[tuple[str, str], list[Process]] = defaultdict(list)
        for process in coverage.processes:
            self.by_host[process.service, process.host].append(process)
        self.families = {
            key: frozenset(family for process in processes for family in process.families)
            for key, processes in self.by_host.items()
        }
        self.computes = frozenset(host for service, host in self.by_host if service == "compute")
        self.hosts = self.computes | coverage.hosts_named
        self.all_computes = bool(self.computes) and coverage.hosts_named <= self.computes

    def wrote_in(self, request: str | None, service: str) -> bool:
        """Tell whether a request left any line in a service."""
        return any(print_.service == service for print_ in self.coverage.footprints.get(request or "", ()))

    def shows(self, event: str, service: str, host: str | None, trace: Trace) -> bool:
        """Tell whether an event of this trace would have been seen.

        A line is shown if a log of the service on that host was read, it has lines before and after the trace, its
        level shows the event, the release has it, and the service ever wrote an event of the same family there.

        Args:
            event: the id in the catalogue.
            service: who writes it.
            host: where; None: not known, then the logs of all hosts that the logs name must show it.
            trace: the operation; its first and last own events are the moment.
        """
        if event in self.unwritten:
            return False
        if self.specs[event].family == PLUGGING and self.wired is not None and trace.server not in self.wired:
            return False  # a server without an interface has nothing to plug
        if service != "compute":
            if not self.wrote_in(trace.request, service):
                return False  # another worker or host may have served it, whose log was not read
            prints = self.coverage.footprints.get(trace.request or "", ())
            hosts = {print_.host for print_ in prints if print_.service == service}
            return all(self._shows_on(event, service, h, trace) for h in hosts)
        if host is not None:
            return self._shows_on(event, service, host, trace)
        return self.all_computes and all(self._shows_on(event, service, h, trace) for h in self.computes)

    def begins_late(self, trace: Trace, service: str, host: str) -> bool:
        """Tell whether a log begins too late to have all of a trace, or is not there.

        A trace without a line of the API may have begun before its first line; a log that has it all is older by
        `MARGIN_SECONDS`.
        """
        first = began(trace) - (MARGIN_SECONDS if trace.began_before else 0.0)
        return min((p.first for p in self.by_host.get((service, host), ())), default=float("inf")) > first

    def anybodys(self, event: Event, *, named: bool) -> bool:
        """Tell whether a line without an operation's id may be of one that the logs do not show.

        Under an id of its own: one that began before its log. Without any id: one of which no other line is there, as
        at INFO many a reboot or offload is where the log of the API that named this operation does not tell of it.
        """
        processes = self.by_host.get((event.service, event.host), ())
        begin = min((process.first for process in processes), default=event.time)
        if event.request is not None:
            return begin > event.time - MARGIN_SECONDS
        return not named and not any("DEBUG" in process.levels for process in processes)

    def silent(self, trace: Trace, service: str, host: str) -> bool:
        """Tell whether lines are missing from a log while a trace went on."""
        own = trace.events or trace.all_events
        first, last = began(trace), own[-1].time + MARGIN_SECONDS
        return any(
            begin < last and end > first
            for process in self.by_host.get((service, host), ())
            for begin, end in process.holes
        )

    def has_all(self, trace: Trace, service: str, host: str) -> bool:
        """Tell whether the log of a service on a host has lines before and after a trace, and no hole in between."""
        processes = self.by_host.get((service, host), ())
        last = (trace.events or trace.all_events)[-1].time
        if self.begins_late(trace, service, host) or max((p.last for p in processes), default=0.0) < last:
            return False
        return not self.silent(trace, service, host)

    def drives_otherwise(self, host: str | None, trace: Trace) -> bool:
        """Tell whether nova-compute has another driver than the flows', so that all the same its log is whole.

        Args:
            host: where; None: not known, then it holds for all hosts that the logs name.
            trace: the operation.
        """
        if host is None and not self.all_computes:
            return False
        return all(
            any(p.driver not in (None, DRIVER) for p in self.by_host.get(("compute", one), ()))
            and self.has_all(trace, "compute", one)
            for one in ([host] if host else self.computes)
        )

    def _shows_on(self, event: str, service: str, host: str, trace: Trace) -> bool:
        spec = self.specs[event]
        if spec.releases is not None and not spec.releases.hold(self.told):
            return False
        processes = self.by_host.get((service, host), ())
        families = self.families.get((service, host), frozenset())
        if not processes or spec.family not in families or (spec.family == WAITING and DRIVER not in families):
            return False
        if not self.has_all(trace, service, host):
            return False
        own = trace.events or trace.all_events
        first, last = own[0].time, own[-1].time
        # A privsep helper writes into the same file under a pid of its own, and never a line of the catalogue.
        nova = [p for p in processes if p.families]
        alive = [p for p in nova if p.first <= last and p.last >= first] or nova
        needed = min(VERBOSITY.index(level) for level in spec.levels)
        return all(any(VERBOSITY.index(level) <= needed for level in p.levels if level in VERBOSITY) for p in alive)


def began(trace: Trace) -> float:
    """Return when a trace began: its access line, maybe the first it has, is written at the end of the call."""
    own = trace.events or trace.all_events
    calls = (e.time - float(e.captures.get("elapsed") or 0) for e in own if e.name == "api.access")
    return min((own[0].time, *calls))
