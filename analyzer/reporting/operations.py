"""What several formats say of an operation in the same words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from analyzer.model import BEST_FIRST
from analyzer.reporting.diagnostics import print_verdict
from analyzer.reporting.printable import many, printable
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.model import Condition, Deviation, Event, Place, Report, Severity, Verdict

WORST_FIRST: tuple[Severity, ...] = ("error", "warning", "info")


def name_of(verdict: Verdict) -> str:
    """Return the operation's name, or `unknown operation`."""
    return verdict.operation or "unknown operation"


def whose(verdict: Verdict) -> str:
    """Return the request and the server, printable: `req-5f4b7fd0 of server 72085ec4`."""
    trace = verdict.trace
    server = f"of server {trace.server}" if trace.server else ""
    return printable(f"{trace.request or ''} {server}".strip()) or "without an id"


def explained(verdict: Verdict) -> str:
    """Return what the text report says of the operation, in lines that print, without colour."""
    page = io.StringIO()
    print_verdict(console(page), verdict)
    return page.getvalue()


def worst_first(report: Report) -> list[Verdict]:
    """Return the verdicts from the worst to the best, those of one kind in the order of the report."""
    return sorted(report.verdicts, key=lambda verdict: -BEST_FIRST.index(verdict.verdict))


def findings(report: Report) -> Iterator[tuple[Verdict, Deviation]]:
    """Yield every deviation with its operation: errors before warnings, in each what explains an end first."""
    pairs = [(verdict, deviation) for verdict in report.verdicts for deviation in verdict.deviations]
    pairs.sort(key=lambda pair: (WORST_FIRST.index(pair[1].severity), not pair[1].cause))
    yield from pairs


def known_summary(report: Report) -> str:
    """Return how many deviations are known, and what of it no longer holds or is no longer there."""
    known = sum(one.known is not None for verdict in report.verdicts for one in verdict.deviations)
    excused = sum(map(report.excuses, report.verdicts))
    listed = report.acceptances or ()
    expired = sum(one.expired for one in listed)
    unmet = sum(not one.found and not one.expired for one in listed)
    words = [many(known, "known deviation"), f"{many(excused, 'operation')} excused"]
    words += [f"{many(expired, 'entry', 'entries')} expired"] if expired else []
    words += [f"{many(unmet, 'entry', 'entries')} without a deviation"] if unmet else []
    return ", ".join(words)


def without_findings(report: Report) -> Iterator[Verdict]:
    """Yield the operations that count as failures although nothing is found wrong: what the logs cannot tell."""
    yield from (verdict for verdict in report.verdicts if report.fails(verdict) and not verdict.deviations)


def severity_of(condition: Condition) -> Severity:
    """Return how bad a condition is: what its rule says, else `warning`."""
    return "warning" if condition.rule is None else condition.rule.severity


def happened(verdict: Verdict, deviation: Deviation) -> tuple[Event, ...]:
    """Return the events of the operation that are the deviation's evidence, in the order of the evidence."""
    at = {event.place: event for event in verdict.trace.all_events}
    return tuple(at[place] for place in deviation.evidence if place in at)


def begins_at(verdict: Verdict) -> Place | None:
    """Return the place of the operation's first line."""
    return next((event.place for event in verdict.trace.all_events), None)
