"""What one file holds, before it is known who wrote it: a process may tell its service and host at any line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from analyzer.errors import InputError
from analyzer.model import Setting, SkippedFile
from analyzer.notation.lines import line_forms
from analyzer.parsing import identity
from analyzer.parsing.containers import container_of
from analyzer.parsing.cut import match_cut
from analyzer.parsing.header import HeaderReader
from analyzer.parsing.record import Record, records
from analyzer.parsing.unwrapping import looked_at, unwrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import Place, Releases, Source
    from analyzer.notation.events import Catalogue, Match
    from analyzer.notation.wordings import Wording
    from analyzer.parsing.header import Header

# From one line to the next: a shorter silence hides no more than a step or two.
SILENCE_SECONDS = 5.0
# From its first line to the one that says that it starts.
STARTING_SECONDS = 60.0
RANKS = {"DEBUG": 0, "INFO": 1, "WARNING": 2, "ERROR": 3, "CRITICAL": 4}


class Draft(NamedTuple):
    """An event without service and host."""

    header: Header
    place: Place
    name: str
    captures: Mapping[str, str]
    message: str
    detail: str


@dataclass(slots=True)
class Stream:
    """What one process wrote into a file; times in seconds, UTC.

    `requests` has the first and last time of each request id, `users` those that a user made. `host` is what it says of
    itself, `machine` where the collector of its lines says that it runs, `node` the hypervisor it names, `driver` how
    it drives that, `release` its major release, `options` what it sets the options of `limits.toml` to.
    """

    first: float
    last: float
    lines: int = 0
    silences: list[tuple[float, float]] = field(default_factory=list)
    levels: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    requests: dict[str, list[float]] = field(default_factory=dict)
    users: set[str] = field(default_factory=set)
    drafts: list[Draft] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    host: str | None = None
    machine: str | None = None
    node: str | None = None
    driver: str | None = None
    release: int | None = None
    options: dict[str, Setting] = field(default_factory=dict)

    def hear(self, time: float) -> None:
        """Count a line into the time that the process is heard of; lines may stand in any order."""
        if time - self.last > SILENCE_SECONDS:
            self.silences.append((self.last, time))
        elif time < self.last and self.silences:
            self.silences = [(begin, end) for begin, end in self.silences if not begin < time < end]
        self.first, self.last = min(self.first, time), max(self.last, time)


@dataclass(slots=True)
class Tally:
    """What was read of a file: its streams by pid and, where the lines tell them, service and machine; and the account.

    `headers` are the lines with a header that are no part of a traceback, events among them; `wordings` what was
    `seen` that only some releases log, with those.
    """

    source: Source
    streams: dict[tuple[str, str | None, str | None], Stream] = field(default_factory=dict)
    form: str | None = None
    lines: int = 0
    headers: int = 0
    wordings: set[tuple[str, Releases]] = field(default_factory=set)
    seen: set[Wording] = field(default_factory=set)
    continuation: int = 0
    unrecognised: int = 0
    first: float | None = None
    last: float | None = None
    level: str | None = None
    damage: SkippedFile | None = None


def tally(source: Source, catalogue: Catalogue, floor: int) -> Tally:
    """Read a file.

    Args:
        source: the file.
        catalogue: the events.
        floor: the rank of the lowest level to look at; records below it are counted and not used.
    """
    result = Tally(source)
    head, lines = looked_at(source.lines())
    container = container_of(head)
    reader = HeaderReader(line_forms(), mixed=container is not None)
    nova = source.service is None or source.service in identity.NOVA
    try:
        for record in unwrapped(container, lines, reader) if container else records(lines, reader):
            _count(result, record, floor)
            if nova and record.header is not None and RANKS[record.header.level] >= floor:
                _take(result, record, record.header, catalogue)
    except InputError as error:
        result.damage = SkippedFile(source.path, error.message)
    result.form = _form(container, reader.form) if result.headers else None
    return result


def _form(container: str | None, inner: str | None) -> str | None:
    return f"{inner} in {container}" if inner and container else container or inner


def _count(result: Tally, record: Record, floor: int) -> None:
    result.lines += record.lines
    header = record.header
    if header is None:
        result.unrecognised += record.lines
    elif RANKS[header.level] < floor:
        result.headers += record.lines
    else:
        result.headers += 1
        result.continuation += record.lines - 1
    if header is not None:
        result.first = header.time if result.first is None else min(result.first, header.time)
        result.last = header.time if result.last is None else max(result.last, header.time)
        if result.level is None or RANKS[header.level] < RANKS[result.level]:
            result.level = header.level


def _take(result: Tally, record: Record, header: Header, catalogue: Catalogue) -> None:
    service = None if result.source.service else _service(header)
    key = (header.pid, service, header.host)
    stream = result.streams.get(key)
    if stream is None:
        stream = result.streams[key] = Stream(header.time, header.time, machine=header.host)
    stream.lines += 1
    stream.hear(header.time)
    if header.logger.startswith("nova."):
        stream.levels.add(header.level)
    if header.request:
        span = stream.requests.setdefault(header.request, [header.time, header.time])
        span[:] = min(span[0], header.time), max(span[1], header.time)
        if header.by_user:
            stream.users.add(header.request)
    stream.host = stream.host or identity.host_of_options(header)
    stream.driver = stream.driver or identity.driver_of_logger(header.logger)
    if option := identity.limit_of_options(header):
        stream.options[option[0]] = Setting(option[1], record.place)
    # Without a context it is the line of a traceback whose record is not before it.
    if not header.context and header.level == "ERROR":
        return
    match, message = _match(record, header, catalogue)
    if match:
        captures = {key: value for key, value in match.captures.items() if value is not None}
        stream.drafts.append(Draft(header, record.place, match.spec.name, captures, message, record.detail))
        if match.wording not in result.seen:
            result.seen.add(match.wording)
            releases = catalogue.releases_of(match.spec.name, header.level, message)
            if releases is not None:
                result.wordings.add((match.spec.name, releases))
        _learn(stream, header.time, match.spec.name, match.spec.family, captures)


def _match(record: Record, header: Header, catalogue: Catalogue) -> tuple[Match | None, str]:
    """Name the event of a record, and the reading of its message that reports it."""
    for message in record.messages():
        if match := catalogue.match(header.logger, header.level, message):
            return match, message
    if record.cut:
        return match_cut(catalogue, header.logger, header.level, header.message), header.message
    return None, header.message


def _service(header: Header) -> str | None:
    """Return the service that wrote a line: the unit's, for many services use the same loggers."""
    return (identity.service_of_unit(header.unit) if header.unit else None) or identity.service_of(header.logger)


def _learn(stream: Stream, time: float, name: str, family: str, captures: Mapping[str, str]) -> None:
    stream.families.add(family)
    if name == identity.STARTED:  # in a container a new process may have the old one's id
        stream.silences = [(begin, end) for begin, end in stream.silences if end < time - STARTING_SECONDS]
    stream.named.update(identity.named_hosts(family, captures))
    stream.host = stream.host or identity.own_host(name, captures)
    stream.release = stream.release or identity.own_release(name, captures)
    stream.driver = stream.driver or identity.own_driver(name, captures)
    if "host" not in captures:
        stream.node = stream.node or captures.get("node")
