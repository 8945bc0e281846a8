"""The events of the operations as CSV, a row each: the columns of `tables.EVENTS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting.columns import write_csv
from analyzer.reporting.tables import EVENTS, event_rows

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.model import Report


def write(report: Report, out: Console) -> None:
    """Write the events."""
    write_csv(out, EVENTS, event_rows(report))
