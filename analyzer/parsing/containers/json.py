"""JSON: an object a line, an array of objects, or objects over several lines.

oslo.log's own (use_json; its FluentFormatter), and what fluentd, filebeat, logstash, vector or an export from
Elasticsearch make of a text log: the text stands under `message`, `log`, `Payload` or the like.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from analyzer.parsing.containers._fields import TEXT, entry
from analyzer.parsing.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analyzer.model import Line

SAMPLES = (
    (
        '{"message": "Claim successful on node node-1", "asctime": "2026-11-22 06:20:57", "name":'
        ' "nova.compute.claims", "msg": "Claim successful on node %s", "args": ["node-1"], "levelname": "INFO",'
        ' "levelno": 20, "filename": "claims.py", "module": "claims", "lineno": 1, "funcname": "__init__", "created":'
        ' 1795328457.0, "msecs": 0.0, "process_name": "MainProcess", "process": 7, "traceback": null,'
        ' "hostname": "node-1", "context": {"request_id": "req-3f41d966-4aad-42b5-9700-1dc79342740b", "user": "u"},'
        ' "extra": {"instance_uuid": "72085ec4-c42f-4f7a-8c6c-8429af7c2702"}}'
    ),
    (
        '{"@timestamp":"2026-11-22T06:20:59.001Z","host":{"name":"node-1"},"log":{"offset":1,"file":{"path":'
        '"/var/log/nova/nova-compute.log"}},"message":"2026-11-22 06:20:57.000 7 INFO nova.compute.claims'
        " [None req-3f41d966-4aad-42b5-9700-1dc79342740b u p - - d d] [instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702]"
        ' Claim successful on node node-1"}'
    ),
    (
        '[\n  {\n    "Hostname": "node-1",\n    "Timestamp": "2026-11-22 06:20:57.000",\n    "log_level": "INFO",\n'
        '    "programname": "nova-compute",\n    "python_module": "nova.compute.claims",\n    "Pid": "7",\n'
        '    "request_id": "3f41d966-4aad-42b5-9700-1dc79342740b",\n'
        '    "Payload": "[instance: 72085ec4-c42f-4f7a-8c6c-8429af7c2702] Claim successful on node node-1"\n  }\n]'
    ),
)
# An object over more than this is none of a log.
_MOST_LINES = 5000
_ENDS = ("}", "},", "}]")


def marks(head: Sequence[str]) -> int:
    """Return 1 if half of the lines are objects with a text, or the first begins one or an array of them; else 0."""
    if 2 * sum(bool(_texts(text)) for text in head) >= len(head):
        return 1
    begun = "".join(head[:3]).replace(" ", "")
    return int(head[0].strip() in {"{", "[", "[{"} and begun.startswith(('{"', '[{"')))


def unwrap(lines: Iterable[Line]) -> Iterator[Entry]:
    """Give the text of each object, and as it stands what is no object.

    An object counts as a line at least, also where several stand in one.
    """
    held: list[Line] = []
    for line in lines:
        found = _texts(line.text)
        if found:
            yield from _as_they_stand(held)
            held = []
            yield from (one for item in found if (one := entry(item, line.place)))
            continue
        bare = line.text.strip()
        if not held and not bare.startswith(("{", "[")):
            yield Entry(line.text, line.place)
            continue
        held.append(line)
        if bare.endswith(_ENDS):
            found = _texts("\n".join(each.text for each in held))
        if found:
            first, *others = (one for item in found if (one := entry(item, held[0].place)))
            yield first._replace(lines=len(held))
            yield from others
        if found or bare == "[" or len(held) > _MOST_LINES:
            yield from _as_they_stand([] if found else held)
            held = []
    yield from _as_they_stand(held)


def _as_they_stand(lines: Iterable[Line]) -> Iterator[Entry]:
    return (Entry(line.text, line.place) for line in lines)


def _texts(text: str) -> list[Mapping[str, object]]:
    """Return the objects that have a text, in what may be an item of an array or an array."""
    bare = text.strip().removesuffix(",")
    if not bare.startswith(("{", "[")):
        return []
    for guess in (bare, bare.removeprefix("["), bare.removesuffix("]")):
        try:
            return list(_objects(json.loads(guess)))
        except (ValueError, RecursionError):
            continue
    return []


def _objects(found: object) -> Iterator[Mapping[str, object]]:
    """Give the objects with a text in an array, or in the answer to an Elasticsearch query."""
    if isinstance(found, list):
        for item in found:
            yield from _objects(item)
    elif isinstance(found, Mapping):
        source = found.get("_source", found)
        hits = found.get("hits")
        if isinstance(source, Mapping) and any(isinstance(source.get(key), str) for key in TEXT):
            yield found
        elif isinstance(hits, Mapping | list):
            yield from _objects(hits)
