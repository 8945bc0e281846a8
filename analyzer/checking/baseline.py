"""A baseline: how long each step took in logs that somebody took for healthy, as a file."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.checking.durations import finished
from analyzer.checking.spread import Key, Spread, samples, spread
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Duration, Verdict

SCHEMA = "novaflow.baseline/1"
DIGITS = 4
HINT = "novaflow learn LOGS -o FILE writes one"


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was learnt of durations; `name` is the file's, for the reader of a finding."""

    name: str
    spreads: Mapping[Key, Spread]


def durations_of(verdicts: Iterable[Verdict]) -> Iterable[tuple[str, Duration]]:
    """Give the durations of the operations that were seen to their end, each with the operation's name."""
    for verdict in verdicts:
        if verdict.operation and verdict.alignment and finished(verdict.alignment):
            yield from ((verdict.operation, one) for one in verdict.alignment.durations)


def learn(verdicts: Iterable[Verdict], name: str) -> Baseline:
    """Return what the operations of a report teach about durations."""
    found = samples(durations_of(verdicts))
    return Baseline(name, {key: spread(seconds) for key, seconds in found.items()})


def text_of(baseline: Baseline) -> str:
    """Return a baseline as JSON, one duration a line, sorted: two of them can be compared by eye and by diff."""
    rows = [
        json.dumps(key._asdict() | {name: _rounded(value) for name, value in asdict(found).items()})
        for key, found in sorted(baseline.spreads.items())
    ]
    return f'{{"schema": {json.dumps(SCHEMA)},\n "durations": [\n  ' + ",\n  ".join(rows) + "\n ]}\n"


def _rounded(value: float) -> float:
    return value if isinstance(value, int) else round(value, DIGITS)


def read_baseline(path: str) -> Baseline:
    """Read a file that `novaflow learn` wrote.

    Raises:
        UsageError: it cannot be read, or is no baseline.
    """
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", file=path, hint=HINT) from error
    except json.JSONDecodeError as error:
        raise UsageError(f"is no JSON: {error.msg}", file=path, line=error.lineno, hint=HINT) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise UsageError("is no JSON", file=path, hint=HINT) from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UsageError(f"is no baseline of the schema {SCHEMA}", file=path, hint=HINT)
    rows = document.get("durations")
    if not isinstance(rows, list):
        raise UsageError("has no list of durations", file=path, hint=HINT)
    return Baseline(Path(path).name, dict(_row(row, number, path) for number, row in enumerate(rows, 1)))


def _row(row: object, number: int, path: str) -> tuple[Key, Spread]:
    if isinstance(row, dict):
        words = all(isinstance(row.get(name), str) for name in Key._fields)
        if words and all(_is_number(row.get(field.name)) for field in fields(Spread)):
            key = Key(*(str(row[name]) for name in Key._fields))
            numbers = (float(row[name]) for name in ("median", "p95", "max", "log_mad"))
            return key, Spread(int(row["count"]), *numbers)
    raise UsageError(f"duration {number} is not complete", file=path, hint=HINT)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
