"""The header of a record: what its first line says before the message."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.notation.lines import LineForm

# Text beyond this is not looked at: no template needs it, and a log may hold a line of any length.
MAX_TEXT = 64_000
# As the terminal takes them, as syslog writes a control character, and as Apache does.
_COLOUR = re.compile(r"(?:\x1b|#033|\\x1b)\[[0-9;]*m")
# What journalctl writes before and between the lines of the boots: the only place of its short forms that has a year.
_YEAR = re.compile(r"-- .*?\b(\d{4})-\d\d-\d\d ")
# How an empty field of a context is written (oslo.context, 12-34).
_NOBODY = frozenset({"", "-", "None"})
_LEVELS = {"AUDIT": "INFO", "TRACE": "ERROR"}  # Juno's and Kilo's words


class Header(NamedTuple):
    """The fields of a record's first line.

    `time` is in seconds, UTC. `level` is one of DEBUG, INFO, WARNING, ERROR and CRITICAL. `context` tells whether there
    is a bracket after the logger, be it `[-]`: the lines of a traceback have none. `request` is the service's own
    request id, `global_request` the one that another service passed on; `server` is the uuid of `[instance: ...]`.
    `pid` is empty where the line has none. `unit` is what a collector says wrote it (a unit, a container, a file), and
    `host` on which machine. `by_user` tells that the context names a user.
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
    unit: str | None = None
    host: str | None = None
    by_user: bool = False


class HeaderReader:
    """Reads headers, in the one form that the first of them has.

    Args:
        forms: the line forms to choose from.
    """

    def __init__(self, forms: Sequence[LineForm]) -> None:
        self._forms = forms
        self._found = False
        self._year: int | None = None

    @property
    def form(self) -> str | None:
        """The name of the form; None before the first header."""
        return self._forms[0].name if self._found else None

    def read(self, text: str) -> Header | None:
        """Read a line; None if it is no header."""
        if text.startswith("-- ") and (dated := _YEAR.match(text)):
            self._year = int(dated[1])
        for form in self._forms:
            if (match := form.regex.fullmatch(text)) and (header := _header(match, self._year)):
                if not self._found:
                    self._found, self._forms = True, (form,)
                return header
        return None


def plain(text: str) -> str:
    """Return the part of a line that is looked at, without colours."""
    coloured = "\x1b" in text or "#033[" in text or "\\x1b[" in text
    return (_COLOUR.sub("", text) if coloured else text)[:MAX_TEXT]


def _header(match: re.Match[str], year: int | None) -> Header | None:
    fields = match.groupdict()
    seconds = _seconds(fields["time"], year)
    if seconds is None:
        return None
    level, before = fields["level"], fields["global"]
    return Header(
        time=seconds,
        pid=fields["pid"] or "",
        level=_LEVELS.get(level, level),
        logger=fields["logger"],
        context=bool(fields["request"] or fields["bare"]),
        request=fields["request"],
        global_request=None if before == "None" else before,
        server=fields["instance"],
        message=fields["message"] or "",
        unit=fields.get("unit"),
        host=fields.get("host"),
        by_user=(fields.get("identity") or "-").partition(" ")[0] not in _NOBODY,
    )


def _seconds(text: str, year: int | None) -> float | None:
    """Return a time in seconds, UTC; None if there is no such moment."""
    if text[19:20] == "." and text[10] == " ":
        whole = _whole(text[:19])
        return None if whole is None else whole + int(text[20:]) / 1000
    if text[0].isdigit():
        return _iso(text.replace(",", "."))
    return _yearless(text, year)


@lru_cache(maxsize=1024)
def _whole(text: str) -> int | None:
    """Return the seconds of `YYYY-MM-DD HH:MM:SS`, UTC."""
    found = _iso(text)
    return None if found is None else int(found)


def _iso(text: str) -> float | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _yearless(text: str, year: int | None) -> float | None:
    """Return the seconds of `Mar 28 12:20:42.377230`: in the given year, else in the last that had this moment."""
    form = "%Y %b %d %H:%M:%S.%f" if "." in text else "%Y %b %d %H:%M:%S"
    now = datetime.now(UTC)
    # Eight years: there may be none between two 29ths of February.
    for guess in (year,) if year else range(now.year, now.year - 9, -1):
        try:
            time = datetime.strptime(f"{guess} {text}", form).replace(tzinfo=UTC)
        except ValueError:
            continue
        if year or time <= now + timedelta(days=1):  # a clock of another zone may be ahead
            return time.timestamp()
    return None
