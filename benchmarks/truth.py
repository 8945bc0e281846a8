"""Labels of a recorded log: `truth.jsonl`, one API call a line."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.model import Trace

STRUCTURAL = frozenset(
    {
        "missing-step",
        "unexpected-step",
        "out-of-order",
        "repeated-step",
        "wrong-host",
        "slow-step",
        "unfinished",
    }
)


@dataclass(frozen=True, slots=True)
class Label:
    """What is known of one operation.

    `accepted` are the verdicts its logs support; `expected` the findings that must be named, each a set of names of
    which one will do; `welcome` those that may be.
    """

    operation: str
    request: str
    server: str | None
    verdict: str
    accepted: frozenset[str]
    expected: tuple[frozenset[str], ...]
    welcome: frozenset[str]
    hosts: dict[str, str]
    many_candidates: bool

    @property
    def went_right(self) -> bool:
        """Tell whether nothing went wrong, as far as its logs tell or as it is known otherwise."""
        return self.verdict == "conformant" or (self.verdict == "unknown" and "conformant" in self.accepted)

    @property
    def allowed(self) -> frozenset[str]:
        """The findings that are no mistake."""
        named = self.welcome.union(*self.expected)
        return named | (STRUCTURAL if self.accepted & {"deviating", "failed"} else self.accepted & {"unfinished"})


@dataclass(frozen=True, slots=True)
class Truth:
    """The labels of one log, and the calls that are no operation: `outside` the model, or made by Nova itself."""

    labels: tuple[Label, ...]
    servers: dict[str | None, set[str | None]] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()

    def knows(self, trace: Trace) -> bool:
        """Tell whether someone asked for what a trace shows."""
        whose = self.servers.get(trace.request, set())
        if trace.origin == "nova" or trace.server in whose or None in whose:
            return True
        return trace.server is None if trace.request and whose else trace.request in self.outside


def load(path: Path) -> Truth:
    """Read a `truth.jsonl`."""
    labels: list[Label] = []
    outside: set[str] = set()
    servers: defaultdict[str | None, set[str | None]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if row.get("operation"):
            labels.append(_label(row))
            servers[row["request_id"]].add(row.get("server_id"))
        elif row.get("request_id"):
            outside.add(row["request_id"])
            if row.get("by") == "nova" and row.get("server_id"):
                servers[None].add(row["server_id"])
    return Truth(tuple(labels), dict(servers), frozenset(outside))


def _label(row: dict[str, Any]) -> Label:
    expected = [frozenset(slug.split("|")) for slug in row.get("deviations", [])]
    if row.get("deviations_any"):
        expected.append(frozenset(name for slug in row["deviations_any"] for name in slug.split("|")))
    return Label(
        operation=row["operation"],
        request=row["request_id"],
        server=row.get("server_id"),
        verdict=row["verdict"],
        accepted=frozenset({row["verdict"], *row.get("also", [])}),
        expected=tuple(expected),
        welcome=frozenset(name for slug in row.get("may", []) for name in slug.split("|")),
        hosts=row.get("hosts") or {},
        many_candidates=bool(row.get("candidates")),
    )
