"""Two reports side by side: what is new, what is gone, what became worse.

Request ids differ from run to run, so runs are compared by kind: which operations ended how, with which deviations, and
for what cause. Where both reports are of the same logs (before and after a change of a flow or a version) operations
are compared too. What is accepted as known counts as if it had not been.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.errors import UsageError
from analyzer.model import BEST_FIRST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from analyzer.model import VerdictName


SCHEMA = "novaflow.check/1"
HINT = "novaflow check LOGS --format json -o FILE writes one"
UNNAMED = "not named"
BAD = BEST_FIRST[BEST_FIRST.index("deviating") :]

Document = dict[str, Any]
Names = list[tuple[Document, set[str]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How many operations of a name ended so, had such a deviation or such a cause, in the old report and in the new.

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
class Share:
    """How many operations of a name deviated, failed or were not finished, of how many, in each report."""

    operation: str
    old: int
    of_old: int
    new: int
    of_new: int

    @property
    def grew(self) -> bool:
        """Whether both reports have such operations, and a larger part of them ended badly in the new one."""
        return self.of_old > 0 and self.new * self.of_old > self.old * self.of_new


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs: verdicts, deviations and causes by kind, and single operations where both reports have the same.

    `shares` are of all operations, whether they differ or not.
    """

    old: int
    new: int
    verdicts: tuple[Kind, ...]
    deviations: tuple[Kind, ...]
    causes: tuple[Kind, ...]
    changed: tuple[Changed, ...]
    shares: tuple[Share, ...]

    @property
    def appeared(self) -> tuple[Kind, ...]:
        """The bad ends and the deviations that operations of a name have for the first time."""
        ends = tuple(kind for kind in self.verdicts if kind.name in BAD and kind.new and not kind.old)
        return ends + tuple(kind for kind in self.deviations if kind.new and not kind.old)

    @property
    def worse(self) -> tuple[Changed, ...]:
        """The operations of both reports whose verdict became worse."""
        return tuple(one for one in self.changed if BEST_FIRST.index(one.new) > BEST_FIRST.index(one.old))

    @property
    def more(self) -> tuple[Share, ...]:
        """The operations of which a larger part ended badly."""
        return tuple(one for one in self.shares if one.grew)


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
    except (ValueError, RecursionError) as error:  # not UTF-8, a number of too many digits, lists in lists without end
        raise UsageError("is no JSON", file=path, hint=HINT) from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UsageError(f"is no report of the schema {SCHEMA}", file=path, hint=HINT)
    for key, fits in (("operations", _is_operation), ("causes", _is_cause)):
        rows = document.get(key)
        if not isinstance(rows, list) or not all(isinstance(row, dict) and fits(row) for row in rows):
            raise UsageError(f"has {key} that are not complete", file=path, hint=HINT)
    return document


def _is_operation(row: Document) -> bool:
    found = row.get("deviations")
    return (
        {row.get("verdict"), _verdict_of(row)} <= set(BEST_FIRST)
        and all(isinstance(row.get(key), str | None) for key in ("operation", "request_id", "server_id"))
        and isinstance(found, list)
        and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in found)
    )


def _is_cause(row: Document) -> bool:
    texts = row.get("operations")
    return isinstance(texts, list) and all(
        isinstance(one, str) for one in (row.get("name"), row.get("pattern"), *texts)
    )


def compare(old: Document, new: Document) -> Comparison:
    """Compare two reports.

    Args:
        old: a report, as `read_report` gives it.
        new: another, of other logs or of the same.
    """
    both = (old, new)
    before, after = old["operations"], new["operations"]
    return Comparison(
        len(before),
        len(after),
        _kinds(*(_named(one, _verdict) for one in both)),
        _kinds(*(_named(one, _serious) for one in both)),
        _kinds(*(_named(one, partial(_causes, _patterns(one))) for one in both)),
        tuple(_changed(before, after)),
        tuple(_shares(before, after)),
    )


def _named(document: Document, of: Callable[[Document], set[str]]) -> Names:
    return [(row, of(row)) for row in document["operations"]]


def _name(row: Document) -> str:
    return str(row.get("operation") or UNNAMED)


def _verdict_of(row: Document) -> Any:  # noqa: ANN401 - of a document that may be wrong yet
    return row.get("counts_as", row.get("verdict"))


def _verdict(row: Document) -> set[str]:
    return {_verdict_of(row)}


def _serious(row: Document) -> set[str]:
    """Return the deviations of an operation that count: not those that only inform, nor those that are known."""
    return {one["name"] for one in row["deviations"] if one.get("severity") != "info" and not one.get("known")}


def _patterns(document: Document) -> dict[str, set[tuple[str, str]]]:
    """Return for each request the deviations that explain its end, each with what happened, numbers and hosts aside."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for cause in document["causes"]:
        for request in cause["operations"]:
            found[request].add((cause["name"], cause["pattern"]))
    return found


def _causes(patterns: Mapping[str, set[tuple[str, str]]], row: Document) -> set[str]:
    serious = _serious(row)
    return {f"{name}: {pattern}" for name, pattern in patterns.get(row.get("request_id") or "", ()) if name in serious}


def _shares(before: Iterable[Document], after: Iterable[Document]) -> Iterable[Share]:
    old, new = (Counter((_name(row), _verdict_of(row) in BAD) for row in rows) for rows in (before, after))
    for name in sorted({name for name, _ in (*old, *new)}):
        of_old, of_new = (counted[name, True] + counted[name, False] for counted in (old, new))
        yield Share(name, old[name, True], of_old, new[name, True], of_new)


def _kinds(before: Names, after: Names) -> tuple[Kind, ...]:
    old, new = _counted(before), _counted(after)
    examples = _examples(before) | _examples(after)
    return tuple(
        Kind(operation, name, old[operation, name], new[operation, name], examples[operation, name])
        for operation, name in sorted(old.keys() | new.keys())
        if old[operation, name] != new[operation, name]
    )


def _counted(rows: Names) -> Counter[tuple[str, str]]:
    return Counter((_name(row), name) for row, names in rows for name in names)


def _examples(rows: Names) -> dict[tuple[str, str], str | None]:
    return {(_name(row), name): row.get("request_id") for row, names in reversed(rows) for name in names}


def _changed(before: Iterable[Document], after: Iterable[Document]) -> Iterable[Changed]:
    known: Mapping[tuple[Any, Any], Document] = {_key(row): row for row in before if row.get("request_id")}
    for row in after:
        was = known.get(_key(row))
        if was is None:
            continue
        old, new = _serious(was), _serious(row)
        if _verdict(was) != _verdict(row) or old != new:
            appeared, gone = tuple(sorted(new - old)), tuple(sorted(old - new))
            yield Changed(_name(row), *_key(row), _verdict_of(was), _verdict_of(row), appeared, gone)


def _key(row: Document) -> tuple[Any, Any]:
    return row.get("request_id"), row.get("server_id")
