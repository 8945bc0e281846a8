"""The report as one page for a browser: nothing beside it is loaded, and it works from a disk or an attachment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.model import Report


def write(report: Report, out: Console) -> None:
    """Write the page, its style, its script and all its data in one file."""
    from analyzer.reporting.html.page import page  # noqa: PLC0415 - needs jinja2, which no other format does

    out.file.write(page(report))
