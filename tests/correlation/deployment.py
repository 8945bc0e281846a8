"""Small deployments: what their services logged, read and parsed as a user's logs are, with the shipped catalogue."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from analyzer.checking import check
from analyzer.correlation import correlate
from analyzer.model import Line, Place, Source
from analyzer.notation.events import Catalogue, load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analyzer.model import Event, Flow, Log, Trace, Verdict

SERVER = "72085ec4-c42f-4f7a-8c6c-8429af7c2702"
OTHER = "085c4fbb-fbad-49d3-9021-43374738ea8f"
THIRD = "5db21e6b-29b1-4183-992f-7e5bac1e77b9"
SERVERS = {"$S": SERVER, "$T": OTHER, "$U": THIRD}
SERVICES = ("api", "conductor", "scheduler")
OUR_LOGGERS = ("oslo", "os_vif", "uwsgi")
SPOKEN = re.compile(
    r"(?P<where>[\w-]+)(?::(?P<pid>\d+))? +(?P<at>[\d.]+) +(?P<request>\S+) +"
    r"(?P<level>[A-Z]+) (?P<logger>\S+) (?P<message>.*)"
)


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


@cache
def flows() -> Mapping[str, Flow]:
    return load_flows(catalogue().specs)


def request(letter: str) -> str:
    """Return the request id that a scene calls by a letter, A to F."""
    return f"req-{letter * 8}-0000-4000-8000-000000000000".lower()


def _record(spoken: re.Match[str]) -> str:
    """Write a record as oslo.log does.

    `@$S` is the prefix of server `$S`, `> METHOD PATH STATUS` an access line, `-` no context, a letter a request: a
    capital is a user's, a small letter Nova's own.
    """
    minutes, seconds = divmod(float(spoken["at"]), 60)
    identity = "user project - - default default" if spoken["request"].isupper() else "- - - - - -"
    context = "-" if spoken["request"] == "-" else f"None {request(spoken['request'])} {identity}"
    logger = spoken["logger"] if spoken["logger"].startswith(OUR_LOGGERS) else f"nova.{spoken['logger']}"
    message = re.sub(r"^@(\$\w)", r"[instance: \1]", spoken["message"])
    message = re.sub(r"^> (\w+) (\S+) (\d+)$", r'10.0.0.9 "\1 \2 HTTP/1.1" status: \3 len: 398 time: 0.59', message)
    for name, server in SERVERS.items():
        message = message.replace(name, server)
    pid = spoken["pid"] or 7
    return f"2026-11-22 06:{int(minutes):02}:{seconds:06.3f} {pid} {spoken['level']} {logger} [{context}] {message}"


def _source(where: str, texts: list[str]) -> Source:
    service, host = (where, "controller") if where in SERVICES else ("compute", where)
    path = f"nova-{where}.log"

    def lines() -> Iterator[Line]:
        return (Line(text, Place(path, number)) for number, text in enumerate(texts, start=1))

    return Source(path, service, host, lines, log=path)


def log(scene: str) -> Log:
    """Read a scene: one line `WHERE SECONDS REQUEST LEVEL LOGGER MESSAGE` a record, other lines its traceback.

    WHERE is a service of the controller or a compute's host, and may end in `:PID`.
    A line that begins with `#` is left out.
    """
    files: dict[str, list[str]] = {}
    where = header = ""
    for text in scene.strip("\n").splitlines():
        if spoken := SPOKEN.fullmatch(text.strip()):
            where, record = spoken["where"], _record(spoken)
            header = record[: record.index("[")]
            files.setdefault(where, []).append(record)
        elif text.strip() and not text.lstrip().startswith("#"):
            files[where].append(header + text)
    return parse([_source(where, texts) for where, texts in sorted(files.items())], catalogue())


def traces(scene: str) -> tuple[Trace, ...]:
    """Return the operations of a scene."""
    read = log(scene)
    return correlate(read.events, read.coverage, flows(), catalogue().specs)


def verdicts(scene: str) -> tuple[Verdict, ...]:
    """Return the verdicts on a scene."""
    read = log(scene)
    found = correlate(read.events, read.coverage, flows(), catalogue().specs)
    return check(found, flows(), catalogue().specs, read.coverage)


def verdict(scene: str) -> Verdict:
    """Return the verdict on a scene of one operation."""
    (only,) = verdicts(scene)
    return only


def named(events: tuple[Event, ...]) -> list[str]:
    return [event.name for event in events]
