"""What a condition is given: all events, what was read, and the operations."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from analyzer.model import Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.model import Event, Log, Place, RuleInfo, Verdict

# How long an operation may hang on after its last line before other trouble than this explains it.
HANGING_SECONDS = 60.0
# How many reasons, hosts or servers a message names before it counts the rest.
NAMED = 4


class Scene:
    """The whole log.

    Args:
        log: events, coverage and account, on one clock.
        verdicts: the operations, in the order of the report.
    """

    def __init__(self, log: Log, verdicts: Sequence[Verdict]) -> None:
        self.log, self.verdicts = log, verdicts
        self._named: dict[str, list[Event]] = defaultdict(list)
        for event in log.events:
            self._named[event.name].append(event)
        self._hosts: dict[str | None, set[str]] = defaultdict(set)  # server -> hosts that worked on it
        self._at_place: dict[Place, set[int]] = defaultdict(set)
        self._at_request: dict[str | None, set[int]] = defaultdict(set)
        for at, verdict in enumerate(verdicts):
            self._hosts[verdict.trace.server] |= _computes(verdict)
            self._at_request[verdict.trace.request].add(at)
            for event in verdict.trace.all_events:
                self._at_place[event.place].add(at)

    def named(self, *names: str) -> list[Event]:
        """Return all events with one of these ids, by time."""
        return sorted((event for name in names for event in self._named[name]), key=lambda event: event.time)

    def running(self, first: float, last: float) -> Iterator[Verdict]:
        """Yield the operations that were under way at some moment from `first` to `last`; seconds, UTC."""
        return (verdict for verdict in self.verdicts if _runs(verdict, first, last))

    def telling(self, events: Iterable[Event]) -> set[int]:
        """Return the positions of the operations that have one of these lines, or its request's id."""
        found: set[int] = set()
        for event in events:
            found |= self._at_place.get(event.place, set())
            if event.request:
                found |= self._at_request.get(event.request, set())
        return found

    def disturbed(self, where: Iterable[tuple[str, str]], first: float, last: float) -> set[int]:
        """Return the positions of the operations that went wrong while a service on a host was in trouble.

        Args:
            where: services and their hosts. An operation is there if it wrote there; one without a line of a compute
                is where its server was worked on before.
            first: when the trouble began; seconds, UTC.
            last: when it ended.
        """
        places = set(where)
        computes = {host for service, host in places if service == "compute"}
        return {
            at
            for at, verdict in enumerate(self.verdicts)
            if verdict.verdict not in {"conformant", "rejected"}
            and _runs(verdict, first, last)
            and (
                any((event.service, event.host) in places for event in verdict.trace.events)
                or not computes.isdisjoint(_computes(verdict) or self._hosts[verdict.trace.server])
            )
        }

    def condition(self, rule: RuleInfo, events: Sequence[Event], message: str, touched: Iterable[int]) -> Condition:
        """Make a condition of its lines, at least one, by time; `touched` are positions of operations."""
        requests = dict.fromkeys(self.verdicts[at].trace.request for at in sorted(set(touched)))
        return Condition(
            name=rule.name,
            message=message,
            evidence=tuple(dict.fromkeys(event.place for event in events)),
            operations=tuple(request for request in requests if request),
            rule=rule,
            first=events[0].time,
            last=events[-1].time,
        )


def episodes(events: Sequence[Event], pause: float) -> Iterator[list[Event]]:
    """Split events, by time, where nothing happened for more than `pause` seconds."""
    if not events:
        return
    current = [events[0]]
    for before, event in pairwise(events):
        if event.time - before.time > pause:
            yield current
            current = []
        current.append(event)
    yield current


def listed(words: Iterable[str]) -> str:
    """Name each once, the first few: `node-1, node-2 and 3 more`."""
    every = list(dict.fromkeys(words))
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more


def many(number: int, noun: str) -> str:
    """Count: `1 line`, `2 lines`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _computes(verdict: Verdict) -> set[str]:
    return {event.host for event in verdict.trace.events if event.service == "compute"}


def _runs(verdict: Verdict, first: float, last: float) -> bool:
    """Tell whether an operation was under way at some moment from `first` to `last`; one without an end hangs on."""
    if verdict.started is None or verdict.started > last:
        return False
    end = verdict.finished or max(event.time for event in verdict.trace.events) + HANGING_SECONDS
    return end >= first
