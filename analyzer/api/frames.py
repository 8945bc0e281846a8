"""Columns as they are declared to pandas DataFrames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analyzer.errors import UsageError
from analyzer.model import BEST_FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.pipeline import Filled, Kind

# Where `DataFrame.attrs` keeps what its columns mean.
MEANINGS = "columns"
# In this order they are compared: `frame[frame.verdict >= "deviating"]`.
ORDERED: dict[str, list[str]] = {"verdict": list(BEST_FIRST), "severity": ["info", "warning", "error"]}
# Names of which a log of any size has few.
REPEATED = frozenset(
    {"cause", "code", "event", "form", "host", "level", "move", "name", "operation", "origin", "process", "reason"}
    | {"role", "service", "since", "what"}
)
DTYPES: dict[Kind, str] = {
    "string": "string",
    "strings": "object",
    "time": "datetime64[ns, UTC]",
    "seconds": "float64",
    "integer": "Int64",
    "boolean": "boolean",
}
UNITS = {"seconds": ", in seconds", "time": ", UTC"}


def frame(filled: Iterable[Filled]) -> pd.DataFrame:
    """Return columns as a DataFrame; `columns` tells what they mean."""
    made = tuple(filled)
    table = pd.DataFrame({one.name: _series(one) for one in made})
    table.attrs[MEANINGS] = {one.name: one.meaning + UNITS.get(one.kind, "") for one in made}
    return table


def columns(table: pd.DataFrame) -> pd.DataFrame:
    """Tell what the columns of a DataFrame are.

    Args:
        table: any that `analyzer` returned, or rows or columns of one.

    Returns:
        A row for each column, with its `dtype` and its `meaning`, units included.

    Raises:
        UsageError: the DataFrame is not from here, or was joined with another.

    Examples:
        >>> import analyzer
        >>> columns(analyzer.operations("sample_logs/zed/pause/plain")).loc["duration_s"].to_dict()
        {'dtype': 'float64', 'meaning': 'from the first line to the last, in seconds'}
    """
    meanings = table.attrs.get(MEANINGS)
    if not isinstance(meanings, dict):
        raise UsageError("this DataFrame does not tell what its columns mean", hint="give one that analyzer returned")
    known = [str(name) for name in table.columns if name in meanings]
    rows = {"dtype": [str(table[name].dtype) for name in known], "meaning": [meanings[name] for name in known]}
    return pd.DataFrame(rows, index=pd.Index(known, name="column"), dtype="string")


def _series(one: Filled) -> pd.Series:
    cells = list(one.cells)
    if one.kind == "time":
        return pd.Series(list(map(_nanoseconds, cells)), dtype=DTYPES["time"])
    if one.kind == "strings":
        return pd.Series(list(map(_several, cells)), dtype=DTYPES["strings"])
    found = pd.Series(cells, dtype=DTYPES[one.kind])
    if one.kind == "seconds":
        return found.round(6)  # a difference of two times, which a float has to a quarter of a microsecond
    if one.name in ORDERED:
        return found.astype(pd.CategoricalDtype(ORDERED[one.name], ordered=True))
    return found.astype("category") if one.kind == "string" and one.name in REPEATED else found


def _several(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _nanoseconds(value: object) -> int | None:
    """Return seconds since the epoch in nanoseconds; a log has microseconds at most, and a float is not exact below."""
    return round(value * 1e6) * 1000 if isinstance(value, float) else None
