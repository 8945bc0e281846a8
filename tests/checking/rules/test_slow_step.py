"""A step that passed a limit, as the rule tells it."""

from __future__ import annotations

from dataclasses import replace

from analyzer.checking.rules import find_all
from analyzer.checking.timing import Timing
from analyzer.model import AlignedStep, Coverage, Deviation, Flow, Place
from tests.checking.rules.scene import aligned, step, sync

ONE, TWO, THREE = step("one", 1), step("two", 2), step("three", 3)
PAUSE = Flow("pause", "Pause", Place("reference_flows/pause.flow", 1), (), {"target": "compute"}, (ONE, TWO, THREE))


def found(*moves: AlignedStep) -> tuple[Deviation, ...]:
    case = aligned(*moves, flow=PAUSE)
    assert case.alignment
    return find_all(replace(case, alignment=Timing(Coverage((), {}), []).timed(PAUSE, case.alignment)))


def test_it_is_counted_from_the_step_before_it() -> None:
    (one,) = found(sync(ONE, 1), sync(step("two", 2, within=5.0), 9), sync(THREE, 10))
    assert (one.rule.name, one.event, one.severity) == ("slow-step", "a.two", "warning")
    assert one.message == "a.two on node-1 came 8.0 s after a.one"
    assert one.because == "reference_flows/pause.flow:2 allows 5 s; more than 7.8 s is slow"
    assert [place.line for place in one.evidence] == [9, 1]
    assert found(sync(ONE, 1), sync(step("two", within=8.0), 9)) == ()


def test_it_may_be_counted_from_a_named_event() -> None:
    late = step("three", within=5.0, of="a.one")
    (one,) = found(sync(ONE, 1), sync(TWO, 8), sync(late, 9))
    assert one.message == "a.three on node-1 came 8.0 s after a.one"
    assert found(sync(TWO, 1), sync(late, 9)) == ()


def test_what_the_image_may_have_allowed_is_no_alarm() -> None:
    guest = replace(TWO, within_option="shutdown_timeout")
    (one,) = found(sync(ONE, 1), sync(guest, 200))
    assert (one.rule.name, one.severity) == ("slow-step", "info")
    assert "60 s by default, unless its image or flavor has os_shutdown_timeout" in one.because
