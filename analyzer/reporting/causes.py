"""The same cause behind many operations, told once: `17 launches failed on node-2: image-unavailable: ...`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.model import Deviation, Place, RuleInfo, Verdict, VerdictName

_REQUEST = re.compile(r"req-[0-9a-f-]{36}")
# Also one that was cut off, and one without hyphens.
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+|\b[0-9a-f]{32}\b", re.IGNORECASE)
_ADDRESS = re.compile(r"0x[0-9a-f]+", re.IGNORECASE)
# Not the number in a host's name.
_NUMBER = re.compile(r"(?<![\w.-])\d[\d.,:]*(?![\w-])")


_DID: dict[VerdictName, str] = {
    "conformant": "went right",
    "deviating": "left the flow",
    "failed": "failed",
    "rejected": "rejected",
    "unfinished": "not finished",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Operations that ended, or left their flow, for one reason.

    Args:
        rule: the words of the deviation.
        pattern: what happened, with ids, numbers and hosts replaced: `OSError: [Errno <n>] Read-only file system`.
        frame: the deepest frame in Nova's code of the first, or empty.
        verdicts: the operations, in the report's order; at least one.
        hosts: the computes on which it was seen, sorted; empty where only other services tell.
        first: the line that tells it first.
    """

    rule: RuleInfo
    pattern: str
    frame: str
    verdicts: tuple[Verdict, ...]
    hosts: tuple[str, ...]
    first: Place | None

    @property
    def count(self) -> int:
        """The number of operations."""
        return len(self.verdicts)

    @property
    def operations(self) -> tuple[str, ...]:
        """The request ids of the operations that have one."""
        return tuple(one.trace.request for one in self.verdicts if one.trace.request)

    @property
    def message(self) -> str:
        """One sentence: `17 launches failed on node-2: image-unavailable: GlanceConnectionFailed: ...`."""
        by_verdict: dict[VerdictName, Counter[str]] = defaultdict(Counter)
        for one in self.verdicts:
            by_verdict[one.verdict][one.operation or "unnamed operation"] += 1
        who = "; ".join(
            f"{', '.join(_counted(number, operation) for operation, number in counts.items())} {_DID[verdict]}"
            for verdict, counts in by_verdict.items()
        )
        where = f" on {', '.join(self.hosts)}" if self.hosts else ""
        return f"{who}{where}: {self.rule.name}: {self.pattern}"


def causes(verdicts: Sequence[Verdict]) -> tuple[Cause, ...]:
    """Group operations by what explains their ends, most frequent first, then in the order of the verdicts."""
    hosts = {event.host for verdict in verdicts for event in verdict.trace.all_events}
    names = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, sorted(hosts, key=len, reverse=True)))})(?![\w-])")
    groups: dict[tuple[str, str], list[tuple[Verdict, Deviation]]] = defaultdict(list)
    for verdict in verdicts:
        for deviation in verdict.deviations:
            if deviation.cause:
                groups[deviation.rule.name, _pattern(deviation, names)].append((verdict, deviation))
    found = [_cause(pattern, members) for (_, pattern), members in groups.items()]
    return tuple(sorted(found, key=lambda cause: -cause.count))


def _cause(pattern: str, members: list[tuple[Verdict, Deviation]]) -> Cause:
    _, earliest = min(members, key=lambda member: (member[1].time is None, member[1].time or 0.0))
    raised = earliest.raised
    return Cause(
        rule=earliest.rule,
        pattern=pattern,
        frame=raised.frame if raised else "",
        verdicts=tuple(verdict for verdict, _ in members),
        hosts=tuple(sorted({host for member in members for host in _hosts(*member)})),
        first=raised.place if raised else next(iter(earliest.evidence), None),
    )


def _pattern(deviation: Deviation, hosts: re.Pattern[str]) -> str:
    raised = deviation.raised
    text = f"{raised.exception}: {raised.message}".rstrip(": ") if raised else deviation.message
    for what, name in (
        (_REQUEST, "<request>"),
        (_UUID, "<id>"),
        (hosts, "<host>"),
        (_ADDRESS, "<n>"),
        (_NUMBER, "<n>"),
    ):
        text = what.sub(name, text)
    return text


def _hosts(verdict: Verdict, deviation: Deviation) -> set[str]:
    places = set(deviation.evidence)
    told = [event for event in verdict.trace.all_events if event.place in places]
    return {event.host for event in told if event.service == "compute"}


def _counted(number: int, operation: str) -> str:
    """Count operations by their names, which serve as nouns: `17 launches`, `1 resize`."""
    ending = "" if number == 1 else "es" if operation.endswith("ch") else "s"
    return f"{number} {operation}{ending}"
