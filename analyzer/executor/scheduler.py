"""nova-scheduler: filters over the simulated hosts, then weights; it decides for reasons of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.executor.bus import Actor
from analyzer.executor.exception import NoValidHost

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analyzer.executor.journal import Journal
    from analyzer.executor.state import Host, Job

# From Pike on placement tells which hosts are large enough; from Queens on a retry takes an alternate host.
PLACEMENT_SINCE, ALTERNATES_SINCE = 16, 17


@dataclass(frozen=True, slots=True)
class Request:
    """What a host is wanted for.

    Attributes:
        ignore: hosts that are no candidates.
        same_host: only the host that the server is on.
        prefer: the host that weighs most whatever is free there.
    """

    job: Job
    ignore: tuple[str, ...] = ()
    same_host: bool = False
    prefer: str | None = None


@dataclass
class Scheduler(Actor):
    """The scheduler."""

    hosts: Sequence[Host] = field(kw_only=True)
    journal: Journal = field(kw_only=True)
    release: int = field(kw_only=True)

    def select_destinations(self, request: Request) -> list[str]:
        """Choose hosts, the best first; the first one is claimed.

        Raises:
            NoValidHost: none is left.
        """
        job, say = request.job, self._say
        say(job, "scheduler.starting", servers=[job.server.uuid], plain=True)
        candidates = [host for host in self.hosts if host.name not in request.ignore]
        if self.release >= PLACEMENT_SINCE:
            candidates = [host for host in candidates if fits_ram(host, request) and fits_disk(host, request)]
            if not candidates:
                say(job, "scheduler.no-allocation-candidates", plain=True)
                raise NoValidHost("No valid host was found. ")
        if request.ignore:
            say(job, "scheduler.ignore-hosts", hosts=", ".join(request.ignore), plain=True)
        left = self._filter(candidates, request)
        say(job, "scheduler.filtered", hosts=f"[{', '.join(map(str, left))}]", plain=True)
        left.sort(key=lambda host: (host.name == request.prefer, host.free_ram, host.free_disk), reverse=True)
        weighed = ", ".join(f"WeighedHost [host: {host}, weight: {_weight(host, request)}]" for host in left)
        say(job, "scheduler.weighed", hosts=f"[{weighed}]", plain=True)
        best = left[0]
        if self.release >= PLACEMENT_SINCE:
            say(job, "scheduler.claim-attempt", server=job.server.uuid, plain=True)
        state = str(best).split(") ", 1)[1]
        best.allocations[job.server.uuid] = job.flavor
        say(job, "scheduler.selected-host", host=best.name, node=best.name, state=state)
        return [host.name for host in left]

    def _filter(self, hosts: list[Host], request: Request) -> list[Host]:
        job = request.job
        self._say(job, "scheduler.filters-start", count=len(hosts), plain=True)
        results: list[tuple[str, int]] = []
        for name, passes in FILTERS.items():
            first, last = _MODULES_OF.get(name, (None, None))
            if (first is not None and self.release < first) or (last is not None and self.release > last):
                continue
            if name == "RetryFilter" and job.tried:
                for host in hosts:
                    if host.name in job.tried:
                        candidate, tried = [host.name, host.name], [[one, one] for one in job.tried]
                        self._say(job, "scheduler.retry-filter", candidate=candidate, hosts=tried, plain=True)
            hosts = [host for host in hosts if passes(host, request)]
            results.append((name, len(hosts)))
            if not hosts:
                self._say(job, "scheduler.filter-returned-0", filter=name, plain=True)
                captures = {"reservation": "r-novaflow", "server": job.server.uuid, "filters": results}
                self._say(job, "scheduler.filter-removed-all", **captures, plain=True)
                raise NoValidHost("No valid host was found. There are not enough hosts available.")
            self._say(job, "scheduler.filter-returned", filter=name, count=len(hosts), plain=True)
        return hosts

    def _say(self, job: Job, event: str, /, *, plain: bool = False, **captures: object) -> None:
        """Write a line; a `plain` one has no `[instance: ]` before its message."""
        self.journal.say(event, job.context, None if plain else job.server.uuid, **captures)


def not_tried(host: Host, request: Request) -> bool:
    """Leave out hosts that failed before."""
    return host.name not in request.job.tried


def fits_ram(host: Host, request: Request) -> bool:
    """Leave out hosts with less memory than the flavor needs."""
    return host.free_ram >= request.job.flavor.ram


def fits_disk(host: Host, request: Request) -> bool:
    """Leave out hosts with less disk than the flavor needs."""
    return host.free_disk >= request.job.flavor.disk


def is_same(host: Host, request: Request) -> bool:
    """Leave out other hosts, where the same one is wanted."""
    return not request.same_host or host.name == request.job.server.host


FILTERS: dict[str, Callable[[Host, Request], bool]] = {
    "RetryFilter": not_tried,
    "RamFilter": fits_ram,
    "DiskFilter": fits_disk,
    "SameHostFilter": is_same,
}
# The releases that ask a filter; nova 17 keeps RetryFilter but has alternates, 18 leaves memory and disk to placement.
_MODULES_OF = {
    "RetryFilter": (None, ALTERNATES_SINCE - 1),
    "RamFilter": (None, PLACEMENT_SINCE - 1),
    "DiskFilter": (None, PLACEMENT_SINCE - 1),
}


def _weight(host: Host, request: Request) -> float:
    return round(host.free_ram / host.ram + (1000 if host.name == request.prefer else 0), 2)
