"""Lines to events: read every file, then settle who wrote what."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING

from analyzer.errors import InputError, UsageError
from analyzer.model import Coverage, Event, FileSummary, Footprint, Input, Log, Process
from analyzer.parsing import identity
from analyzer.parsing.clash import shared_names
from analyzer.parsing.release import told_by
from analyzer.parsing.tally import RANKS, SILENCE_SECONDS, Draft, Stream, Tally, tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from analyzer.model import Releases, Source
    from analyzer.notation.events import Catalogue

# What a process of Nova is called whose service no line tells.
_UNTOLD = "nova"


def parse(sources: Iterable[Source], catalogue: Catalogue, *, min_level: str | None = None) -> Log:
    """Turn lines into events.

    Args:
        sources: the files, those of a rotated log oldest first.
        catalogue: the events.
        min_level: read the logs as if they had been written at this level: records below it are counted as known and
            show nothing.

    Returns:
        The events by time, what the logs are able to show, and the account; `input.skipped` has the files that end
        before their end.

    Raises:
        InputError: no line of any file was recognised.
        UsageError: `min_level` is no level.
    """
    if min_level is not None and min_level not in RANKS:
        raise UsageError(f"{min_level!r} is no level", hint="one of " + ", ".join(RANKS))
    tallies = [tally(source, catalogue, RANKS[min_level or "DEBUG"]) for source in sources]
    if not any(found.headers for found in tallies):
        first = next((found.source.path for found in tallies if found.lines), None)
        raise InputError(
            "no line was recognised" if first else "there is no line to read",
            file=first or next((found.source.path for found in tallies), None),
            hint="NovaFlow reads what Nova's services log: a time, a process id, a level, a logger, a message",
        )
    return _Settler(tallies).log()


class _Settler:
    """Puts together what the files tell of each other.

    Args:
        tallies: all files.
    """

    def __init__(self, tallies: Sequence[Tally]) -> None:
        self._tallies = [(found, list(_services(found))) for found in tallies]
        self._told: dict[tuple[str, str], str] = {}  # (log, pid) -> the host its lines name
        self._hosts: defaultdict[tuple[str, str], set[str]] = defaultdict(set)  # (log, service) -> the same
        for found, streams in self._tallies:
            for pid, service, stream in streams:
                if stream.host:
                    self._told.setdefault((found.source.log, pid), stream.host)
                    self._hosts[found.source.log, service].add(stream.host)
        self._events: list[Event] = []
        self._processes: dict[tuple[str, str, str], Process] = {}
        self._footprints: defaultdict[str, dict[tuple[str, str], Footprint]] = defaultdict(dict)
        self._named: set[str] = set()
        self._pids: defaultdict[str, set[str]] = defaultdict(set)
        self._seen: dict[int, str] = {}  # a record's hash -> the file it was first read in
        self._releases: set[int] = set()

    def log(self) -> Log:
        files = tuple([self._settle(found, streams) for found, streams in self._tallies])
        self._events.sort(key=lambda event: (event.time, event.place.file, event.place.line))
        processes = tuple(
            sorted(self._processes.values(), key=lambda process: (process.first, process.service, process.pid))
        )
        computes = {process.host for process in processes if process.service == "compute"}
        releases = told_by(one for found, _ in self._tallies for one in found.wordings)
        coverage = Coverage(
            processes=processes,
            footprints={request: tuple(places.values()) for request, places in self._footprints.items()},
            hosts_named=frozenset(computes | _unlike(self._named, computes)),
            # A cloud in the middle of an upgrade has no one release.
            release=self._releases.pop() if len(self._releases) == 1 else _only(releases),
            releases=releases,
        )
        skipped = (*(found.damage for found, _ in self._tallies if found.damage), *shared_names(files, self._pids))
        return Log(tuple(self._events), coverage, Input(files, skipped))

    def _settle(self, found: Tally, streams: Iterable[tuple[str, str, Stream]]) -> FileSummary:
        services, hosts, events = set(), set(), 0
        for pid, service, stream in streams:
            services.add(service)
            if stream.families:  # a privsep helper has a pid of its own in the same file
                self._pids[found.source.path].add(pid)
            if service in identity.NOVA or service == _UNTOLD:
                host = self._host(found.source, pid, service, stream)
                hosts.add(host)
                events += self._add(pid, service, host, stream)
        source = found.source
        return FileSummary(
            path=source.path,
            service=source.service or (services.pop() if len(services) == 1 else None),
            host=hosts.pop() if len(hosts) == 1 else None if hosts else source.host,
            form=found.form,
            lines=found.lines,
            events=events,
            known=found.headers - events,
            continuation=found.continuation,
            unrecognised=found.unrecognised,
            first=found.first,
            last=found.last,
            level=found.level,
        )

    def _host(self, source: Source, pid: str, service: str, stream: Stream) -> str:
        if source.host and source.certain:
            return source.host
        told = self._told.get((source.log, pid))
        # In a file of several services the computes may be several hosts', and not all of them tell theirs.
        if told is None and (service != "compute" or source.service) and len(self._hosts[source.log, service]) == 1:
            (told,) = self._hosts[source.log, service]
        own = (stream.node or _stem(source.log)) if service == "compute" else service
        return told or stream.machine or source.host or own

    def _add(self, pid: str, service: str, host: str, stream: Stream) -> int:
        """Add what a process wrote; return the number of its events that no file before has too."""
        before = self._processes.get((service, host, pid))
        self._processes[service, host, pid] = Process(
            service=service,
            host=host,
            pid=pid,
            first=min(stream.first, before.first) if before else stream.first,
            last=max(stream.last, before.last) if before else stream.last,
            levels=frozenset(stream.levels | (before.levels if before else set())),
            families=frozenset(stream.families | (before.families if before else set())),
            silences=_silences(stream, before),
            driver=(before and before.driver) or stream.driver,
            options={**before.options, **stream.options} if before else stream.options,
        )
        for request, (first, last) in stream.requests.items():
            places, by_user = self._footprints[request], request in stream.users
            if (seen := places.get((service, host))) is not None:
                first, last = min(first, seen.first), max(last, seen.last)  # noqa: PLW2901  the span of both
                by_user = by_user or seen.by_user
            places[service, host] = Footprint(request, service, host, first, last, by_user)
        events = [_event(draft, service, host) for draft in stream.drafts]
        events = [event for event in events if self._is_first(event)]
        self._events += events
        self._named |= stream.named
        if stream.release is not None:
            self._releases.add(stream.release)
        return len(events)

    def _is_first(self, event: Event) -> bool:
        """Tell whether no other file has this record: a log may have been copied, or an excerpt of it."""
        who = (event.service, event.host, event.process)
        record = hash((who, event.time, event.logger, event.message, event.request, event.server))
        return self._seen.setdefault(record, event.place.file) == event.place.file


def _silences(stream: Stream, before: Process | None) -> tuple[tuple[float, float], ...]:
    """Return when a process was silent, with the hole between two files; of files that overlap nothing can be told."""
    if before is None:
        return tuple(stream.silences)
    earlier, later = sorted(((before.first, before.last), (stream.first, stream.last)))
    if later[0] < earlier[1]:
        return ()
    hole = ((earlier[1], later[0]),) if later[0] - earlier[1] > SILENCE_SECONDS else ()
    return (*before.silences, *stream.silences, *hole)


def _services(found: Tally) -> Iterator[tuple[str, str, Stream]]:
    """Give each stream with its pid and service.

    In a file of several services, lines that do not tell theirs go to the one that the same process tells most often.
    """
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (pid, told, _), stream in found.streams.items():
        if told:
            votes[pid][told] += stream.lines
    everyone = {service for counter in votes.values() for service in counter}
    alone = next(iter(everyone)) if len(everyone) == 1 else None
    for (pid, told, _), stream in found.streams.items():
        service = found.source.service or told or (votes[pid].most_common(1)[0][0] if votes[pid] else alone)
        yield pid, service or (_UNTOLD if stream.levels else "other"), stream


def _only(releases: Releases | None) -> int | None:
    return releases.first if releases and releases.first == releases.last else None


def _stem(log: str) -> str:
    return PurePath(log).name.removesuffix(".log") or log


def _unlike(named: Iterable[str], known: Iterable[str]) -> set[str]:
    """Return the names that are not the short or full form of a known one."""
    short = {name.partition(".")[0] for name in known}
    return {name for name in named if name.partition(".")[0] not in short}


def _event(draft: Draft, service: str, host: str) -> Event:
    header = draft.header
    captures: Mapping[str, str] = draft.captures
    return Event(
        name=draft.name,
        time=header.time,
        place=draft.place,
        service=service,
        host=host,
        process=header.pid,
        level=header.level,
        logger=header.logger,
        message=draft.message,
        request=header.request,
        global_request=header.global_request,
        server=identity.server_of(header, captures),
        captures=captures,
        detail=draft.detail,
    )
