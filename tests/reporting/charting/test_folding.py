from __future__ import annotations

from dataclasses import replace

from analyzer.reporting.chart import Branch, Chart, Frame, Lifeline, Message, Note
from analyzer.reporting.charting.folding import folded, shortened_to

COPY = Message("source", "source", "own", "Copying file disk", event="remotefs.copy-file")
SCP = Message("source", "source", "own", "Running cmd scp", event="cmd.scp")
FAILED = Message("source", "source", "own", "scp failed", "deviation", ("N227",), event="cmd.scp")


def test_what_comes_three_times_is_a_loop_of_the_first() -> None:
    second = replace(SCP, text="Running cmd scp again")
    assert folded([SCP, second, second, COPY]) == (Frame("loop", (Branch((SCP,), "3 times"),)), COPY)


def test_what_comes_twice_is_told_twice() -> None:
    assert folded([SCP, SCP, COPY]) == (SCP, SCP, COPY)


def test_steps_that_come_in_turn_are_one_loop() -> None:
    assert folded([COPY, SCP] * 4) == (Frame("loop", (Branch((COPY, SCP), "4 times"),)),)


def test_a_deviation_is_never_told_for_another() -> None:
    assert folded([FAILED] * 3) == (FAILED,) * 3


def test_a_long_chart_keeps_its_ends_and_what_is_not_plain() -> None:
    chart = Chart("long", (Lifeline("source", "nova-compute"),), (COPY, *[SCP] * 50, FAILED, *[SCP] * 50, COPY))
    short = shortened_to(chart, 4)
    assert short.rows == (COPY, SCP, Note("49 more"), FAILED, Note("49 more"), SCP, COPY)
    assert shortened_to(chart, 200) is chart
