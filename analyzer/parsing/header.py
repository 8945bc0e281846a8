"""The header of a record: what its first line says before the message."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.notation.lines import LineForm

# Text beyond this is not looked at: no template needs it, and a log may hold a line of any length.
MAX_TEXT = 64_000
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LEVELS = {"AUDIT": "INFO", "TRACE": "ERROR"}  # Juno's and Kilo's words


class Header(NamedTuple):
    """The fields of a record's first line.

    `time` is in seconds, UTC. `level` is one of DEBUG, INFO, WARNING, ERROR and CRITICAL. `context` tells whether there
    is a bracket after the logger, be it `[-]`: the lines of a traceback have none. `request` is the service's own
    request id, `global_request` the one that another service passed on; `server` is the uuid of `[instance: ...]`.
    """

    time: float
    pid: str
    level: str
    logger: str
    context: bool
    request: str | None
    global_request: str | None
    server: str | None
    message: str


class HeaderReader:
    """Reads headers, in the one form that the first of them has.

    Args:
        forms: the line forms to choose from.
    """

    def __init__(self, forms: Sequence[LineForm]) -> None:
        self._forms = forms
        self._found = False

    @property
    def form(self) -> str | None:
        """The name of the form; None before the first header."""
        return self._forms[0].name if self._found else None

    def read(self, text: str) -> Header | None:
        """Read a line; None if it is no header."""
        for form in self._forms:
            if (match := form.regex.fullmatch(text)) and (header := _header(match)):
                if not self._found:
                    self._found, self._forms = True, (form,)
                return header
        return None


def plain(text: str) -> str:
    """Return the part of a line that is looked at, without colours."""
    return (_COLOUR.sub("", text) if "\x1b" in text else text)[:MAX_TEXT]


def _header(match: re.Match[str]) -> Header | None:
    fields = match.groupdict()
    seconds = _seconds(fields["time"][:19])
    if seconds is None:
        return None
    level, before = fields["level"], fields["global"]
    return Header(
        time=seconds + int(fields["time"][20:]) / 1000,
        pid=fields["pid"],
        level=_LEVELS.get(level, level),
        logger=fields["logger"],
        context=bool(fields["request"] or fields["bare"]),
        request=fields["request"],
        global_request=None if before == "None" else before,
        server=fields["instance"],
        message=fields["message"] or "",
    )


@lru_cache(maxsize=1024)
def _seconds(text: str) -> int | None:
    """Return the seconds of `YYYY-MM-DD HH:MM:SS`, UTC; None if there is no such moment."""
    try:
        return int(datetime.fromisoformat(text + "+00:00").timestamp())
    except ValueError:
        return None
