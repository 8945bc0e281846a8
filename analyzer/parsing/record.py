"""Records: a header line with the lines that belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.errors import InputError
from analyzer.parsing.header import MAX_TEXT, Header, HeaderReader, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.model import Line, Place

_MAX_DETAIL = 20_000
_FUNCTION = re.compile(r"[\w<>]+")
_SOURCE = re.compile(r"/\S*\.py:\d+")
# devstack's, before 2017 and since.
_DEVSTACK_ORIGIN = re.compile(r" (?:from \(pid=\d+\) \S+ /\S+|\{\{(?:\(pid=\d+\) )?\S+ /\S+\}\})$")
# How a traceback begins, also where nothing stands before its lines.
_TRACEBACK = "Traceback (most recent call last):"
# A journal has the time of each line of a traceback.
_TRACEBACK_SECONDS = 0.5


@dataclass(slots=True)
class Record:
    """A header and its lines, `lines` in all; without a header a line that nothing before it explains.

    `rest` are lines without a header, `traceback` the lines of a traceback without their prefix; `room` is the number
    of characters that may still be added to them, what comes after that is dropped. `cut` tells that the message may
    lack its end.
    """

    header: Header | None
    place: Place
    lines: int = 1
    rest: list[str] = field(default_factory=list)
    traceback: list[str] = field(default_factory=list)
    room: int = MAX_TEXT
    cut: bool = False

    @property
    def detail(self) -> str:
        """The folded traceback."""
        return "\n".join(self.traceback)[:_MAX_DETAIL]

    def add(self, text: str, *, traced: bool, lines: int = 1) -> None:
        """Add a text of so many lines of the file, to the traceback if it is `traced` or begins one."""
        self.lines += lines
        traced = traced or bool(self.traceback) or text.startswith(_TRACEBACK)
        if self.room > 0:
            (self.traceback if traced else self.rest).append(text[: self.room])
            self.room -= len(text) + 1

    def messages(self) -> Iterator[str]:
        """Give the readings of the message, the fullest first.

        Lines without a header may belong to the message, but may also come from something else that writes to the same
        file, as libvirt's client library and uwsgi do. A DEBUG line that ends with its function and place is complete.
        """
        if self.header is None:
            return
        first = self.header.message
        whole = "\n".join((first, *self.rest))[:MAX_TEXT]
        if self.header.level == "DEBUG":
            bare = without_origin(first)
            if self.rest and bare == first:
                yield without_origin(whole)
            yield bare
        else:
            if self.rest:
                yield whole
            yield first


class Joiner:
    """Joins the lines of one writer to records, as they come."""

    def __init__(self) -> None:
        self._current: Record | None = None

    def push(self, text: str, place: Place, header: Header | None, lines: int = 1) -> Record | None:
        """Take a text of so many lines of the file; return the record that it shows to be complete."""
        current = self._current
        if current is not None and current.header is not None:
            if header is None:
                current.add(text, traced=False, lines=lines)
                return None
            if _continues(current.header, header):
                current.add(header.message, traced=True, lines=lines)
                return None
        self._current = Record(header, place, lines)
        return current

    def end(self) -> Record | None:
        """Return the last record."""
        return self._current


def records(lines: Iterator[Line], reader: HeaderReader) -> Iterator[Record]:
    """Join the lines of a file to records.

    Raises:
        InputError: the file ends before its end; the records up to there have been given by then.
    """
    joiner = Joiner()
    damage: InputError | None = None
    try:
        for line in lines:
            text = plain(line.text)
            if record := joiner.push(text, line.place, reader.read(text)):
                yield record
    except InputError as error:
        damage = error
    if last := joiner.end():
        yield last
    if damage is not None:
        raise damage


def _continues(before: Header | None, header: Header) -> bool:
    """Tell whether a line is of the traceback of the record before.

    oslo.log repeats the prefix before each line of it (option logging_exception_prefix), always with the level ERROR
    and never with a context.
    """
    return (
        not header.context
        and header.level == "ERROR"
        and before is not None
        and before.context
        and (before.pid, before.logger) == (header.pid, header.logger)
        and 0 <= header.time - before.time <= _TRACEBACK_SECONDS
    )


def without_origin(message: str) -> str:
    """Cut off the ` function /path.py:12` that oslo.log adds to DEBUG messages (option logging_debug_format_suffix)."""
    if message.endswith("}}") or " from (pid=" in message:
        return _DEVSTACK_ORIGIN.sub("", message)
    rest, _, source = message.rpartition(" ")
    if not _SOURCE.fullmatch(source):
        return message
    text, _, function = rest.rpartition(" ")
    return text if _FUNCTION.fullmatch(function) else message
