"""The journal as `journalctl -o export` writes it: a field a line, and a blank line after each entry.

A field with a line end in it is binary: its name on a line, eight bytes of length, the value. What is read here are
lines of text, in which the length may be damaged; so such a value goes on up to the next line that is a field.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.parsing.containers._fields import entry
from analyzer.parsing.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.model import Line

SAMPLES = (
    (
        "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795328457000000\n_HOSTNAME=node-1\nPRIORITY=6\n_PID=7\n"
        "SYSLOG_IDENTIFIER=nova-compute\nLOGGER_NAME=nova.compute.claims\nLOGGER_LEVEL=INFO\n"
        "REQUEST_ID=req-3f41d966-4aad-42b5-9700-1dc79342740b\n"
        "MESSAGE=[instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702] Claim successful on node node-1\n"
    ),
)
_FIELD = re.compile(r"([A-Z_][A-Z0-9_]{0,63})=(.*)", re.DOTALL)
_BINARY = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
# No field is 16 MB long, so the last five bytes are zero; a length whose first byte is a line end stands in two lines.
_LENGTH = re.compile(r"\A.{0,3}?\0{5,}", re.DOTALL)
_FIRST = "__CURSOR="
_NEEDED = (_FIRST, "__REALTIME_TIMESTAMP=")
_MOST_LINES = 5000


def marks(head: Sequence[str]) -> int:
    """Return how many of the fields that begin every entry stand there."""
    return sum(any(text.startswith(field) for text in head) for field in _NEEDED)


def unwrap(lines: Iterable[Line]) -> Iterator[Entry]:
    """Give the message of each entry, and as they stand entries without one."""
    held: list[Line] = []
    for line in lines:
        if held and (line.text.startswith(_FIRST) or len(held) > _MOST_LINES):
            yield from _entry(held)
            held = []
        held.append(line)
    if held:
        yield from _entry(held)


def _entry(held: Sequence[Line]) -> Iterator[Entry]:
    fields: dict[str, str] = {}
    binary: str | None = None
    for line in held:
        if found := _FIELD.fullmatch(line.text):
            fields[found[1]], binary = found[2], None
        elif binary is None and _BINARY.fullmatch(line.text):
            binary = line.text
        elif binary and (line.text or binary in fields):
            value = fields.get(binary)
            fields[binary] = _LENGTH.sub("", line.text) if value is None else f"{value}\n{line.text}"
    one = entry({name: value.rstrip() for name, value in fields.items()}, held[0].place, len(held))
    yield from (one,) if one else (Entry(line.text, line.place) for line in held)
