"""The options of Nova that limit a time: `reference_flows/limits.toml`, and what a nova.conf sets them to."""

from __future__ import annotations

import tomllib
from configparser import Error, MissingSectionHeaderError, ParsingError, RawConfigParser
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from analyzer.data import folder
from analyzer.errors import NotationError, UsageError
from analyzer.model import Place, Releases, Setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE = "limits.toml"
_DEFAULT_GROUP = "DEFAULT"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of Nova that limits a time.

    `defaults` are seconds by releases, `source` is the module of Nova that declares it and who counts; `per_server` is
    the image's or flavor's property that may replace it for a server.
    """

    name: str
    source: str
    defaults: tuple[tuple[Releases, float], ...]
    per_server: str | None = None

    def default(self, release: int | None) -> float | None:
        """Return what Nova takes if nobody sets it, in seconds; None where the release has no such option."""
        return next((seconds for releases, seconds in self.defaults if releases.admit(release)), None)


@cache
def load_options() -> Mapping[str, Option]:
    """Return the options by name, as the option dump writes it: `group.name`, or `name` in the group DEFAULT.

    Raises:
        NotationError: the file is not TOML, or an option lacks its source or its default.
    """
    return MappingProxyType(parse_options((folder("reference_flows") / FILE).read_text(encoding="utf-8")))


def parse_options(text: str) -> dict[str, Option]:
    """Read the text of `limits.toml`; see `load_options`."""
    file = f"reference_flows/{FILE}"
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotationError(f"is not TOML: {error}", file=file) from error
    try:
        return {name: _option(name, table) for name, table in tables.items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        hint = '[NAME], then source = "module", default = { "12-" = 60 }, and per_server = "property" if there is one'
        raise NotationError(f"an option is not complete: {error}", file=file, hint=hint) from error


def _option(name: str, table: Mapping[str, object]) -> Option:
    default, per_server = table["default"], table.get("per_server")
    if not isinstance(default, dict) or not default:
        raise ValueError(f"{name} has no default")
    defaults = tuple((_releases(key), float(seconds)) for key, seconds in default.items())
    return Option(name, str(table["source"]), defaults, None if per_server is None else str(per_server))


def _releases(text: str) -> Releases:
    first, last = text.split("-")
    return Releases(int(first) if first else None, int(last) if last else None)


def read_nova_conf(paths: Iterable[str]) -> dict[str, Setting]:
    """Return the options of `load_options` that the files set; a later file overrides an earlier one, as in Nova.

    Raises:
        UsageError: a file cannot be read, is no configuration file, or sets one of them to what is no number of
            seconds. It shows nothing of a line: such a file holds passwords.
    """
    found: dict[str, Setting] = {}
    for path in paths:
        found |= _of_one(path)
    return found


def _of_one(path: str) -> dict[str, Setting]:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", file=path, hint="name a nova.conf") from error
    except UnicodeDecodeError as error:
        raise UsageError("cannot be read as text", file=path, hint="name a nova.conf in UTF-8") from error
    # Nova takes no part of a value for a comment, inherits nothing from DEFAULT, and lets an option stand twice.
    parser = RawConfigParser(strict=False, default_section="", comment_prefixes=("#", ";"))
    try:
        parser.read_string(text)
    except MissingSectionHeaderError as error:
        raise UsageError("an option stands before the first [group]", file=path, line=error.lineno) from error
    except ParsingError as error:
        line = error.errors[0][0] if error.errors else None
        raise UsageError(
            "is no line of a nova.conf", file=path, line=line, hint="a line is [group], option = value or a comment"
        ) from error
    except Error as error:
        raise UsageError("is no nova.conf", file=path) from error
    return dict(_settings(parser, text, path))


def _settings(parser: RawConfigParser, text: str, path: str) -> Iterable[tuple[str, Setting]]:
    for name in load_options():
        group, _, key = name.rpartition(".")
        section = group or _DEFAULT_GROUP
        if not parser.has_option(section, key):
            continue
        line = _line_of(text, section, key)
        try:
            seconds = int(parser.get(section, key))
        except ValueError as error:
            hint = "write it as a whole number, 60"
            raise UsageError(f"{name} is no number of seconds", file=path, line=line, hint=hint) from error
        if seconds < 0:
            raise UsageError(f"{name} is less than 0", file=path, line=line, hint="0 is no limit")
        yield name, Setting(float(seconds), Place(path, line))


def _line_of(text: str, section: str, key: str) -> int:
    """Return the line that sets an option last: the parser knows its value, but not its place."""
    here, found = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("["):
            here = line.partition("]")[0][1:]
        elif here == section and line.replace(":", "=").partition("=")[0].strip().lower() == key:
            found = number
    return found
