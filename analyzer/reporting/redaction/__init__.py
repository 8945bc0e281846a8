"""Who and where, hidden: ids, addresses, paths, and the names of hosts, servers and accounts become made-up ones.

What stands for one thing stands for it everywhere in one run. Texts are searched once, from left to right, so that no
made-up name is taken for an original. Free text is not understood: what a name stands for is known by the key before
it, by the template of the message, or by its form.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from analyzer.model import Flow, Place, RuleInfo, Step
from analyzer.reporting.redaction.patterns import (
    BARE,
    CHOSEN,
    COMMON,
    DOMAIN,
    IDENTIFIERS,
    METADATA,
    OF_A_LOG,
    OF_A_POD,
    OWN_CODE,
    PACKAGES,
    PATH,
    QUOTED,
)
from analyzer.reporting.redaction.pseudonyms import Form, Pseudonyms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from analyzer.reporting.redaction.harvest import Words

T = TypeVar("T")

# What NovaFlow itself wrote, and no log.
_DECLARED = (Flow, Step)
_SHIPPED = "reference_flows/"
_OWN_FIELDS = frozenset(
    {"name", "service", "form", "level", "kind", "operation", "verdict", "candidates", "role", "move", "origin", "rule"}
    | {"severity", "family", "expires", "fail_on", "what", "logger", "process", "outside"}
)
# Of the parameters of a request.
_NAMES_OF_USERS = frozenset({"name", "image_name", "flavor", "availability_zone"})


class Redactor:
    """Hides who and where.

    Args:
        form: see `Pseudonyms`.
        words: what is to be hidden beside what the patterns know.
        files: the logs that were read; what they have in common above them is left out.
    """

    def __init__(self, form: Form, words: Words, files: Iterable[str] = ()) -> None:
        self.pseudonyms = Pseudonyms(form, frozenset(words.hosts | words.names | words.accounts))
        for server in sorted(words.servers):
            self.pseudonyms.declare("server", server)
        for account in sorted(words.accounts):
            self.pseudonyms.declare("account", account)
        self._hosts = {host.lower(): host for host in words.hosts}
        paths = sorted(set(files) - {"-"})
        read = (_group("file", paths),) if paths else ()
        self._pattern = re.compile(
            "|".join((*read, METADATA, CHOSEN, BARE, PATH, IDENTIFIERS, *_literals(words, DOMAIN)))
        )
        self._in_a_path = re.compile("|".join((IDENTIFIERS, *_literals(words))))
        self._above = os.path.commonpath([Path(path).absolute().parent for path in paths]) if paths else ""
        self._files: dict[str, str] = {}
        for path in paths:
            self.file(path)
        self._made: dict[int, tuple[object, object]] = {}

    def text(self, text: str) -> str:
        """Return a text with all that tells who and where replaced."""
        return self._pattern.sub(self._replace, text)

    def file(self, path: str) -> str:
        """Return the name of a log: its folders and its own name as far as they tell nothing, no two alike."""
        if path not in self._files:
            taken, name, number = set(self._files.values()), self._file(path), 1
            pure = Path(name)
            while name in taken:
                number += 1
                name = str(pure.with_name(f"{number}-{pure.name}"))
            self._files[path] = name
        return self._files[path]

    def redact(self, value: T) -> T:
        """Return a copy of a noun of the model, or of a collection of them, with all its texts redacted."""
        return cast("T", self._any(value))

    def _any(self, value: Any) -> Any:  # noqa: ANN401, PLR0911 - whatever a noun holds
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Place):
            return self._place(value)
        if isinstance(value, _DECLARED):
            return value if value.place.file.startswith(_SHIPPED) else self._declared(value)
        if isinstance(value, RuleInfo) or value is None:
            return value
        if is_dataclass(value) and not isinstance(value, type):
            known = self._made.get(id(value))
            if known is None:
                known = self._made[id(value)] = (value, self._dataclass(value))  # kept, so that its id stays its own
            return known[1]
        if isinstance(value, Mapping):
            return {self._key(key): self._item(key, item) for key, item in value.items()}
        if isinstance(value, tuple | list | frozenset):
            return type(value)(map(self._any, value))
        return value

    def _place(self, place: Place) -> Place:
        if place.file in self._files:
            return replace(place, file=self.file(place.file))
        if place.file.startswith(_SHIPPED):
            return place
        return replace(place, file=Path(place.file).name if place.file.endswith(".flow") else self.file(place.file))

    def _declared(self, value: Any) -> Any:  # noqa: ANN401 - a flow or a part of one
        """Return a part of a site's own flow without the folder that it is in."""
        if isinstance(value, Place):
            return self._place(value)
        if isinstance(value, tuple):
            return tuple(map(self._declared, value))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        return replace(value, **{one.name: self._declared(getattr(value, one.name)) for one in fields(value)})

    def _dataclass(self, value: Any) -> Any:  # noqa: ANN401 - any noun
        changes = {}
        for field in fields(value):
            old = getattr(value, field.name)
            if field.name in _OWN_FIELDS:
                continue
            if field.name == "path" and isinstance(old, str):
                changes[field.name] = self.file(old)
            elif field.name != "event" or not isinstance(old, str):
                changes[field.name] = self._any(old)
        return replace(value, **changes)

    def _key(self, key: object) -> object:
        return self.text(key) if isinstance(key, str) else key

    def _item(self, key: object, value: object) -> object:
        if key in _NAMES_OF_USERS and isinstance(value, str) and value:
            return self._chosen(value)
        return self._any(value)

    def _replace(self, found: re.Match[str]) -> str:
        kind, text = found.lastgroup or "", found[found.lastgroup or 0]
        if kind == "file":
            return self.file(text)
        if kind == "metadata":
            lead, _, tail = found[0].rpartition(text)
            return f"{lead}{re.sub(QUOTED, lambda one: one[1] + self._chosen(one[2]), text)}{tail}"
        if kind in ("chosen", "bare"):
            lead, _, tail = found[0].rpartition(text)
            return f"{lead}{self._chosen(text)}{tail}"
        return self._path(text) if kind == "path" else self._identifier(kind, text)

    def _identifier(self, kind: str, text: str) -> str:
        named: dict[str, Callable[[str], str]] = {
            "v4": self._address,
            "v6": self._address,
            "host": self._host,
            "name": partial(self.pseudonyms.word, "name"),
            "login": partial(self.pseudonyms.word, "login"),
            "mail": partial(self.pseudonyms.word, "mail"),
            "token": partial(self.pseudonyms.word, "token"),
            "request": self.pseudonyms.request,
            "device": self.pseudonyms.device,
            "guest": self.pseudonyms.guest,
            "mac": self.pseudonyms.mac,
            "identity": self.pseudonyms.identity,
        }
        return named[kind](text)

    def _chosen(self, text: str) -> str:
        """Return what stands for a value that a user chose; it may be an id, or the name of a host."""
        if self._in_a_path.fullmatch(text):
            return self._in_a_path.sub(self._replace, text)
        return text if text in ("None", "default", "null") or text.isdigit() else self.pseudonyms.word("name", text)

    def _host(self, text: str) -> str:
        """Return the name of a host; of a full name, its domain is named apart."""
        first, dot, domain = text.partition(".")
        name = self.pseudonyms.word("host", first)
        return f"{name}.{self.pseudonyms.word('domain', domain)}.invalid" if dot else name

    def _address(self, text: str) -> str:
        """Return what stands for an address; a point or a colon behind it may be of the sentence."""
        for end in range(len(text), len(text.rstrip(".:")) - 1, -1)[:3]:
            try:
                address = ip_address(text[:end])
            except ValueError:
                continue
            telling = not (address.is_unspecified or address.is_loopback or str(address).startswith("255."))
            return self.pseudonyms.address(address, text[:end]) + text[end:] if telling else text
        return text  # a version, a time, or Python's `::`

    def _path(self, path: str) -> str:
        parts = path.split("/")[1:]
        free = len(parts)
        if path.endswith(".py"):
            code = [at for at, part in enumerate(parts[:-1]) if part in PACKAGES or OWN_CODE.fullmatch(part)]
            free = code[0] if code else len(parts) - 1
        return "/" + "/".join(self._component(part) if at < free else part for at, part in enumerate(parts))

    def _component(self, part: str) -> str:
        if COMMON.fullmatch(part):
            return part
        rest = self._in_a_path.sub("", part)
        if rest != part and (not rest or COMMON.fullmatch(rest)):
            return self._in_a_path.sub(self._replace, part)
        return self.pseudonyms.word("dir", part)

    def _file(self, path: str) -> str:
        if path == "-":
            return path
        whole = Path(path).absolute()
        if not self._above or not whole.is_relative_to(self._above):
            return self._log(whole.name)
        below = whole.relative_to(self._above).parts
        return "/".join((*self._host_above(), *map(self._component, below[:-1]), self._log(below[-1])))

    def _host_above(self) -> list[str]:
        """Return the folders from the one that a host is named by, if all logs are in one: it tells who wrote them."""
        parts: list[str] = []
        for part in reversed(self._above.split("/")):
            if part.lower() in self._hosts:
                return [self._component(part), *parts]
            if not COMMON.fullmatch(part):
                break
            parts.insert(0, part)
        return []

    def _log(self, name: str) -> str:
        """Return the name of a log file as far as it tells nothing: service, rotation, host by another name."""
        told = self._in_a_path.sub("", name)
        parts = [part for part in re.split(r"[._-]", told) if part]
        if all(OF_A_LOG.fullmatch(part.lower()) for part in parts):
            return self._in_a_path.sub(self._replace, name)
        if pod := OF_A_POD.fullmatch(name):
            return f"{self.pseudonyms.word('pod', pod[1])}_{self.pseudonyms.word('space', pod[2])}_{self._log(pod[3])}"
        suffix = "".join(one for one in Path(name).suffixes if OF_A_LOG.fullmatch(one[1:]))
        return f"{self.pseudonyms.word('log', name)}{suffix}"


def _literals(words: Words, domain: str = "") -> Iterable[str]:
    """Yield a group for the hosts, with what may follow one, and a group for the names."""
    if words.hosts:
        yield _group("host", words.hosts, domain)
    if words.names:
        yield _group("name", words.names)


def _group(name: str, known: Iterable[str], more: str = "") -> str:
    """Return a group of words, the longest first, bounded by what is no letter and no digit."""
    either = "|".join(map(re.escape, sorted(known, key=lambda word: (-len(word), word))))
    return rf"(?P<{name}>(?<![A-Za-z0-9])(?i:{either}){more}(?![A-Za-z0-9]))"
