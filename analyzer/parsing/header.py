"""The header of a record: what its first line says before the message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from analyzer.parsing.moment import seconds_of

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
# What shippers make of the levels: other words, syslog's severities, Python's numbers.
_KNOWN_LEVELS = {
    "CRITICAL": ("CRIT", "FATAL", "EMERG", "ALERT", "0", "1", "2", "50"),
    "ERROR": ("ERR", "TRACE", "3", "40"),
    "WARNING": ("WARN", "4", "30"),
    "INFO": ("NOTICE", "AUDIT", "5", "6", "20", "21"),
    "DEBUG": ("7", "10"),
}
_BY_WORD = {word: level for level, words in _KNOWN_LEVELS.items() for word in (level, *words)}
_UWSGI = "[pid: "
_NOBODY = frozenset({"", "-", "None"})


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

    uwsgi writes its own access lines between those of the service it runs; their forms have no logger, and are read
    beside any other.

    Args:
        forms: the line forms to choose from.
        mixed: whether lines may have several forms, as those that a collector took from several machines.
    """

    def __init__(self, forms: Sequence[LineForm], *, mixed: bool = False) -> None:
        self._forms = tuple(form for form in forms if "logger" in form.regex.groupindex)
        self._beside = tuple(form for form in forms if form not in self._forms)
        self._mixed = mixed
        self._found: str | None = None
        self._found_beside: str | None = None
        self._year: int | None = None

    @property
    def form(self) -> str | None:
        """The name of the form; None before the first header."""
        return self._found or self._found_beside

    def read(self, text: str) -> Header | None:
        """Read a line; None if it is no header."""
        if text.startswith("-- ") and (dated := _YEAR.match(text)):
            self._year = int(dated[1])
        for form in self._forms:
            if (match := form.regex.fullmatch(text)) and (header := _header(match, self._year)):
                if self._found != form.name:
                    self._settle(form)
                return header
        return self._read_beside(text) if _UWSGI in text else None

    def _settle(self, form: LineForm) -> None:
        """Try this form alone from now on, or first."""
        self._found = self._found if self._found and self._mixed else form.name
        self._forms = (form, *(other for other in self._forms if other is not form)) if self._mixed else (form,)

    def _read_beside(self, text: str) -> Header | None:
        for form in self._beside:
            if (match := form.regex.fullmatch(text)) and (header := _header(match, self._year)):
                self._found_beside = form.name
                return header
        return None


def plain(text: str) -> str:
    """Return the part of a line that is looked at, without colours."""
    coloured = "\x1b" in text or "#033[" in text or "\\x1b[" in text
    return (_COLOUR.sub("", text) if coloured else text)[:MAX_TEXT]


def level_of(word: str) -> str | None:
    """Return the level that a shipper's word or number means, or None."""
    return _BY_WORD.get(word.strip().upper().removesuffix(".0"))


def names_user(word: str) -> bool:
    """Tell whether this, which stands where a context has its user, is one: Nova's own contexts have none there."""
    return word not in _NOBODY


def _header(match: re.Match[str], year: int | None) -> Header | None:
    fields = match.groupdict()
    seconds = seconds_of(fields["time"], year)
    if seconds is None:
        return None
    if "logger" not in fields:
        return Header(
            time=seconds,
            pid=fields["pid"],
            level="INFO",
            logger="uwsgi",
            context=False,
            request=None,
            global_request=None,
            server=None,
            message=fields.get("message") or match[0],
            unit=fields.get("unit"),
            host=fields.get("host"),
        )
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
        by_user=names_user((fields["identity"] or "").partition(" ")[0]),
    )
