"""What the first bytes of a file tell: whether it is a log at all."""

from __future__ import annotations

import re
from pathlib import PurePath

EMPTY = "empty"
_BINARY = "binary"
_NOT_A_LOG = "not a log"
_ARCHIVES = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!")
_TAR = slice(257, 262)
_TEXT = re.compile(rb"[^\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")  # all but control characters; 1b begins a colour
_FOREIGN_NAMES = re.compile(r"(?i)(?:licen[sc]e|readme|copying|notice|changelog|makefile)\b.*")
_FOREIGN_SUFFIXES = frozenset(
    {".cfg", ".conf", ".ini", ".toml", ".yaml", ".yml", ".xml", ".html", ".css", ".svg", ".png", ".pdf", ".md", ".rst"}
    | {".py", ".js", ".sh", ".ipynb", ".events", ".flow", ".lark"}
)
_LEVEL = re.compile(r"\b(?:TRACE|DEBUG|INFO|AUDIT|WARN(?:ING)?|ERROR|CRITICAL)\b")
_TIME = re.compile(r"\d\d:\d\d:\d\d")
# What a shipper, oslo.log or the journal call a level and a text.
_LEVEL_KEY = re.compile(r'"(?:level|levelname|severity|severity_label|PRIORITY|log_?level|LOGGER_LEVEL)"\s*:')
_TEXT_KEY = re.compile(r'"(?:message|log|body|line|msg|MESSAGE|Payload)"\s*:\s*["\[]')
_JOURNAL_EXPORT = "__REALTIME_TIMESTAMP="
_OUR_REPORT = '"schema": "novaflow.'


def is_foreign(reason: str) -> bool:
    """Tell whether a reason says that a file holds nothing to read, not that it could not be read."""
    return reason.startswith(_NOT_A_LOG) or reason in {_BINARY, EMPTY}


def why_unreadable(head: bytes) -> str | None:
    """Tell why a file that begins so is no text, if it is none."""
    if head.startswith(_ARCHIVES) or head[_TAR] == b"ustar":
        return "an archive: unpack it first"
    text = head.lstrip(b"\0")  # a log that was cut while it was open begins with them
    if text and len(_TEXT.findall(text)) < 0.9 * len(text):
        return _BINARY
    return None


def why_foreign(path: str, head: bytes) -> str | None:
    """Tell why a file whose name is not that of a service's log is no log at all, if it is none."""
    name = PurePath(path).name
    if _FOREIGN_NAMES.fullmatch(name) or PurePath(path).suffix.lower() in _FOREIGN_SUFFIXES:
        return f"{_NOT_A_LOG}, by its name"
    text = head.decode("utf-8", "replace")
    if _OUR_REPORT in text:
        return f"{_NOT_A_LOG}: a report of novaflow"
    if not (_like_objects(text) or any(_like_a_log(line) for line in text.splitlines())):
        return f"{_NOT_A_LOG}: no line has a time and a level"
    return None


def _like_a_log(line: str) -> bool:
    if line.lstrip().startswith(("{", "[{")):
        return False
    return bool(_TIME.search(line) and _LEVEL.search(line)) or line.startswith(_JOURNAL_EXPORT)


def _like_objects(text: str) -> bool:
    """Tell whether this begins with objects that have a text, and a level beside or in it."""
    if not text.lstrip().startswith(("{", "[")) or not _TEXT_KEY.search(text):
        return False
    return bool(_LEVEL_KEY.search(text) or (_TIME.search(text) and _LEVEL.search(text)))
