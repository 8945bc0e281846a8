"""A deviation as a compiler prints a finding: what, where in the log, where in the flow, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from analyzer.reporting.printable import iso, shortened
from analyzer.reporting.reasons import WHY
from analyzer.reporting.terminal import COLOURS, hang, headline, plain, unwrapped

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.model import Deviation, Known, Place, Severity, Verdict

PLACES_SHOWN = 5
LONGEST_MESSAGE = 1000

SEVERITY_COLOURS: dict[Severity, str] = {"info": "blue", "warning": "yellow", "error": "bold red"}


def print_verdict(out: Console, verdict: Verdict) -> None:
    """Print the head of an operation, the reason of its verdict, and its deviations."""
    headline(out, _headline(verdict))
    if verdict.started is not None:
        unwrapped(out, plain(f"  {_course(verdict)}", "dim"))
    if verdict.candidates:
        hang(out, "  one of: ", ", ".join(verdict.candidates))
    if verdict.reason:
        hang(out, "  reason: ", f"{verdict.reason}: {WHY[verdict.reason]}")
    for deviation in verdict.deviations:
        print_deviation(out, deviation)


def print_deviation(out: Console, deviation: Deviation) -> None:
    """Print one finding; every line of it but the first begins with `-->` or `=`."""
    known = ", known" if deviation.known else ""
    head = f"  {deviation.severity}[{deviation.rule.code} {deviation.rule.name}{known}]: "
    hang(out, head, shortened(deviation.message, LONGEST_MESSAGE), style=SEVERITY_COLOURS[deviation.severity])
    print_places(out, deviation.evidence)
    if deviation.flow is not None:
        unwrapped(out, plain(f"    = flow: {deviation.flow}"))
    hang(out, "    = because: ", shortened(deviation.because, LONGEST_MESSAGE))
    if deviation.raised is not None and deviation.raised.frame:
        unwrapped(out, plain(f"    = raised: {deviation.raised.exception} in {deviation.raised.frame}"))
    if deviation.known is not None:
        hang(out, "    = known: ", known_words(deviation.known))
    if deviation.cause:
        unwrapped(out, plain("    = note: this explains how the operation ended"))
    if deviation.rule.remedy:
        hang(out, "    = help: ", deviation.rule.remedy)


def known_words(known: Known) -> str:
    """Return why a deviation is accepted, until when, and where that is written."""
    return f"{known.reason}, until {known.expires} ({known.place})"


def print_places(out: Console, places: tuple[Place, ...]) -> None:
    """Print where in the logs something stands: the first of many."""
    for place in places[:PLACES_SHOWN]:
        unwrapped(out, plain(f"    --> {place}"))
    if len(places) > PLACES_SHOWN:
        unwrapped(out, plain(f"    --> and {len(places) - PLACES_SHOWN} more"))


def _headline(verdict: Verdict) -> Text:
    trace = verdict.trace
    head = Text.assemble((verdict.operation or "unknown operation", "bold"))
    if trace.request:
        head.append_text(plain(f" {trace.request}"))
    if trace.server:
        head.append_text(plain(f" of server {trace.server}"))
    if trace.origin == "nova":
        head.append(" by Nova itself")
    head.append(": ").append(verdict.verdict, COLOURS[verdict.verdict])
    return head if verdict.counts_as == verdict.verdict else head.append(f", counts as {verdict.counts_as}")


def _course(verdict: Verdict) -> str:
    started, finished = verdict.started, verdict.finished
    words = [] if started is None else [f"began {iso(started)}"]
    if started is not None and finished is not None:
        words.append(f"took {finished - started:.1f} s")
    words += [f"{role} {host}" for role, host in verdict.hosts.items()]
    return ", ".join(words)
