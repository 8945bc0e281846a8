"""Records out of containers: the inner text is read as any line, and what it does not tell the container does."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING

from analyzer.errors import InputError
from analyzer.parsing.containers import containers
from analyzer.parsing.header import Header, plain
from analyzer.parsing.record import Joiner, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.model import Line
    from analyzer.parsing.entry import Entry, Fields
    from analyzer.parsing.header import HeaderReader

# Enough to tell a form; a file may begin in the middle of an entry.
_LINES_LOOKED_AT = 40
_INSTANCE = re.compile(r"\[instance: ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\] ?")


def looked_at(lines: Iterable[Line]) -> tuple[list[str], Iterator[Line]]:
    """Return the first texts of a file, and all its lines."""
    iterator = iter(lines)
    head: list[Line] = []
    damage: InputError | None = None
    try:
        head.extend(islice(iterator, _LINES_LOOKED_AT))
    except InputError as error:
        damage = error
    return [line.text for line in head], _again(head, iterator, damage)


def unwrapped(form: str, lines: Iterable[Line], reader: HeaderReader) -> Iterator[Record]:
    """Give the records in a container; those of one writer are joined, whatever others write between them.

    Args:
        form: the container's.
        lines: all lines of the file.
        reader: what reads the inner texts; it takes lines of several forms.

    Raises:
        InputError: the file ends before its end; the records up to there have been given by then.
    """
    writers: dict[tuple[str | None, str | None], Joiner] = {}
    heard = _Heard(lines)
    for entry in containers()[form].unwrap(heard):
        joiner = writers.setdefault((entry.fields.host, entry.fields.unit), Joiner())
        yield from _records(entry, joiner, reader)
    yield from (last for joiner in writers.values() if (last := joiner.end()))
    if heard.damage is not None:
        raise heard.damage


class _Heard:
    """Lines that end where the file is damaged, so that what was held of them can still be given.

    Args:
        lines: all lines of the file.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = lines
        self.damage: InputError | None = None

    def __iter__(self) -> Iterator[Line]:
        try:
            yield from self._lines
        except InputError as error:
            self.damage = error


def _again(head: Iterable[Line], rest: Iterator[Line], damage: InputError | None) -> Iterator[Line]:
    yield from chain(head, rest)
    if damage is not None:
        raise damage


def _records(entry: Entry, joiner: Joiner, reader: HeaderReader) -> Iterator[Record]:
    """Push an entry; give what is complete by that. An entry is one record at most, whatever its lines look like."""
    first, *more = plain(entry.text).split("\n")
    header = _header(first, entry.fields, reader)
    if header is None and entry.fields.level:  # a record, but not of what is read here: no line of the one before
        yield Record(None, entry.place, entry.lines)
        return
    if record := joiner.push(first, entry.place, header, entry.lines):
        yield record
    current = joiner.end()
    if current is None:
        return
    for text in more:
        prefixed = reader.read(text)
        joiner.push(text, entry.place, None if prefixed and prefixed.context else prefixed, 0)
    for text in entry.fields.traceback.splitlines():
        current.add(text, traced=True, lines=0)
    current.cut = entry.fields.limit == len(entry.text)


def _header(text: str, fields: Fields, reader: HeaderReader) -> Header | None:
    header = reader.read(text)
    if header is None and fields.time is not None and fields.pid:
        # A service that leaves time and process id to the journal: the line as the journal prints it.
        stamp = datetime.fromtimestamp(fields.time, UTC).isoformat(timespec="microseconds")
        header = reader.read(f"{stamp} {fields.host or '-'} {fields.unit or '-'}[{fields.pid}]: {text}")
        if header is not None:
            return header._replace(host=fields.host, unit=fields.unit)
    if header is not None:
        return header._replace(host=header.host or fields.host, unit=header.unit or fields.unit)
    if fields.time is None or fields.level is None or fields.logger is None:
        return None
    instance = _INSTANCE.match(text)
    return Header(
        time=fields.time,
        pid=fields.pid,
        level=fields.level,
        logger=fields.logger,
        context=True,
        request=fields.request,
        global_request=fields.global_request,
        server=instance[1] if instance else fields.server,
        message=text[instance.end() :] if instance else text,
        unit=fields.unit,
        host=fields.host,
        by_user=fields.by_user,
    )
