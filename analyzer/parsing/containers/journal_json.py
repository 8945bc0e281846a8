"""The journal as `journalctl -o json` writes it, an object a line.

With use_journal oslo.log gives the journal its fields (LOGGER_NAME, REQUEST_ID, ...); else MESSAGE is a line of text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from analyzer.parsing.containers._fields import entry
from analyzer.parsing.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.model import Line

SAMPLES = (
    (
        '{"__CURSOR":"s=1","__REALTIME_TIMESTAMP":"1795328457000000","_HOSTNAME":"node-1","PRIORITY":"6",'
        '"SYSLOG_IDENTIFIER":"nova-compute","_PID":"7","LOGGER_NAME":"nova.compute.claims","LOGGER_LEVEL":"INFO",'
        '"REQUEST_ID":"req-3f41d966-4aad-42b5-9700-1dc79342740b",'
        '"MESSAGE":"[instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702] Claim successful on node node-1"}'
    ),
    (
        '{"__CURSOR":"s=2","__REALTIME_TIMESTAMP":"1795328457000000","_HOSTNAME":"node-1","PRIORITY":"6",'
        '"_SYSTEMD_UNIT":"devstack@n-cpu.service","SYSLOG_IDENTIFIER":"nova-compute","_PID":"7","MESSAGE":'
        '"INFO nova.compute.claims [None req-3f41d966-4aad-42b5-9700-1dc79342740b demo admin]'
        ' [instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702] Claim successful on node node-1"}'
    ),
)
_KEYS = ("MESSAGE", "__REALTIME_TIMESTAMP", "__CURSOR")


def marks(head: Sequence[str]) -> int:
    """Return the number of the journal's keys that most lines have."""
    found = [_fields(text) for text in head]
    return sum(2 * sum(key in fields for fields in found) > len(head) for key in _KEYS) if any(found) else 0


def unwrap(lines: Iterable[Line]) -> Iterator[Entry]:
    """Give the message of each entry."""
    for line in lines:
        yield entry(_fields(line.text), line.place) or Entry(line.text, line.place)


def _fields(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict) or "__REALTIME_TIMESTAMP" not in found:
        return {}
    message = found.get("MESSAGE")
    if isinstance(message, list):  # a message with bytes that are no text: colours
        octets = bytes(part for part in message if isinstance(part, int) and 0 <= part <= 255)  # noqa: PLR2004  a byte
        found["MESSAGE"] = octets.decode("utf-8", "replace")
    return found
