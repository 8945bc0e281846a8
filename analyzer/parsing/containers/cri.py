"""What Kubernetes' runtimes write before each line of standard output: `STAMP stdout F TEXT`.

The tag is P for a part of a line and F for its last (or only) part; `docker logs -t` and `kubectl logs --timestamps`
write the stamp alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.parsing.entry import Entry, Fields
from analyzer.parsing.moment import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.model import Line

SAMPLES = (
    (
        "2026-11-22T06:20:57.000123456Z stdout P 2026-11-22 06:20:57.000 7 INFO nova.compute.claims [None"
        " req-3f41d966-4aad-42b5-9700-1dc79342740b u p - - d d] [instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702]\n"
        "2026-11-22T06:20:57.000123456Z stdout F  Claim successful on node node-1"
    ),
    (
        "2026-11-22T06:20:57.000123456Z 2026-11-22 06:20:57.000 7 INFO nova.compute.claims"
        " [None req-3f41d966-4aad-42b5-9700-1dc79342740b u p - - d d] [instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702]"
        " Claim successful on node node-1"
    ),
)
_STAMP = r"(?P<stamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))"
_LINE = re.compile(rf"{_STAMP} (?P<stream>stdout|stderr) (?P<tag>[FP])(?::\S*)?(?: (?P<text>.*))?", re.DOTALL)
# Nothing that the syslog or pebble form reads: there the time is followed by a host or by a name in brackets.
_STAMPED = re.compile(rf"{_STAMP} (?P<text>\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{{3}} .*)", re.DOTALL)
_STAMP_ONLY = re.compile(rf"{_STAMP} (?P<text>.*)", re.DOTALL)


def marks(head: Sequence[str]) -> int:
    """Return 2 or 3 if most lines begin so, else 0."""
    tagged = sum(_LINE.fullmatch(text) is not None for text in head)
    stamped = sum(_STAMPED.fullmatch(text) is not None for text in head)
    return 3 if 2 * tagged > len(head) else 2 if 2 * stamped > len(head) else 0


def unwrap(lines: Iterable[Line]) -> Iterator[Entry]:
    """Give what was written, the parts of a line put together."""
    open_lines: dict[str, Entry] = {}  # by stream
    for line in lines:
        found = _LINE.fullmatch(line.text)
        if found is None:
            stamped = _STAMP_ONLY.fullmatch(line.text)
            fields = Fields(moment(stamped["stamp"])) if stamped else Fields()
            yield Entry(stamped["text"] if stamped else line.text, line.place, fields)
            continue
        begun = open_lines.pop(found["stream"], Entry("", line.place, Fields(moment(found["stamp"])), 0))
        whole = begun._replace(text=begun.text + (found["text"] or ""), lines=begun.lines + 1)
        if found["tag"] == "F":
            yield whole
        else:
            open_lines[found["stream"]] = whole
    yield from open_lines.values()
