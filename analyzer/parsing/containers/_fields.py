"""From the keys of an object to the fields of a record, by the names that oslo.log and the usual shippers give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from analyzer.parsing.entry import Entry, Fields
from analyzer.parsing.header import level_of, names_user
from analyzer.parsing.identity import service_of_unit
from analyzer.parsing.moment import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.model import Place

# Of several keys the first that an object has is taken. oslo.log: formatters.py (JSONFormatter, FluentFormatter) and
# handlers.py (OSJournalHandler); kolla-ansible: its fluentd filters; filebeat, fluent-bit and vector: their fields.
TEXT = ("message", "MESSAGE", "log", "Payload", "body", "line", "msg", "event.original")
_TIME = ("created", "asctime", "Timestamp", "timestamp", "time", "ts", "@timestamp")
_JOURNAL_TIME = ("_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP")
_PID = ("process", "Pid", "pid", "_PID", "SYSLOG_PID", "process.pid", "process_id", "procid")
_LEVEL = ("levelname", "LOGGER_LEVEL", "log_level", "loglevel", "level", "log.level", "severity_label", "severity")
_LOGGER = ("LOGGER_NAME", "python_module", "logger_name", "logger", "log.logger", "name")
_REQUEST = ("context.request_id", "REQUEST_ID", "request_id", "extra.request_id")
_GLOBAL = ("context.global_request_id", "GLOBAL_REQUEST_ID", "global_request_id")
_SERVER = ("extra.instance.uuid", "extra.instance_uuid", "extra.instance", "instance_uuid", "context.resource_uuid")
_UNIT = (
    *("programname", "SYSLOG_IDENTIFIER", "syslog.identifier", "CONTAINER_NAME", "_SYSTEMD_UNIT", "systemd.unit"),
    *("kubernetes.container_name", "kubernetes.container.name", "container.name", "container_name"),
    *("appname", "service.name", "service", "log.file.path", "file", "path", "source", "tag"),
)
_HOST = (
    *("kubernetes.host", "kubernetes.node.name", "kubernetes.node_name", "_HOSTNAME", "Hostname", "hostname"),
    *("host.name", "host.hostname", "beat.hostname", "host"),
)
_USER = ("context.user", "context.user_id", "USER_ID", "USER_NAME", "user_id", "user")
_TRACEBACK = ("traceback", "EXCEPTION_TEXT", "exc_text", "error.stack_trace", "stack_trace")

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_REQUEST_ID = re.compile(rf"(?:req-)?({_UUID})")
# The uuid alone, or the one among those that stand in a printed Instance.
_SERVER_ID = re.compile(rf"(?:^|\buuid=)({_UUID})")
_NAME = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*")
_SUMMARISED = frozenset({"WARNING", "ERROR", "CRITICAL"})
_DEEPEST = 4  # kubernetes.labels.app and the like


def entry(found: Mapping[str, object], place: Place, lines: int = 1) -> Entry | None:
    """Return the text of an object and what the object says of it; None if it has no text."""
    flat = flattened(found)
    text = _first(flat, TEXT)
    if text is None:
        return None
    fields = fields_of(flat)
    summary = _first(flat, ("error_summary",)) if fields.level in _SUMMARISED else None
    if summary and summary != "-" and summary not in text:  # as oslo.log adds it to the text format
        text = f"{text}: {summary}"
    return Entry(text, place, fields, lines)


def flattened(found: Mapping[str, object]) -> dict[str, object]:
    """Return the values of an object, objects in it under `outer.inner`; an Elasticsearch hit is its source."""
    source = found.get("_source")
    return dict(_pairs(source if isinstance(source, Mapping) else found, "", _DEEPEST))


def fields_of(flat: Mapping[str, object]) -> Fields:
    """Return what the values of an object say of its text."""
    logger = next((value for value in _values(flat, _LOGGER) if _NAME.fullmatch(value)), None)
    level = next((known for value in _values(flat, _LEVEL) if (known := level_of(value))), None)
    units = list(_values(flat, _UNIT))
    return Fields(
        time=_time(flat),
        pid=next((value for value in _values(flat, _PID) if value.isdigit()), ""),
        # The journal gives one to each line of standard output, also to those of a traceback.
        level=level or (level_of(_first(flat, ("PRIORITY",)) or "") if logger else None),
        logger=logger,
        request=_request(flat, _REQUEST),
        global_request=_request(flat, _GLOBAL),
        server=next((uuid[1] for value in _values(flat, _SERVER) if (uuid := _SERVER_ID.search(value))), None),
        unit=next((unit for unit in units if service_of_unit(unit)), units[0] if units else None),
        host=_first(flat, _HOST),
        traceback=_first(flat, _TRACEBACK) or "",
        by_user=any(names_user(value) for value in _values(flat, _USER)),
    )


def _pairs(found: Mapping[str, object], before: str, depth: int) -> Iterator[tuple[str, object]]:
    for key, value in found.items():
        if isinstance(value, Mapping) and depth:
            yield from _pairs(value, f"{before}{key}.", depth - 1)
        elif value is not None:
            yield f"{before}{key}", value


def _values(flat: Mapping[str, object], keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        value = flat.get(key)
        if isinstance(value, list):  # a traceback, up to oslo.log 7
            yield "".join(str(part) if str(part).endswith("\n") else f"{part}\n" for part in value)
        elif value is not None and str(value).strip():
            yield str(value)


def _first(flat: Mapping[str, object], keys: tuple[str, ...]) -> str | None:
    return next(_values(flat, keys), None)


def _request(flat: Mapping[str, object], keys: tuple[str, ...]) -> str | None:
    """Return a request id; kolla's fluentd takes its `req-` off."""
    return next((f"req-{uuid[1]}" for value in _values(flat, keys) if (uuid := _REQUEST_ID.fullmatch(value))), None)


def _time(flat: Mapping[str, object]) -> float | None:
    """Return the time of the record itself, else when the shipper or the journal had it."""
    for key in _TIME:
        if key in flat and (seconds := moment(str(flat[key]))) is not None:
            milliseconds = flat.get("msecs") if key == "asctime" else None
            return seconds + (milliseconds / 1000 if isinstance(milliseconds, int | float) else 0)
    stamp = _first(flat, _JOURNAL_TIME)
    return int(stamp) / 1e6 if stamp and stamp.isdigit() else None
