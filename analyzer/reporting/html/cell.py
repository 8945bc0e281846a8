"""The report in a cell of a notebook: the verdicts, and what explains those that are not conformant.

It takes its colours from the page around it, and has no script and no style but its own attributes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from analyzer.model import BEST_FIRST
from analyzer.reporting.causes import causes
from analyzer.reporting.html.page import VERDICTS, template
from analyzer.reporting.operations import name_of

if TYPE_CHECKING:
    from analyzer.model import Report

CAUSES_SHOWN = 10
CONDITIONS_SHOWN = 5


def cell(report: Report) -> str:
    """Return the report as a fragment of HTML."""
    counts = Counter((name_of(one), one.verdict) for one in report.verdicts)
    found = causes(report.verdicts)
    return template("cell.html").render(
        report=report,
        lines=sum(file.lines for file in report.input.files),
        signs={name: sign for name, (sign, _) in VERDICTS.items()},
        verdicts=[name for name in BEST_FIRST if any(verdict == name for _, verdict in counts)],
        names=sorted({name for name, _ in counts}),
        counts=counts,
        causes=found[:CAUSES_SHOWN],
        causes_hidden=max(0, len(found) - CAUSES_SHOWN),
        conditions=report.conditions[:CONDITIONS_SHOWN],
        conditions_hidden=max(0, len(report.conditions) - CONDITIONS_SHOWN),
    )
