"""Which durations passed a limit, and whose limit that is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from analyzer.checking.baseline import Baseline
from analyzer.checking.durations import measured
from analyzer.checking.spread import Key, Spread
from analyzer.checking.timing import Timing
from analyzer.model import (
    AlignedStep,
    Alignment,
    Coverage,
    Duration,
    Event,
    Flow,
    Place,
    Process,
    Setting,
    Step,
    Turn,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "reference_flows/stop.flow"
SENT = Step(Place(FILE, 1), "api", "api.action-body")
GOT = Step(Place(FILE, 2), "compute", "compute.stopping", sender="api", arrow="cast")
DOWN = Step(Place(FILE, 3), "compute", "libvirt.shutdown-ok", within_option="shutdown_timeout")
ANSWERED = Step(Place(FILE, 4), "compute", "compute.lm-pre-took", within_option="long_rpc_timeout")
OFF = Step(Place(FILE, 5), "compute", "libvirt.destroyed", ends=True)
STOP = Flow("stop", "Stop", Place(FILE, 1), (), {"api": "api", "compute": "compute"}, (SENT, GOT, DOWN, ANSWERED, OFF))
NOTHING_READ = Coverage((), {})


def line(step: Step, at: float, *, elapsed: str | None = None, host: str = "node-1") -> AlignedStep:
    captures = {} if elapsed is None else {"elapsed": elapsed}
    event = Event(
        name=step.event or "",
        time=at,
        place=Place("nova.log", int(at)),
        service=step.role,
        host=host,
        process="7",
        level="INFO",
        logger="nova.x",
        message="",
        captures=captures,
    )
    return AlignedStep("sync", step, event, step.role, host)


def stop(*moves: AlignedStep, ended: bool = True, turns: tuple[Turn, ...] = ()) -> Alignment:
    return Alignment(moves, turns, 0, {"compute": "node-1"}, ended, end_covered=True)


def stops(number: int, *seconds: float) -> list[Alignment]:
    """Return `number` stops whose guest takes a second, and one more for each that takes longer."""
    taken = [1.0 + 0.01 * (one % 9) for one in range(number)] + list(seconds)
    return [stop(line(SENT, 100.0), line(GOT, 101.0), line(OFF, 101.0 + one)) for one in taken]


def passed(
    held: list[Alignment], coverage: Coverage = NOTHING_READ, baseline: Baseline | None = None
) -> list[Duration]:
    timing = Timing(coverage, [(STOP, one) for one in held], baseline)
    return [found for one in held for found in timing.timed(STOP, one).durations if found.passed]


def gaps(alignment: Alignment) -> dict[str, tuple[str, float]]:
    """Return for each step the line it is counted from and the seconds."""
    return {
        one.event.name: (one.since.name, one.seconds)
        for one in measured(STOP, alignment)
        if one.since and one.what == "step"
    }


class TestMeasured:
    def test_a_step_is_counted_from_the_line_that_caused_it(self) -> None:
        assert gaps(stop(line(SENT, 100.0), line(GOT, 103.0), line(OFF, 110.0))) == {
            "compute.stopping": ("api.action-body", 3.0),
            "libvirt.destroyed": ("compute.stopping", 7.0),
        }

    def test_of_a_role_that_wrote_nothing_yet_the_one_that_called_it(self) -> None:
        assert gaps(stop(line(SENT, 100.0), line(OFF, 110.0))) == {"libvirt.destroyed": ("api.action-body", 10.0)}

    def test_the_answer_of_a_cast_causes_nothing(self) -> None:
        answer = Step(Place(FILE, 1), "api", "api.access")
        found = gaps(stop(line(SENT, 100.0), line(answer, 104.0), line(GOT, 103.0)))
        assert found == {"compute.stopping": ("api.action-body", 3.0)}

    def test_from_a_named_event_or_not_at_all(self) -> None:
        late = replace(OFF, within=5.0, within_of="api.action-body")
        assert gaps(stop(line(SENT, 100.0), line(GOT, 103.0), line(late, 110.0)))["libvirt.destroyed"][1] == 10.0
        assert gaps(stop(line(GOT, 103.0), line(late, 110.0))) == {}

    def test_a_line_tells_how_long_something_took(self) -> None:
        (told,) = measured(STOP, stop(line(ANSWERED, 100.0, elapsed="2.5")))
        assert (told.what, told.seconds, told.since) == ("told", 2.5, None)

    @pytest.mark.parametrize("elapsed", ["", "long", "nan", "inf", "-1", "9" * 400])
    def test_a_line_is_not_believed_everything(self, elapsed: str) -> None:
        assert measured(STOP, stop(line(ANSWERED, 100.0, elapsed=elapsed))) == ()

    def test_the_whole_is_only_compared_where_no_turn_was_taken(self) -> None:
        moves = (line(SENT, 100.0), line(GOT, 103.0), line(OFF, 110.0))
        assert [one.seconds for one in measured(STOP, stop(*moves)) if one.what == "whole"] == [10.0]
        turned = stop(*moves, turns=(Turn("shutdown-timeout", OFF.place, None),))
        assert not [one for one in measured(STOP, turned) if one.what == "whole"]
        assert not [one for one in measured(STOP, stop(*moves, ended=False)) if one.what == "whole"]


class TestInTheSameLogs:
    def test_one_of_a_hundred_stands_out_and_is_named_once(self) -> None:
        (found,) = passed(stops(99, 30.0))
        assert (found.what, found.event.name, found.seconds) == ("step", "libvirt.destroyed", 30.0)
        assert found.passed
        assert found.passed.origin == "these logs: 100 samples, median 1.0 s, p95 1.1 s"

    def test_among_less_than_a_hundred_only_what_is_far_out(self) -> None:
        assert passed(stops(50, 30.0)) == []
        (found,) = passed(stops(50, 70.0))
        assert found.passed
        assert found.passed.origin == "these logs: 50 others took 1.1 s at most"

    def test_a_few_tell_nothing(self) -> None:
        assert passed(stops(4, 3600.0)) == []

    def test_two_slow_steps_of_one_operation_are_both_named(self) -> None:
        usual = [stop(line(SENT, 100.0), line(GOT, 101.0), line(OFF, 102.0)) for _ in range(100)]
        slow = stop(line(SENT, 100.0), line(GOT, 130.0), line(OFF, 170.0))
        assert [one.event.name for one in passed([*usual, slow])] == ["compute.stopping", "libvirt.destroyed"]

    def test_what_a_line_tells_is_the_same_slowness(self) -> None:
        def told(seconds: float) -> Alignment:
            return stop(line(GOT, 100.0), line(ANSWERED, 100.0 + seconds, elapsed=f"{seconds:.2f}"))

        (found,) = passed([*(told(1.0) for _ in range(100)), told(40.0)])
        assert (found.what, found.seconds) == ("step", 40.0)

    def test_operations_that_broke_off_are_no_measure(self) -> None:
        assert passed([*(replace(one, ended=False) for one in stops(99)), *stops(0, 30.0)]) == []


class TestLimitsOfNova:
    slow = stop(line(GOT, 100.0), line(DOWN, 200.0))

    def test_a_default_holds_where_nothing_else_is_known(self) -> None:
        (found,) = passed([self.slow])
        assert found.passed
        assert found.passed.origin == (
            "reference_flows/stop.flow:3 allows shutdown_timeout, 60 s by default, "
            "unless its image or flavor has os_shutdown_timeout"
        )
        assert not found.passed.firm

    @pytest.mark.parametrize(
        ("processes", "is_slow"),
        [
            ({90.0: 120.0}, False),
            ({90.0: 30.0}, True),
            ({90.0: 120.0, 95.0: 30.0}, True),  # configured anew
            ({90.0: 120.0, 300.0: 30.0}, False),  # afterwards
        ],
    )
    def test_the_option_dump_of_that_host_before_that_moment_overrides_it(
        self, processes: Mapping[float, float], *, is_slow: bool
    ) -> None:
        told = [
            Process("compute", "node-1", str(at), at, at, frozenset(), frozenset(), options=dumped(seconds))
            for at, seconds in processes.items()
        ]
        elsewhere = Process("compute", "node-2", "1", 1.0, 2.0, frozenset(), frozenset(), options=dumped(1.0))
        assert bool(passed([self.slow], Coverage((*told, elsewhere), {}))) == is_slow

    def test_a_given_nova_conf_overrides_both(self) -> None:
        told = Process("compute", "node-1", "7", 1.0, 2.0, frozenset(), frozenset(), options=dumped(30.0))
        assert not passed([self.slow], Coverage((told,), {}, options=dumped(600.0)))

    def test_nova_counts_rounds_so_that_a_limit_is_passed_by_more_than_a_trifle(self) -> None:
        assert passed([stop(line(GOT, 100.0), line(DOWN, 165.0))]) == []

    def test_a_release_may_lack_the_option(self) -> None:
        slow = stop(line(GOT, 100.0), line(ANSWERED, 4100.0))
        assert passed([slow], Coverage((), {}, release=26))
        assert not passed([slow], Coverage((), {}, release=17))

    def test_nothing_is_no_limit(self) -> None:
        assert not passed([self.slow], Coverage((), {}, options=dumped(0.0)))


def dumped(seconds: float) -> dict[str, Setting]:
    return {"shutdown_timeout": Setting(seconds, Place("nova-compute.log", 5))}


class TestBaseline:
    def learnt(self, count: int) -> Baseline:
        key = Key("stop", "step", "libvirt.destroyed", "compute.stopping")
        return Baseline("baseline.json", {key: Spread(count, median=1.2, p95=2.0, max=3.0, log_mad=0.05)})

    def test_names_what_is_slow_beside_it(self) -> None:
        (found,) = passed(stops(1, 30.0), baseline=self.learnt(412))
        assert found.passed
        assert found.passed.origin == "baseline.json: 412 samples, median 1.2 s, p95 2.0 s"

    def test_says_nothing_from_a_few_samples(self) -> None:
        assert passed(stops(1, 30.0), baseline=self.learnt(19)) == []

    def test_counts_more_than_what_the_logs_say_themselves(self) -> None:
        assert len(passed(stops(0, *[30.0] * 100), baseline=self.learnt(412))) == 100


class TestPatience:
    def of(self, owed: Step, held: list[Alignment], coverage: Coverage = NOTHING_READ) -> float:
        open_one = replace(stop(line(SENT, 100.0), ended=False), owed=(owed,))
        return Timing(coverage, [(STOP, one) for one in held]).timed(STOP, open_one).patience

    def test_is_ten_times_the_longest_that_the_step_took(self) -> None:
        assert self.of(OFF, stops(3, 50.0)) == 500.0

    def test_is_a_minute_at_least(self) -> None:
        assert self.of(OFF, stops(3)) == 60.0
        assert self.of(OFF, []) == 60.0

    def test_is_the_limit_that_nova_sets(self) -> None:
        assert 1800.0 < self.of(ANSWERED, stops(3, 50.0)) < 2500.0

    def test_is_not_the_one_that_an_image_may_have_raised(self) -> None:
        assert self.of(DOWN, []) == 60.0
