"""The deviations NovaFlow knows by name, one module each, found by looking in this folder.

A module `no_valid_host` is the rule `no-valid-host`: its docstring holds the words, `RULE` is what was read from them,
`find(case)` yields the findings. `EXPLAINS` may name events whose absence is part of what the rule tells. Modules whose
names begin with an underscore are no rules.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from analyzer.checking.folder import finders, words
from analyzer.checking.rules._exceptions import folded
from analyzer.model import Deviation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from analyzer.checking.case import Case
    from analyzer.model import RuleInfo, Turn

# Found whenever a traceback is there, so they only count where no other finding has the same line as evidence.
_GENERIC = frozenset({"hypervisor-error", "traceback"})
# How an operation goes on or ends after a cause that has a name of its own.
_ENDINGS = frozenset({"no-valid-host", "rescheduled", "resize-reverted-on-error", "retries-exhausted"})
# What Nova expects and goes on from.
_MILD = frozenset({"shutdown-timeout", "soft-reboot-fallback", "power-state-corrected"})
# What the API answers 4xx for: told mildly, for nothing went wrong.
_REFUSALS = frozenset({"bad-request", "forbidden", "not-found"})
_NO_END, _DEATH, _MISSING = "end-not-seen", "service-down", "missing-step"
_BUS, _LATE = "messaging-timeout", "slow-step"


def all_rules() -> Mapping[str, RuleInfo]:
    """Return every rule by its slug, sorted by code."""
    return words(__name__)


def find_all(case: Case) -> tuple[Deviation, ...]:
    """Run every rule on one operation.

    Returns:
        The findings by code. One that the flow foresees as a named block refers to it in `flow`; a block that was
        entered by a line of which no rule speaks becomes a finding of its own. `cause` is set on at most one.
    """
    found = [deviation for module in finders(__name__) for deviation in module.find(case)]
    turns = {turn.name: turn for turn in reversed(case.alignment.turns)} if case.alignment else {}
    found += _of_turns(turns, found)
    found = [
        replace(one, flow=one.flow or turns[one.rule.name].place) if one.rule.name in turns else one for one in found
    ]
    taken = {place for one in found if one.rule.name not in _GENERIC for place in one.evidence}
    found = [one for one in found if one.rule.name not in _GENERIC or taken.isdisjoint(one.evidence)]
    explained = {event for name in {one.rule.name for one in found} for event in _explained(name)}
    found = [one for one in found if one.rule.name != _MISSING or one.event not in explained]
    return _with_cause(sorted(found, key=lambda one: (one.rule.code, one.time or 0.0, one.evidence)))


def _explained(name: str) -> frozenset[str]:
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    return getattr(module, "EXPLAINS", frozenset())


def find_owed(case: Case) -> tuple[Deviation, ...]:
    """Return what an operation still owed at its last line, as missing steps.

    Only for an operation that the logs outlast (`unfinished`), as in any other the steps may yet come.
    """
    return tuple(import_module(f"{__name__}.missing_step").find_owed(case))


def _of_turns(turns: Mapping[str, Turn], found: Sequence[Deviation]) -> Iterator[Deviation]:
    """Yield a finding for each named block that was entered and that no rule speaks of.

    A block is declared with less care than a rule: where a rule has the deciding line as evidence, or names how the
    operation went on, it is right.
    """
    named = {one.rule.name for one in found}
    taken = {place for one in found for place in one.evidence}
    for name, turn in turns.items():
        event, rule = turn.event, all_rules().get(name)
        if rule is None or event is None or name in named or event.place in taken:
            continue
        if name in _ENDINGS and named & _ENDINGS:
            continue
        yield Deviation(
            rule=rule,
            message=f"{rule.title} ({event.name} on {event.host})",
            because=f"{event.name} entered the turn that {turn.place} foresees",
            event=event.name,
            evidence=(event.place,),
            severity=rule.severity,
            time=event.time,
            raised=folded(event),
        )


def _with_cause(found: list[Deviation]) -> tuple[Deviation, ...]:
    """Mark the finding that explains the others: a specific cause before an ending, an early one before a late one.

    What is told mildly explains nothing, but for a refusal, a service that died where no end was seen, and a bus that
    was away before a line came late: a cast waits in its sender until the bus is back.
    """
    unended = any(one.rule.name == _NO_END for one in found)
    late = max((one.time or 0.0 for one in found if one.rule.name == _LATE), default=0.0)

    def explains(one: Deviation) -> bool:
        mild_cause = (one.rule.name == _DEATH and unended) or (one.rule.name == _BUS and (one.time or 0.0) < late)
        return one.severity != "info" or mild_cause

    def weight(one: Deviation) -> tuple[int, float]:
        name = one.rule.name
        rank = 3 if one.rule.code.startswith("S") else 2 if name in _MILD else 1 if name in _ENDINGS else 0
        return rank, one.time or 0.0

    able = [one for one in found if explains(one)]
    able = able or [one for one in found if one.rule.name in _REFUSALS]
    cause = min(able, key=weight, default=None)
    return tuple(replace(one, cause=True) if one is cause else one for one in found)
