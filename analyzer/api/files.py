"""Files that a notebook writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike


def format_of(file: str | PathLike[str], suffixes: Mapping[str, str]) -> str:
    """Return the format that the suffix of a file names.

    Raises:
        UsageError: it names none.
    """
    suffix = Path(file).suffix.lower()
    if suffix not in suffixes:
        hint = f"end the name with {', '.join(suffixes)}, or give format_name"
        raise UsageError("the name of the file does not tell its format", file=str(file), hint=hint)
    return suffixes[suffix]


def save(file: str | PathLike[str], content: str | bytes) -> None:
    """Write a file; text is UTF-8.

    Raises:
        UsageError: it cannot be written.
    """
    data = content if isinstance(content, bytes) else content.encode(errors="backslashreplace")
    try:
        Path(file).expanduser().write_bytes(data)
    except OSError as error:
        raise UsageError(f"cannot write: {error.strerror}", file=str(file)) from error
