"""The verdict of one operation: the first rule that applies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.checking.case import Case
from analyzer.checking.rules import find_all, find_owed
from analyzer.model import GAVE_UP, Verdict

if TYPE_CHECKING:
    from analyzer.checking.choose import Choice
    from analyzer.checking.coverage import Sight
    from analyzer.model import Alignment, Event, Reason, Trace, VerdictName

# Why an operation is unknown, that a log which begins after it would explain.
BLIND: frozenset[Reason] = frozenset({"operation-not-named", "several-flows", "end-not-covered", "logs-end"})


def judge(trace: Trace, choice: Choice, sight: Sight, *, moved_on: float | None = None) -> Verdict:
    """Return the verdict of one operation.

    Args:
        trace: the operation.
        choice: its flow and alignment.
        sight: what the logs are able to show.
        moved_on: when the API accepted a later operation on the server, which must have had no task any more.
    """
    name = choice.flow.name if choice.flow else None
    refused = _refused(trace, sight)
    held = None if refused else choice.alignment  # what the API refused never entered its flow
    case = Case(trace, name, choice.flow, held, sight.coverage, sight.specs)
    found = find_all(case)
    serious = any(deviation.severity != "info" for deviation in found)
    verdict, reason = _verdict(trace, choice, sight, found=serious, moved_on=moved_on)
    if verdict == "unknown" and reason in BLIND:
        reason = _hidden(trace, sight) or reason
    cut = verdict == "unfinished" or reason == "end-not-logged"
    if not cut:
        found = tuple(d for d in found if d.rule.name != "end-not-seen")
    if cut or (choice.alignment and choice.alignment.ended):
        found += find_owed(case)
    matched = [m.event for m in choice.alignment.moves if m.move == "sync" and m.event] if choice.alignment else []
    # A lifecycle event comes late, and the scheduler's locks are released after the server is another service's.
    times = [e.time for e in matched if e.name != "lifecycle.event"] or [e.time for e in matched]
    times += [event.time for event in trace.events if event.server and event.service != "scheduler"]
    ended = choice.alignment is not None and (choice.alignment.ended or verdict in ("failed", "rejected"))
    return Verdict(
        trace=trace,
        flow=choice.flow,
        operation=name,
        verdict=verdict,
        reason=reason,
        candidates=trace.may_be if verdict == "rejected" else choice.candidates,
        alignment=_without_skipped(choice.alignment) if refused and choice.alignment else choice.alignment,
        deviations=found,
        started=min((event.time for event in (*matched, *trace.events)), default=None),
        finished=max(times, default=None) if ended else None,
        hosts=_agreed_hosts(choice),
    )


def _without_skipped(alignment: Alignment) -> Alignment:
    """Return an alignment without the steps that the logs would show: they were never asked for."""
    return replace(alignment, moves=tuple(move for move in alignment.moves if move.move != "model"))


def _hidden(trace: Trace, sight: Sight) -> Reason | None:
    """Return why lines of an operation may be missing: a log begins after it, or has a hole."""
    where = {(event.service, event.host) for event in trace.all_events}
    if trace.began_before and any(sight.begins_late(trace, service, host) for service, host in where):
        return "began-before-logs"
    return "gap" if any(sight.silent(trace, "compute", host) for host in sight.computes) else None


def _agreed_hosts(choice: Choice) -> dict[str, str]:
    """Return the hosts of the roles; of an operation with several names those on which all agree."""
    if choice.alignment:
        return dict(choice.alignment.bindings)
    bindings = [set(rival.bindings.items()) for rival in choice.rivals]
    return dict(sorted(set.intersection(*bindings))) if bindings else {}


def _refused(trace: Trace, sight: Sight) -> bool:
    """Tell whether the API answered 4xx before conductor or compute had a part in it.

    Where no access line gives the status, what it threw tells.
    """
    if trace.status is None:
        refused = any(event.name == "api.http-exception" for event in trace.events)
    else:
        refused = trace.answer == "refused"
    return refused and not any(sight.wrote_in(trace.request, service) for service in ("conductor", "compute"))


def _verdict(
    trace: Trace, choice: Choice, sight: Sight, *, found: bool, moved_on: float | None
) -> tuple[VerdictName, Reason | None]:
    if _refused(trace, sight):
        return "rejected", None
    if trace.answer in ("refused", "failed"):
        return "failed", None
    if choice.flow is None:
        return _unnamed(trace, choice, sight, moved_on=moved_on)
    if choice.alignment is None:
        return "unknown", "no-flow"
    return _held(trace, choice.alignment, sight, found=found, moved_on=moved_on)


def _unnamed(
    trace: Trace, choice: Choice, sight: Sight, *, moved_on: float | None
) -> tuple[VerdictName, Reason | None]:
    """Return the verdict on which all flows agree that may be it; an API line alone does not tell what it asked for."""
    if not choice.candidates:
        return "unknown", "operation-not-named"
    matched = (move.event for rival in choice.rivals for move in rival.moves if move.move == "sync" and move.event)
    beyond = any(event.service != "api" for event in (*trace.events, *matched))
    agreed = {_held(trace, rival, sight, found=False, moved_on=moved_on)[0] for rival in choice.rivals}
    if not beyond or len(agreed) != 1:
        return "unknown", "several-flows"
    # What fits no flow may be of none of these; only a turn that all of them name is a deviation.
    if agreed == {"deviating"} and not all(rival.turns for rival in choice.rivals):
        return "unknown", "several-flows"
    # Where no line is an end of them, what stands in for one may be the midst of another.
    if agreed == {"conformant"} and not all(_end_seen(rival) for rival in choice.rivals):
        return "unknown", "several-flows"
    return agreed.pop(), "several-flows"


def _held(
    trace: Trace, alignment: Alignment, sight: Sight, *, found: bool, moved_on: float | None
) -> tuple[VerdictName, Reason | None]:
    """Return the verdict that an alignment supports; `found` tells that a rule has something against it."""
    if alignment.exhausted:
        return "unknown", "budget"
    closed = next((turn.verdict for turn in alignment.turns if turn.verdict), None)
    if closed:
        return closed, None
    if not alignment.ended:
        return _not_ended(trace, alignment, sight, moved_on=moved_on)
    if not _end_seen(alignment) and any(_ends_it(e) for e in trace.events if e.time >= _last(alignment)):
        return "failed", None
    straight = not (alignment.cost or alignment.turns or found)
    if _has_hole(trace, alignment, sight, straight=straight):
        return "unknown", "gap"
    return ("conformant" if straight else "deviating"), None


def _has_hole(trace: Trace, alignment: Alignment, sight: Sight, *, straight: bool) -> bool:
    """Tell whether what was seen depends on lines that are lost."""
    if alignment.hidden and straight:
        return True
    return not _end_seen(alignment) and any(sight.silent(trace, "compute", h) for h in alignment.bindings.values())


def _end_seen(alignment: Alignment) -> bool:
    """Tell whether a step marked `ends` has its line; else another stands in, as no log that was read can show one."""
    return any(move.move == "sync" and move.step and move.step.ends for move in alignment.moves)


def _last(alignment: Alignment) -> float:
    """Return when the line was written that stands in for an end."""
    return max((m.event.time for m in alignment.moves if m.move == "sync" and m.event), default=0.0)


def _ends_it(event: Event) -> bool:
    """Tell whether a line ends its operation badly; a bus that was away and came back does not."""
    by_nova = event.logger.startswith("nova.") or event.name == "rpc.exception"
    return event.name in GAVE_UP or (by_nova and event.level in ("ERROR", "CRITICAL"))


def _not_ended(
    trace: Trace, alignment: Alignment, sight: Sight, *, moved_on: float | None
) -> tuple[VerdictName, Reason | None]:
    """Return the verdict on an operation whose end was not seen; by `moved_on` Nova's API knew that it had one."""
    if any(_ends_it(event) for event in (*trace.events, *trace.nearby)):
        return "failed", None
    if not alignment.end_covered:
        return "unknown", "end-not-covered"
    matched = (move.event for move in alignment.moves if move.move == "sync" and move.event)
    # Locks and periodic tasks of the thread keep the id long after.
    told = (event for event in trace.events if sight.specs[event.name].kind != "ambient")
    own = (event.time for event in (*matched, *told) if event.name != "lifecycle.event")
    last = max(own, default=trace.events[0].time)
    computes = [p for p in sight.coverage.processes if p.service == "compute"]
    hosts = set(alignment.bindings.values())
    owing = [p for p in computes if p.host in hosts] or (computes if sight.all_computes else [])
    restarted = any(p.first > last for p in owing)
    if moved_on is not None and not any(last < p.first < moved_on for p in owing):
        return "unknown", "end-not-logged"
    if restarted or any(p.last - last >= alignment.patience for p in owing):
        return "unfinished", None
    return "unknown", "logs-end"
