"""What rules have in common: reading what an event says, and making a finding of events."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.checking.rules._exceptions import exception, first_raised, shortened
from analyzer.model import Deviation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analyzer.checking.case import Case
    from analyzer.model import Event, RuleInfo, Severity

_STDERR = re.compile(r"^Stderr: [bu]?(?:'|\")(.+?)(?:'|\")$", re.MULTILINE)


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


def reason(event: Event) -> str:
    """Return why, in one line: the exception an event reports, else its message; at most 200 characters."""
    raised = exception(event)
    return shortened(": ".join(filter(None, raised)) if raised else event.message.partition("\n")[0].strip())


def stderr(events: Iterable[Event]) -> str:
    """Return what a command that failed wrote to its standard error, in brackets; empty if no line tells.

    oslo_concurrency.processutils.ProcessExecutionError (12-34) prints it after a first line that says nothing.
    """
    found = (match[1] for event in events for match in _STDERR.finditer(f"{event.message}\n{event.detail}"))
    told = next(found, "").replace("\\r", "").replace("\\n", " ").strip()
    return f" ({shortened(told)})" if told else ""


def hosts(events: Iterable[Event]) -> str:
    """Name the hosts of events, each once, in order: `node-1, node-2`."""
    return ", ".join(dict.fromkeys(event.host for event in events))


def last_host(event: Event) -> str:
    """Return the host that a conductor.error-from-last-host names: `Error from last host: node-1 (node node-1): ..`."""
    return event.message.removeprefix("Error from last host: ").partition(" ")[0]


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
    events = (*decisive, *also)
    return Deviation(
        rule=rule,
        message=message,
        because=because,
        event=decisive[0].name,
        evidence=tuple(dict.fromkeys(event.place for event in events)),
        severity=severity or rule.severity,
        time=decisive[0].time,
        raised=first_raised(events),
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
