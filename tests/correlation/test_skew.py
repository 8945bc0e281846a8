"""Clocks that disagree: told, set right, and no operation judged otherwise for it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.checking import check
from analyzer.correlation import correlate, on_one_clock
from tests.correlation.deployment import catalogue, flows, log

# Two pauses and resumes of a server: each accepted only after nova-compute was done with the one before.
CALLS = """
api     {0}.0 {1} DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {{"{2}": null}}
node-1  {0}.2 {1} INFO compute.manager @$S {3}
api     {0}.3 {1} INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1  {0}.9 - INFO compute.manager @$S VM {4} (Lifecycle Event)
"""
TURNS = (
    (10, "A", "pause", "Pausing", "Paused"),
    (20, "B", "unpause", "Unpausing", "Resumed"),
    (30, "C", "pause", "Pausing", "Paused"),
    (40, "D", "unpause", "Unpausing", "Resumed"),
)
SCENE = "".join(CALLS.format(*turn) for turn in TURNS)
# A pause begins within 0.8 s (0.59 s of it is the API's), the next call comes 10 s later.
FASTEST, ROOM = 0.8, 10.5


@cache
def skewed(seconds: float) -> str:
    """Return the scene with the clock of node-1 so far ahead; nothing is before the full hour."""
    moved = []
    for line in filter(None, SCENE.splitlines()):
        where, at, rest = line.split(None, 2)
        shift = 400 + (seconds if where == "node-1" else 0)
        moved.append(f"{where} {float(at) + shift:.3f} {rest}")
    return "\n".join(moved)


def judged(scene: str) -> list[tuple[str | None, str | None, str]]:
    read = on_one_clock(log(scene))
    found = correlate(read.events, read.coverage, flows(), catalogue().specs)
    told = check(found, flows(), catalogue().specs, read.coverage)
    return [(one.trace.request, one.operation, one.verdict) for one in told]


@settings(max_examples=25)
@given(st.integers(-300, 300))
def test_a_wrong_clock_alters_no_verdict(seconds: int) -> None:
    assert judged(skewed(seconds)) == judged(skewed(0))


@pytest.mark.parametrize("seconds", [-300, -20, -2, 20, 120, 300])
def test_a_wrong_clock_is_told(seconds: int) -> None:
    told = on_one_clock(log(skewed(seconds))).input.clock_skew
    assert told == {"node-1": pytest.approx(seconds, abs=FASTEST + 0.1)}


@pytest.mark.parametrize("seconds", [0, 0.03, 5])
def test_what_a_slow_message_explains_is_no_skew(seconds: float) -> None:
    read = log(skewed(seconds))
    assert on_one_clock(read) is read


def test_one_broken_operation_moves_no_clock() -> None:
    late = skewed(0).replace("node-1 410.200", "node-1 200.200")
    assert on_one_clock(log(late)).input.clock_skew == {}


def test_events_processes_and_footprints_go_by_the_clock_of_the_api() -> None:
    right, wrong = log(skewed(0)), on_one_clock(log(skewed(120)))
    for host in ("controller", "node-1"):  # between hosts the moved clock may still be wrong by a message's time
        assert [e.place for e in wrong.events if e.host == host] == [e.place for e in right.events if e.host == host]
    near = pytest.approx([p.first for p in right.coverage.processes], abs=1)
    assert [p.first for p in wrong.coverage.processes] == near
    assert wrong.coverage.footprints.keys() == right.coverage.footprints.keys()
