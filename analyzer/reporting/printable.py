"""Text from a log, made fit to show: nobody checked what a log holds, and a terminal obeys what it is sent."""

from __future__ import annotations

from datetime import UTC, datetime


def printable(text: str) -> str:
    r"""Return `text` with every character that does not print written as an escape.

    Args:
        text: anything; control characters, ANSI sequences, bidirectional overrides and lone surrogates included.

    Returns:
        One line: `"a\x1b[2J\n"` becomes the eleven characters `a\x1b[2J\n`.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def shortened(text: str, limit: int = 300) -> str:
    """Return `text` printable, and cut to `limit` characters: one record may hold a whole remote traceback."""
    return printable(text if len(text) <= limit else f"{text[: limit - 1]}…")


def many(number: int, noun: str, plural: str | None = None) -> str:
    """Return `1 line` or `1,024 lines`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def iso(time: float) -> str:
    """Return seconds since the epoch as ISO 8601 in UTC with milliseconds: `2026-11-22T06:20:57.592Z`."""
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
