"""What the first bytes of a file tell: whether it is a log at all."""

from __future__ import annotations

import re
from pathlib import PurePath

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
_KEYED = re.compile(r'\{.*"(?:level|levelname|severity|PRIORITY|log_level)"')


def why_unreadable(head: bytes) -> str | None:
    """Tell why a file that begins so is no text, if it is none."""
    if head.startswith(_ARCHIVES) or head[_TAR] == b"ustar":
        return "an archive: unpack it first"
    text = head.lstrip(b"\0")  # a log that was cut while it was open begins with them
    if text and len(_TEXT.findall(text)) < 0.9 * len(text):
        return "binary"
    return None


def why_foreign(path: str, head: bytes) -> str | None:
    """Tell why a file whose name is not that of a service's log is no log at all, if it is none."""
    name = PurePath(path).name
    if _FOREIGN_NAMES.fullmatch(name) or PurePath(path).suffix.lower() in _FOREIGN_SUFFIXES:
        return "not a log, by its name"
    if not any(_like_a_log(line) for line in head.decode("utf-8", "replace").splitlines()):
        return "not a log: no line has a time and a level"
    return None


def _like_a_log(line: str) -> bool:
    if line.lstrip().startswith("{"):
        return bool(_KEYED.search(line))
    return bool(_TIME.search(line) and _LEVEL.search(line))
