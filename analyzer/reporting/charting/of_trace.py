"""The chart of a trace: its lines on the services that wrote them, and nothing that is not in the logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting.chart import Chart, Lifeline, Message, used
from analyzer.reporting.charting.answers import ANSWER
from analyzer.reporting.charting.folding import folded
from analyzer.reporting.charting.further import with_hypervisor
from analyzer.reporting.charting.participants import CLIENT, COMPUTE, SERVICES, heading, lifeline_key
from analyzer.reporting.printable import iso

if TYPE_CHECKING:
    from analyzer.model import Event, Trace
    from analyzer.reporting.chart import Look


def trace_chart(trace: Trace, *, hypervisor: bool = False) -> Chart:
    """Return the chart of a trace.

    Who called whom is not in it, for only a flow knows that.

    Args:
        trace: what to draw.
        hypervisor: draw libvirt, and what it is asked for and answers.
    """
    events = trace.all_events
    rows = folded(event_row(event, lifeline_key(event.service, event.host)) for event in events)
    services = dict.fromkeys((event.service, event.host if event.service == COMPUTE else "") for event in events)
    ranked = sorted(services, key=lambda pair: SERVICES.index(pair[0]) if pair[0] in SERVICES else len(SERVICES))
    lifelines = tuple(Lifeline(lifeline_key(*pair), heading([], pair[0]), host=pair[1]) for pair in ranked)
    name = trace.operation or "unknown operation"
    chart = Chart(
        title=f"{name} {trace.request or ''}".strip(),
        lifelines=used((CLIENT, *lifelines), rows),
        rows=rows,
        subtitle=" ".join(
            part for part in (f"of server {trace.server}" if trace.server else "", began(events)) if part
        ),
        description=f"{len(events)} lines of {name}, on the services that wrote them.",
    )
    return with_hypervisor(chart, [line.key for line in lifelines if line.host]) if hypervisor else chart


def began(events: tuple[Event, ...]) -> str:
    """Return when the first line was written and how long after it the last."""
    if not events:
        return ""
    first, last = min(event.time for event in events), max(event.time for event in events)
    return f"began {iso(first)}, took {last - first:.1f} s"


def event_row(event: Event, key: str, look: Look = "plain", codes: tuple[str, ...] = ()) -> Message:
    """Return the row of a line that was logged."""
    answer = event.name == ANSWER
    return Message(
        sender=key,
        receiver=CLIENT.key if answer else key,
        arrow="reply" if answer else "own",
        text=event.message,
        look=look,
        codes=codes,
        event=event.name,
        time=event.time,
        origin=str(event.place),
    )
