"""What rules have in common: reading what an event says, and making a finding of events."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.model import Deviation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analyzer.checking.case import Case
    from analyzer.model import Event, RuleInfo, Severity

_CLASS = r"(?:[a-zA-Z_]\w*\.)+[a-zA-Z]\w*|[A-Z]\w*(?:Error|Exception|Timeout|Failed|NotFound)"
# oslo.log (3.27, with Nova 16, and later) ends a WARNING or ERROR inside an except block with ": Class: text".
_SUMMARY = re.compile(rf": ({_CLASS}): ([^\n]*)")
_RAISED = re.compile(rf"^({_CLASS})(?:: ([^\n]*))?$", re.MULTILINE)
_LONGEST = 200


def own(case: Case) -> tuple[Event, ...]:
    """Return the events of the operation's request, without those that only happened near it, by time."""
    events = (*case.trace.events, *case.trace.shared)
    return tuple(sorted(events, key=lambda event: (event.time, event.place)))


def seen_own(case: Case, *names: str) -> tuple[Event, ...]:
    """Return the events of the operation's request with one of these ids, by time."""
    return tuple(event for event in own(case) if event.name in names)


def errors(case: Case) -> tuple[Event, ...]:
    """Return what the operation's request logged as ERROR or worse, by time."""
    return tuple(event for event in own(case) if event.level in {"ERROR", "CRITICAL", "TRACE"})


def troubles(case: Case) -> tuple[Event, ...]:
    """Return what the operation's request logged as WARNING or worse, by time."""
    return tuple(event for event in own(case) if event.level in {"WARNING", "ERROR", "CRITICAL", "TRACE"})


def says(event: Event, *texts: str) -> bool:
    """Tell whether the message or the traceback under it holds one of these texts."""
    return any(text in event.message or text in event.detail for text in texts)


def exception(event: Event) -> tuple[str, str] | None:
    """Return class (without module) and first line of text of the exception an event reports; None if it reports none.

    A class that came over RPC loses its suffix: `nova.exception_Remote.NoValidHost_Remote` is `NoValidHost`.
    """
    found = _SUMMARY.search(event.message)
    if found is None:
        every = list(_RAISED.finditer(event.detail))
        found = every[-1] if every else None
    if found is None:
        return None
    name = found[1].rpartition(".")[2].removesuffix("_Remote")
    return name, (found[2] or "").strip()


def reason(event: Event) -> str:
    """Return why, in one line: the exception an event reports, else its message; at most 200 characters."""
    raised = exception(event)
    text = ": ".join(filter(None, raised)) if raised else event.message.partition("\n")[0].strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def hosts(events: Iterable[Event]) -> str:
    """Name the hosts of events, each once, in order: `node-1, node-2`."""
    return ", ".join(dict.fromkeys(event.host for event in events))


def computes(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return those that nova-compute wrote."""
    return tuple(event for event in events if event.service == "compute")


def finding(  # noqa: PLR0913 - each is a word of the finding, and all but the first four have a default
    rule: RuleInfo,
    decisive: Sequence[Event],
    message: str,
    because: str,
    *,
    also: Iterable[Event] = (),
    severity: Severity | None = None,
) -> Deviation:
    """Make a finding.

    Args:
        rule: the rule's words.
        decisive: the events that decide, at least one; the first gives event id and time.
        message: what happened, with hosts and numbers.
        because: which line says so.
        also: further lines that tell of the same error.
        severity: if other than the rule's.
    """
    places = dict.fromkeys(event.place for event in (*decisive, *also))
    return Deviation(
        rule=rule,
        message=message,
        because=because,
        event=decisive[0].name,
        evidence=tuple(places),
        severity=severity or rule.severity,
        time=decisive[0].time,
    )


_RAN_OUT = (
    "Exceeded maximum number of retries",
    "Exceeded max scheduling attempts",
    "Exceeded max scheduling retries",
    "Exhausted all hosts available",
)


def ran_out(case: Case) -> tuple[Event, ...]:
    """Return the lines that say that no further host may be tried; the conductor's own first."""
    told = [event for event in troubles(case) if event.level != "DEBUG" and says(event, *_RAN_OUT)]
    return tuple(sorted(told, key=lambda event: event.service == "compute"))


def tries_ran_out(case: Case) -> bool:
    """Tell whether the operation ended because no further host may be tried."""
    return bool(ran_out(case))
