"""Docker's own log files (json-file driver): `<id>-json.log`, an object a line with `log`, `stream` and `time`.

Docker cuts what a service writes at 16 KiB; a part that is not the last has no line end.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from analyzer.parsing.entry import Entry, Fields
from analyzer.parsing.moment import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.model import Line

SAMPLES = (
    (
        '{"log":"2026-11-22 06:20:57.000 7 INFO nova.compute.claims [None req-3f41d966-4aad-42b5-9700-1dc79342740b u p'
        ' - - d d] [instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702] Claim successful","stream":"stdout",'
        '"time":"2026-11-22T06:20:57.000123456Z"}\n'
        '{"log":" on node node-1\\n","stream":"stdout","time":"2026-11-22T06:20:57.000123456Z"}'
    ),
)
_KEYS = ("log", "stream", "time")


def marks(head: Sequence[str]) -> int:
    """Return the number of Docker's keys if most lines have all of them, else 0."""
    return len(_KEYS) if 2 * sum(_parts(text) is not None for text in head) > len(head) else 0


def unwrap(lines: Iterable[Line]) -> Iterator[Entry]:
    """Give what was written, the parts of a line put together."""
    open_lines: dict[str, Entry] = {}  # by stream
    for line in lines:
        parts = _parts(line.text)
        if parts is None:
            yield Entry(line.text, line.place)
            continue
        text, stream, stamp = parts
        begun = open_lines.pop(stream, Entry("", line.place, Fields(moment(stamp)), 0))
        whole = begun._replace(text=begun.text + text.rstrip("\r\n"), lines=begun.lines + 1)
        if text.endswith("\n"):
            yield whole
        else:
            open_lines[stream] = whole
    yield from open_lines.values()


def _parts(text: str) -> tuple[str, str, str] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    values = [found.get(key) for key in _KEYS] if isinstance(found, dict) else []
    log, stream, stamp = values if len(values) == len(_KEYS) else (None, None, None)
    return (log, stream, stamp) if isinstance(log, str) and isinstance(stream, str) and isinstance(stamp, str) else None
