"""Charts to pictures and to other tools' languages: one format per file, found by looking there.

A format is a module with `draw(chart: Chart) -> str | bytes`; its name is the file's.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.reporting.chart import Chart


def diagram_names() -> tuple[str, ...]:
    """Return the names of the formats, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def draw(chart: Chart, format_name: str) -> str | bytes:
    """Draw a chart.

    Args:
        chart: what `charting` made.
        format_name: one of `diagram_names()`.

    Returns:
        What goes into a file: text, or the bytes of an image.

    Raises:
        UsageError: there is no such format, or a library that it needs is not there.
    """
    if format_name not in diagram_names():
        raise UsageError(f"no diagram format {format_name!r}", hint=f"one of: {', '.join(diagram_names())}")
    drawn: str | bytes = import_module(f"{__name__}.{format_name}").draw(chart)
    return drawn
