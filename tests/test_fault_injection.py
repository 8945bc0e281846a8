"""Alarms on other people's logs of injected faults, where those are: they find what a search for errors does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import fault_injection
from benchmarks.fault_injection import Round, figures, mistaken

if TYPE_CHECKING:
    from collections.abc import Sequence

FAULTS = Path(__file__).resolve().parents[2] / "shared" / "logs" / "public" / "dessertlab"
CALLS, SEARCH = "operations and calls", "search"


def a_round(*alarms: str, failed: bool) -> Round:
    return Round("Test_1/round_1", failed, frozenset(alarms), "", "")


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ([a_round(SEARCH, failed=True), a_round(failed=False)], (1.0, 1.0, 1.0)),
        ([a_round(SEARCH, failed=True), a_round(SEARCH, failed=False)], (0.5, 1.0, 2 / 3)),
        ([a_round(SEARCH, failed=True), a_round(failed=True)], (1.0, 0.5, 2 / 3)),
        ([a_round(failed=True)], (1.0, 0.0, 0.0)),
    ],
)
def test_figures(every: Sequence[Round], expected: tuple[float, float, float]) -> None:
    assert figures(every, SEARCH) == pytest.approx(expected)


def test_a_mistake_is_an_alarm_that_the_label_does_not_bear_out() -> None:
    missed, false = a_round(failed=True), a_round(CALLS, failed=False)
    assert list(mistaken([a_round(CALLS, failed=True), missed, false], CALLS)) == [missed, false]


@pytest.mark.skipif(not FAULTS.is_dir(), reason="the logs of injected faults are not here")
def test_the_reached_figures() -> None:
    every = fault_injection.rounds(FAULTS)
    precision, recall, f1 = figures(every, CALLS)
    by_search = figures(every, SEARCH)
    assert precision >= 0.86
    assert recall >= 0.965
    assert f1 >= 0.91
    assert precision > by_search[0] + 0.1
    assert f1 > by_search[2] + 0.05
    strict = figures(every, "operations")
    assert strict[0] >= 0.85
    assert strict[1] >= 0.69
