"""Words to hide that no pattern knows: the names of hosts, and those that users gave to servers and accounts."""

from __future__ import annotations

import re
from dataclasses import InitVar, dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING

from analyzer.reporting.redaction.patterns import BARE, CHOSEN, CONTEXT, HOSTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.model import Event, Report
    from analyzer.notation.declared import Declared

SHORTEST = 2
_HOST = re.compile(r"[A-Za-z0-9_][\w.-]*")
_CHOSEN = re.compile(f"{CHOSEN}|{BARE}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")
_NOBODY = frozenset(
    {"-", "None", "default", "Default", "null", "True", "False", "true", "false", "localhost", "not provided", ""}
)
_NAMES = ("name", "image_name", "flavor", "availability_zone")  # of a request's parameters
_NAME_CAPTURES = ("user", "project", "old_flavor", "new_flavor", "old_az", "new_az", "zone")


@dataclass
class Words:
    """What is to be hidden; `kept` are names that are also words of Nova's own, and so are left as they are.

    Args:
        declared: the words of its messages and flows are kept; what its templates type as a host is one.
    """

    declared: InitVar[Declared]
    hosts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    servers: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    def __post_init__(self, declared: Declared) -> None:
        self._vocabulary = _vocabulary_of(declared)
        captures = [
            part for one in declared.catalogue.wordings for part in one.template.parts if not isinstance(part, str)
        ]
        self._host_captures = sorted({one.name for one in captures if one.type == "host"})

    def host(self, name: str | None) -> None:
        """Hide the name of a host."""
        if name and _HOST.fullmatch(name) and not _is_address(name):
            self._add(self.hosts, name.rstrip("."))
            if "." in name:
                self._add(self.hosts, name.partition(".")[0])

    def text(self, text: str) -> None:
        """Hide what a line of a log, or a part of one, names."""
        for pattern in HOSTS:
            for found in pattern.finditer(text):
                for name in found.groups():
                    self.host(name)
        for found in _CHOSEN.finditer(text):
            self._add(self.names, found["chosen"] or found["bare"])
        for found in CONTEXT.finditer(text):
            for word in found[1].split():
                if _UUID.fullmatch(word):
                    self.accounts.add(word)
                elif not word.startswith(("req-", "[")):
                    self._add(self.names, word)

    def event(self, event: Event) -> None:
        """Hide what a record names, and who wrote it."""
        self.host(event.host)
        if event.server:
            self.servers.add(event.server)
        for name in self._host_captures:
            self.host(event.captures.get(name))
        for name in _NAME_CAPTURES:
            self._add(self.names, event.captures.get(name, ""))
        self.text(event.message)
        self.text(event.detail)

    def report(self, report: Report) -> None:
        """Hide what a report names."""
        for name in (*report.hosts, *(file.host for file in report.input.files), *report.input.clock_skew):
            self.host(name)
        for trace in (*(one.trace for one in report.verdicts), *report.surroundings):
            for event in trace.all_events:
                self.event(event)
            if trace.server:
                self.servers.add(trace.server)
            for name in _NAMES:
                self._add(self.names, str(trace.parameters.get(name, "")))
        for verdict in report.verdicts:
            for name in verdict.hosts.values():
                self.host(name)
            for found in verdict.deviations:
                self.text(found.message)
                self.text(found.because)
        for condition in report.conditions:
            self.text(condition.message)

    def _add(self, words: set[str], word: str) -> None:
        if word in _NOBODY or word.isdigit() or _UUID.fullmatch(word):
            return
        if word.lower() in self._vocabulary or len(word) < SHORTEST:
            self.kept.add(word)
        else:
            words.add(word)


def _vocabulary_of(declared: Declared) -> frozenset[str]:
    """Return the words of Nova's messages and of the flows, in lower case: hidden, no line would be known again."""
    texts = [part for one in declared.catalogue.wordings for part in one.template.parts if isinstance(part, str)]
    texts += [*declared.catalogue.specs, *(logger for one in declared.catalogue.wordings for logger in one.loggers)]
    texts += [word for flow in declared.flows.values() for word in (flow.name, *flow.roles, *flow.roles.values())]
    return frozenset(_words(texts))


def _words(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for word in re.findall(r"\w[\w-]*", text.lower()):
            yield word
            yield from word.split("-")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
