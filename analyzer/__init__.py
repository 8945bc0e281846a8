"""NovaFlow: OpenStack Nova operations, reconstructed from logs and held against reference flows.

One line each; what they return is made for a notebook:

    analyzer.check("logs")              what became of every server operation: a `Report`
    analyzer.operations("logs")         the same as a DataFrame, a row an operation
    analyzer.events("logs")             a DataFrame of every line that is an event
    analyzer.stats("logs")              a DataFrame of how long operations and their steps took
    analyzer.learn("healthy-logs")      how long steps usually take: a `Baseline` for `check`
    analyzer.draw("launch")             a reference flow, or with logs an operation, as a sequence diagram
    analyzer.read("logs")               the logs, read once for all of the above
    analyzer.columns("operations")      what the columns of a DataFrame mean

They need pandas: `pip install 'novaflow[pandas]'`. Importing `analyzer` alone loads neither it nor anything else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.api import (
        Baseline,
        Diagram,
        Logs,
        Operation,
        Report,
        check,
        columns,
        draw,
        events,
        learn,
        operations,
        read,
        stats,
    )

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


def __getattr__(name: str) -> object:
    """Load the API when something of it is asked for: the command line lives without pandas."""
    if name not in __all__:
        raise AttributeError(f"module 'analyzer' has no attribute {name!r}")
    try:
        api = import_module("analyzer.api")
    except ModuleNotFoundError as error:
        if error.name != "pandas":
            raise
        raise UsageError("this needs pandas", hint="pip install 'novaflow[pandas]'") from error
    return getattr(api, name)


def __dir__() -> list[str]:
    """Return the names for completion, those that are not loaded yet included."""
    return sorted({*globals(), *__all__})
