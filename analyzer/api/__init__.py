"""The public functions: logs to pandas DataFrames, and to objects that a notebook shows.

`import analyzer` has all of them. Times are UTC (`datetime64[ns, UTC]`), durations are seconds (`float64`), counts and
HTTP statuses are nullable integers (`Int64`), what repeats is categorical, other text is `string`, and several values
in one cell are a tuple. Texts are as the log has them: whoever writes them to a terminal or into HTML escapes them.
"""

from __future__ import annotations

from analyzer.api.baseline import Baseline
from analyzer.api.diagram import Diagram
from analyzer.api.drawing import draw
from analyzer.api.frames import columns
from analyzer.api.judging import check, learn, operations, stats
from analyzer.api.logs import Logs, events, read
from analyzer.api.operation import Operation
from analyzer.api.report import Report

__all__ = [
    "Baseline",
    "Diagram",
    "Logs",
    "Operation",
    "Report",
    "check",
    "columns",
    "draw",
    "events",
    "learn",
    "operations",
    "read",
    "stats",
]
