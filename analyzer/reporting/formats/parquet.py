"""The operations as Parquet, a row each: the columns of `tables.OPERATIONS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting.columns import write_parquet
from analyzer.reporting.tables import OPERATIONS

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.model import Report


def write(report: Report, out: Console) -> None:
    """Write the operations."""
    write_parquet(out, OPERATIONS, report.verdicts)
