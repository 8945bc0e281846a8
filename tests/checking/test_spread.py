"""What stands out among times that were measured for the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.checking.spread import Spread, spread

if TYPE_CHECKING:
    from random import Random

times = st.lists(st.floats(min_value=0.0, max_value=1e6), min_size=100, max_size=300)


def launches(*slow: float) -> list[float]:
    """Return 196 launches that took 20 s, give or take 3 %, and some more."""
    return [20.0 + 0.6 * ((number % 7) - 3) / 3 for number in range(196)] + list(slow)


@pytest.mark.parametrize(("seconds", "stands_out"), [(21.0, False), (27.0, False), (29.5, True), (50.0, True)])
def test_a_launch_stands_out_by_four_tenths(seconds: float, *, stands_out: bool) -> None:
    assert (seconds > spread(launches(seconds)).limit) == stands_out


def test_where_times_vary_by_half_two_and_a_half_times_the_median_is_nothing() -> None:
    varied = [20.0 * 1.5 ** ((number % 11 - 5) / 3) for number in range(200)]
    assert spread(varied).limit > 50.0


def test_a_second_mode_is_no_exception() -> None:
    downloads = [90.0 + number for number in range(20)]
    assert max(downloads) < spread(launches() + downloads).limit


def test_what_takes_no_time_may_wait_a_moment() -> None:
    assert 4.0 < spread([0.0] * 99 + [4.0]).limit < 6.0


@given(times)
def test_no_more_than_one_in_twenty_stands_out(seconds: list[float]) -> None:
    limit = spread(seconds).limit
    assert sum(one > limit for one in seconds) <= len(seconds) / 20


@given(times, st.randoms(use_true_random=False))
def test_the_order_of_the_samples_means_nothing(seconds: list[float], random: Random) -> None:
    shuffled = list(seconds)
    random.shuffle(shuffled)
    assert spread(shuffled) == spread(seconds)


def test_one_sample_is_its_own_spread() -> None:
    assert spread([2.0]) == Spread(count=1, median=2.0, p95=2.0, max=2.0, log_mad=0.0)
    assert str(spread([2.0])) == "1 samples, median 2.0 s, p95 2.0 s"
