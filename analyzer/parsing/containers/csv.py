"""CSV: a record a row, as fluentd or an export from Elasticsearch writes it.

The first line names the columns. Without it the columns are taken to be those that kolla's fluentd gave to an export,
which is what such files without a first line have been.
"""

from __future__ import annotations

import csv
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING

from analyzer.parsing.containers._fields import TEXT, entry
from analyzer.parsing.entry import Entry
from analyzer.parsing.header import level_of
from analyzer.parsing.moment import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.model import Line

SAMPLES = (
    (
        "Timestamp,Hostname,log_level,programname,python_module,request_id,Pid,Payload\n"
        "2026-11-22 06:20:57.000,node-1,INFO,nova-compute,nova.compute.claims,3f41d966-4aad-42b5-9700-1dc79342740b,7,"
        '"[instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702] Claim successful on node node-1"'
    ),
    (
        "AW6j,flog-2026.11.22,1.0,fluentd,node-1,u,default,2026-11-22 06:20:57.000,2026-11-22T06:20:57.000000000+00:00,"
        "INFO,6.0,[instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702] Claim successful on node node-1,p,nova-compute,"
        "3f41d966-4aad-42b5-9700-1dc79342740b,nova.compute.claims,openstack.nova,default,-"
    ),
)
_KOLLA = (
    *("_id", "_index", "_score", "_type", "Hostname", "user_id", "user_domain", "Timestamp", "@timestamp"),
    *("log_level", "severity", "Payload", "tenant_id", "programname", "request_id", "python_module", "Logger"),
)
_DELIMITERS = ",;\t|"
_OTHERS_NEEDED = frozenset({"Timestamp", "@timestamp", "timestamp", "time", "asctime", "created", "log_level", "level"})
# Rows to look at, and how many of them have to be as long as the longest, before that is taken for a limit.
_ROWS_SEEN = 500
_SHARE_CUT = 0.02
_FEWEST_CUT = 3


def marks(head: Sequence[str]) -> int:
    """Return 1 if the first line names the columns, or has kolla's; else 0."""
    return int(_dialect(head[0]) is not None)


def unwrap(lines: Iterable[Line]) -> Iterator[Entry]:
    """Give the text of each row; if many of them are as long as the longest, that is where they were cut."""
    rows = _rows(lines)
    first = list(islice(rows, _ROWS_SEEN))
    lengths = Counter(len(one.text) for one in first if one.fields.time is not None)
    longest = max(lengths, default=0)
    cut = lengths[longest] > max(_FEWEST_CUT, _SHARE_CUT * len(first))
    for one in chain(first, rows):
        yield one._replace(fields=one.fields._replace(limit=longest)) if cut else one


def _rows(lines: Iterable[Line]) -> Iterator[Entry]:
    taken: list[Line] = []

    def texts() -> Iterator[str]:
        for line in lines:
            if taken or line.text.strip():
                taken.append(line)
                yield line.text + "\n"

    source = texts()
    heading = next(source, "")
    delimiter, names, named = _dialect(heading) or (",", _KOLLA, False)
    if named:
        yield Entry(heading.rstrip("\n"), taken[0].place)
        taken.clear()
    reader = csv.reader(source if named else chain((heading,), source), delimiter=delimiter)
    while True:
        try:
            values = next(reader, None)
        except csv.Error:  # a quote that never ends
            values = []
        if values is None:
            break
        one = entry(dict(zip(names, values, strict=False)), taken[0].place, len(taken)) if taken else None
        yield from (one,) if one else (Entry(line.text, line.place) for line in taken)
        taken.clear()
    yield from (Entry(line.text, line.place) for line in taken)


def _dialect(first: str) -> tuple[str, Sequence[str], bool] | None:
    """Return the delimiter and the columns that a first line tells, and whether it names them; None if it is no CSV."""
    for delimiter in _DELIMITERS:
        names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
        if not _OTHERS_NEEDED.isdisjoint(names) and not set(TEXT).isdisjoint(names):
            return delimiter, names, True
    row = dict(zip(_KOLLA, next(csv.reader([first]), []), strict=False))
    if moment(row.get("Timestamp", "")) is not None and level_of(row.get("log_level", "")) and "python_module" in row:
        return ",", _KOLLA, False
    return None
