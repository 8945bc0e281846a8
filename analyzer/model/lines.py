"""Where text stands, and the files it is read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, 1-based."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line of a log, without its line end."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """One file of logs, ready to be read.

    `service` is `api`, `conductor`, `scheduler`, `compute`, another service's name such as `neutron`, or None where the
    path does not tell. `host` is what the path tells; where it is not `certain` (a folder's name), what the lines say
    is better. `log` is the path without rotation and compression: the files of one rotated log share it.
    `lines` streams the lines from the first; it raises InputError where the file ends before its end.
    """

    path: str
    service: str | None
    host: str | None
    lines: Callable[[], Iterator[Line]]
    log: str
    certain: bool = True
