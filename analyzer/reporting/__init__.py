"""Verdicts to text or bytes: one format per file in `formats/`, found by looking there.

A format is a module with `write(report: Report, out: Console) -> None`. It prints, or writes to `out.file`; what is not
text writes to `terminal.bytes_of(out)`. The file `formats/csv_events.py` is the format `csv-events`.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from analyzer.errors import UsageError
from analyzer.reporting import formats

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.model import Report


def format_names() -> tuple[str, ...]:
    """Return the names of the formats, sorted."""
    return tuple(sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(formats.__path__)))


def write(report: Report, format_name: str, out: Console) -> None:
    """Write a report.

    Args:
        report: what a run found.
        format_name: one of `format_names()`.
        out: where to; made by `terminal.console`.

    Raises:
        UsageError: there is no such format, `out` cannot take its bytes, or a library it needs is not installed.
    """
    if format_name not in format_names():
        raise UsageError(f"no format {format_name!r}", hint=f"one of: {', '.join(format_names())}")
    import_module(f"{formats.__name__}.{format_name.replace('-', '_')}").write(report, out)
