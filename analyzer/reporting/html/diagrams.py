"""The sequence diagrams of a report: each is drawn once, however many operations it shows.

An SVG takes 30 kB and a hundredth of a second, and in most reports nearly all operations went as their flows say. So an
operation that did not has a diagram of its own, with times and words of the logs, the worst first as far as
`MOST_OWN`; the others share those that have the same arrows, with the names of events instead. What the flow expects
is not written beside the arrows: it would cost a quarter of the page's width, and the table of steps has it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from analyzer.reporting.chart import rewritten
from analyzer.reporting.charting.folding import shortened_to
from analyzer.reporting.charting.of_verdict import verdict_chart
from analyzer.reporting.diagrams.svg import svg
from analyzer.reporting.operations import name_of, worst_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import Report, Verdict
    from analyzer.reporting.chart import Chart, Message

MOST_OWN = 100
MOST_SHARED = 400
MOST_ROWS = 150

_STYLE = re.compile(r"<style>(.*?)</style>\n?", re.DOTALL)


class Diagrams(NamedTuple):
    """What was drawn.

    `svgs` have no style of their own, for the page's policy admits none: `css` has the rules of all of them. `of` has
    the number of an operation's diagram by its place in the report; an operation may have none. The first `own` are of
    one operation each.
    """

    svgs: tuple[str, ...]
    css: str
    of: Mapping[int, int]
    own: int


def draw(report: Report) -> Diagrams:
    """Draw the diagrams that a report shows."""
    numbers = {id(verdict): number for number, verdict in enumerate(report.verdicts)}
    by_need = [(numbers[id(verdict)], verdict) for verdict in worst_first(report)]
    remarkable = [(number, one) for number, one in by_need if one.verdict != "conformant" or one.deviations]
    own = remarkable[:MOST_OWN]
    charts = [_own(_chart(report, verdict)) for _, verdict in own]
    of = {number: at for at, (number, _) in enumerate(own)}
    shared: dict[Chart, int] = {}
    for number, verdict in by_need:
        if number not in of:
            chart = _shared(_chart(report, verdict), name_of(verdict))
            if chart in shared or len(shared) < MOST_SHARED:
                of[number] = len(charts) + shared.setdefault(chart, len(shared))
    drawn = [svg(chart) for chart in (*charts, *shared)]
    rules = dict.fromkeys(rule for text in drawn for css in _STYLE.findall(text) for rule in css.splitlines())
    return Diagrams(tuple(map(_bare, drawn)), "\n".join(rules), of, len(own))


def _chart(report: Report, verdict: Verdict) -> Chart:
    return shortened_to(verdict_chart(verdict, release=report.release), MOST_ROWS)


def _own(chart: Chart) -> Chart:
    def seen(message: Message) -> tuple[Message]:
        return (replace(message, expected="", mark=""),)

    return replace(chart, findings=(), rows=rewritten(chart.rows, seen))


def _shared(chart: Chart, operation: str) -> Chart:
    """Return a chart without what is of one operation only: ids, times and words of the logs."""

    def plain(message: Message) -> tuple[Message]:
        text = message.event or message.text
        return (replace(message, text=text, time=None, origin="", expected="", mark=""),)

    return replace(
        chart,
        title=f"{operation}, as seen",
        subtitle="events by their names: every operation that took these steps has this diagram",
        description=f"The steps of {operation} as this operation took them, and maybe others, without their times.",
        findings=(),
        rows=rewritten(chart.rows, plain),
    )


def _bare(text: str) -> str:
    """Return an SVG without style elements and attributes; quotes of a log are escaped, so it cannot look like one."""
    return _STYLE.sub("", text, count=1).replace('-head" style="fill:none"', '-head hollow"')
