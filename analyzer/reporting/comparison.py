"""Two reports side by side: what is new, what is gone, what became worse.

Request ids differ from run to run, so runs are compared by kind: which operations ended how, and with which deviations.
Where both reports are of the same logs (before and after a change of a flow or a version) operations are compared too.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.errors import UsageError
from analyzer.model import BEST_FIRST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from analyzer.model import VerdictName

    Names = Callable[["Document"], set[str]]

SCHEMA = "novaflow.check/1"
HINT = "novaflow check LOGS --format json -o FILE writes one"
UNNAMED = "not named"
BAD = BEST_FIRST[BEST_FIRST.index("deviating") :]

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """How many operations of a name ended so, or had such a deviation, in the old report and in the new one.

    `example` is the request of the first of them in the new report, or in the old one if the new has none.
    """

    operation: str
    name: str
    old: int
    new: int
    example: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """An operation that both reports have, by request and server, and that is told otherwise in the new one."""

    operation: str
    request: str | None
    server: str | None
    old: VerdictName
    new: VerdictName
    appeared: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs: verdicts and deviations by kind, and single operations where both reports have the same."""

    old: int
    new: int
    verdicts: tuple[Kind, ...]
    deviations: tuple[Kind, ...]
    changed: tuple[Changed, ...]

    @property
    def appeared(self) -> tuple[Kind, ...]:
        """The bad ends and the deviations that operations of a name have for the first time."""
        ends = tuple(kind for kind in self.verdicts if kind.name in BAD and kind.new and not kind.old)
        return ends + tuple(kind for kind in self.deviations if kind.new and not kind.old)

    @property
    def worse(self) -> tuple[Changed, ...]:
        """The operations of both reports whose verdict became worse."""
        return tuple(one for one in self.changed if BEST_FIRST.index(one.new) > BEST_FIRST.index(one.old))


def read_report(path: str) -> Document:
    """Read a report that `novaflow check --format json` wrote.

    Raises:
        UsageError: it cannot be read, or is no such report.
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
        raise UsageError(f"is no report of the schema {SCHEMA}", file=path, hint=HINT)
    operations = document.get("operations")
    if not isinstance(operations, list) or not all(map(_is_operation, operations)):
        raise UsageError("has operations that are not complete", file=path, hint=HINT)
    return document


def _is_operation(row: object) -> bool:
    if not isinstance(row, dict) or row.get("verdict") not in BEST_FIRST:
        return False
    found = row.get("deviations")
    return isinstance(found, list) and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in found)


def compare(old: Document, new: Document) -> Comparison:
    """Compare two reports.

    Args:
        old: a report, as `read_report` gives it.
        new: another, of other logs or of the same.
    """
    before, after = old["operations"], new["operations"]
    return Comparison(
        len(before),
        len(after),
        _kinds(before, after, _verdict),
        _kinds(before, after, _serious),
        tuple(_changed(before, after)),
    )


def _name(row: Document) -> str:
    return str(row.get("operation") or UNNAMED)


def _verdict(row: Document) -> set[str]:
    return {row["verdict"]}


def _serious(row: Document) -> set[str]:
    """Return the deviations of an operation that count: not those that only inform, nor those that are known."""
    return {one["name"] for one in row["deviations"] if one.get("severity") != "info" and not one.get("known")}


def _kinds(before: Iterable[Document], after: Iterable[Document], of: Names) -> tuple[Kind, ...]:
    old, new = _counted(before, of), _counted(after, of)
    examples = _examples(before, of) | _examples(after, of)
    return tuple(
        Kind(operation, name, old[operation, name], new[operation, name], examples[operation, name])
        for operation, name in sorted(old.keys() | new.keys())
        if old[operation, name] != new[operation, name]
    )


def _counted(rows: Iterable[Document], of: Names) -> Counter[tuple[str, str]]:
    return Counter((_name(row), name) for row in rows for name in of(row))


def _examples(rows: Iterable[Document], of: Names) -> dict[tuple[str, str], str | None]:
    return {(_name(row), name): row.get("request_id") for row in reversed(list(rows)) for name in of(row)}


def _changed(before: Iterable[Document], after: Iterable[Document]) -> Iterable[Changed]:
    known: Mapping[tuple[Any, Any], Document] = {_key(row): row for row in before if row.get("request_id")}
    for row in after:
        was = known.get(_key(row))
        if was is None:
            continue
        old, new = _serious(was), _serious(row)
        if was["verdict"] != row["verdict"] or old != new:
            appeared, gone = tuple(sorted(new - old)), tuple(sorted(old - new))
            yield Changed(_name(row), *_key(row), was["verdict"], row["verdict"], appeared, gone)


def _key(row: Document) -> tuple[Any, Any]:
    return row.get("request_id"), row.get("server_id")
