"""Times as they stand in logs, in seconds since the epoch, UTC; one without a zone is taken for UTC."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from functools import lru_cache

# Numbers below the first are no time of a log (a duration, an index); those from the second on are not in seconds.
_FIRST_MOMENT = 1e9
_LAST_MOMENT = 1e11


def seconds_of(text: str, year: int | None) -> float | None:
    """Return a time in seconds, UTC; None if there is no such moment."""
    if text[19:20] == "." and text[10] == " ":
        whole = _whole(text[:19])
        return None if whole is None else whole + int(text[20:]) / 1000
    if text[0].isdigit():
        return _iso(text.replace(",", "."))
    return _ctime(text) if text[4:5].isalpha() else _yearless(text, year)


def moment(text: str) -> float | None:
    """Return the time in seconds, UTC, that stands in a shipper's field; None if it is none.

    Args:
        text: ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since the epoch.
    """
    try:
        number = float(text)
    except ValueError:
        return _iso(text.strip().replace(",", "."))
    if not math.isfinite(number) or number < _FIRST_MOMENT:
        return None
    while number >= _LAST_MOMENT:
        number /= 1000
    return number


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


def _ctime(text: str) -> float | None:
    """Return the seconds of `Sun Nov 22 06:20:57 2026`."""
    try:
        return datetime.strptime(text, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


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
