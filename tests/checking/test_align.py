from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analyzer.checking.align import BREADTH, Search
from analyzer.checking.bound import Bound
from analyzer.model import Alignment, Event, Flow, Loop, Place
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows, parse_flow
from analyzer.notation.lint import always, steps
from tests.checking.walks import RELEASE, align, problem_of, walks

SMALL = """flow small "A flow with one of each block"
  request action small
  roles api source:compute target:compute
  api: api.a
  opt
    source: compute.b
  end
  alt
    source: compute.c
  else
    source: compute.d
    source: compute.e
  end
  par
    target: compute.f
  and
    target: compute.g
    target: compute.h
  end
  attempt pick
    target: compute.i
    target: compute.j
  retry rescheduled unbinds target
    target: compute.k
    target: compute.l(~ "cannot") decides
  end
  loop 1..3
    source: compute.m
  end
  deviation shutdown-timeout
    source: compute.n
  end
  break no-valid-host failed
    api: api.o
  end
  source: compute.p(state=Paused) ends
"""
FLOWS = {
    "small": parse_flow(SMALL, "small.flow"),
    **{n: f for n, f in load_flows(load_catalogue().specs).items() if f.body},
}
QUICK = settings(max_examples=12, suppress_health_check=list(HealthCheck))
each_flow = pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.name)


@cache
def main_steps(flow_name: str) -> frozenset[str]:
    """The events that every run of a flow has exactly once."""
    return frozenset(_main_steps(FLOWS[flow_name]))


def _main_steps(flow: Flow) -> set[str]:
    named = [step.event for step in steps(flow.body)]
    return {
        s.event
        for s in always(flow.body)
        if s.event and named.count(s.event) == 1 and (s.releases is None or s.releases.admit(RELEASE))
        if s.event not in {inner.event for item in flow.body if isinstance(item, Loop) for inner in steps(item.body)}
    }


each_flow_with_main_steps = pytest.mark.parametrize(
    "flow", [flow for flow in FLOWS.values() if main_steps(flow.name)], ids=lambda flow: flow.name
)


@each_flow
@QUICK
@given(data=st.data())
def test_a_walk_of_a_flow_conforms(flow: Flow, data: st.DataObject) -> None:
    events, _ = data.draw(walks(flow, turns=False))
    alignment = align(flow, events)
    assert alignment.cost == 0
    assert not alignment.turns
    assert not alignment.owed
    assert sum(move.move == "sync" for move in alignment.moves) == len(events)


@each_flow
@QUICK
@given(data=st.data())
def test_a_walk_through_named_blocks_costs_no_more_than_their_names(flow: Flow, data: st.DataObject) -> None:
    events, taken = data.draw(walks(flow, turns=True))
    alignment = align(flow, events)
    assert alignment.cost == 0
    assert len(alignment.turns) <= len(taken)
    assert all(turn.event is not None for turn in alignment.turns)


@each_flow_with_main_steps
@QUICK
@given(data=st.data())
def test_a_removed_mandatory_step_costs_one_and_is_named(flow: Flow, data: st.DataObject) -> None:
    events, _ = data.draw(walks(flow, turns=False))
    sites = [event for event in events if event.name in main_steps(flow.name)]
    assume(sites)
    gone = data.draw(st.sampled_from(sites))
    alignment = align(flow, [event for event in events if event is not gone])
    assert alignment.cost == 1
    assert [m.step.event for m in alignment.moves if m.move == "model" and m.step] == [gone.name]


@each_flow_with_main_steps
@QUICK
@given(data=st.data())
def test_an_inserted_step_costs_one_and_is_named(flow: Flow, data: st.DataObject) -> None:
    events, _ = data.draw(walks(flow, turns=False))
    sites = [event for event in events if event.name in main_steps(flow.name)]
    assume(sites)
    twice = data.draw(st.sampled_from(sites))
    again = replace(twice, time=data.draw(st.sampled_from(events)).time + 0.25, place=Place("again.log", 1))
    alignment = align(flow, [*events, again])
    assert alignment.cost == 1
    assert [m.event.name for m in alignment.moves if m.move == "log" and m.event] == [twice.name]


@each_flow
@QUICK
@given(data=st.data())
def test_lines_of_different_services_may_arrive_in_any_order(flow: Flow, data: st.DataObject) -> None:
    events, _ = data.draw(walks(flow, turns=False))
    delays = {key: data.draw(st.integers(0, 100)) for key in {(e.service, e.host) for e in events}}
    late = [replace(event, time=event.time + delays[event.service, event.host]) for event in events]
    assert align(flow, late).cost == 0


def without_looking_ahead(events: list[Event]) -> Alignment:
    """Align a trace with the small flow by trying everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Bound, "ahead", lambda *_: 0)
        patch.setattr("analyzer.checking.align.BUDGET", 1 << 30)
        return align(FLOWS["small"], events)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_search_that_looks_ahead_finds_what_one_that_does_not_would(data: st.DataObject) -> None:
    events, _ = data.draw(walks(FLOWS["small"], turns=True))
    kept = [event for event in events if data.draw(st.integers(0, 5))]
    moved = [replace(event, time=event.time + data.draw(st.sampled_from((0, 0, 2)))) for event in kept]
    twice = [
        replace(event, place=Place("again.log", n)) for n, event in enumerate(moved) if not data.draw(st.integers(0, 5))
    ]
    found = align(FLOWS["small"], [*moved, *twice])
    plain = without_looking_ahead([*moved, *twice])
    assert (found.cost, len(found.turns)) == (plain.cost, len(plain.turns))
    assert sum(move.move == "sync" for move in found.moves) == sum(move.move == "sync" for move in plain.moves)


def test_two_tries_within_one_millisecond_are_told_apart() -> None:
    """A fake driver is that fast: lines of one time have no order."""
    first = [("compute.i", "node-2"), ("compute.k", "node-2")]
    last = [("compute.i", "node-3"), ("compute.j", "node-3")]
    rest = [event for event in small() if event.name not in {"compute.i", "compute.j"}]
    tries = [line(name, 62.0, host) for name, host in [*first, *first, *last]]
    errors = [line("compute.l", 62.0, "node-2", f"this cannot be {number}") for number in (1, 2)]
    alignment = align(FLOWS["small"], [*rest, *tries, *errors])
    assert alignment.cost == 0
    assert [turn.name for turn in alignment.turns] == ["rescheduled", "rescheduled"]


def test_a_block_that_was_entered_is_not_left_by_a_break_before_its_deciding_line() -> None:
    """Else any line of a retry could be explained by a retry that nothing proves."""
    run = [*small()[:6], line("compute.k", 61.0, "node-2"), line("api.o", 70.0, "c")]
    alignment = align(FLOWS["small"], run)
    assert without_looking_ahead(run) == alignment
    assert [turn.name for turn in alignment.turns] == ["no-valid-host"]
    assert [m.event.name for m in alignment.moves if m.move == "log" and m.event] == ["compute.k"]


def test_hundreds_of_lines_of_one_instant_use_the_budget_up_before_all_their_orders_are_met() -> None:
    names = sorted({step.event or "" for step in steps(FLOWS["launch"].body)} - {""})
    crowd = [replace(line(names[n % len(names)], 62.0), place=Place("a.log", n)) for n in range(200)]
    met = set[tuple[int, int]]()

    def ahead(_: Bound, marking: int, cut: int) -> int:
        met.add((marking, cut))
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Bound, "ahead", ahead)
        assert Search(problem_of(FLOWS["launch"], crowd), budget=400).run().exhausted
    assert len(met) < 400 * (BREADTH + 1)


@each_flow
def test_nothing_seen_enters_no_named_block(flow: Flow) -> None:
    blind = align(flow, [], covered=False)
    assert blind.cost == 0
    assert not blind.turns
    assert not blind.ended
    assert {move.move for move in blind.moves} <= {"unseen"}


def line(name: str, time: float, host: str = "node-1", message: str = "", **captures: str) -> Event:
    service = "api" if name.startswith("api.") else "compute"
    place = Place(f"{host}.log", int(time * 10))
    return Event(name, time, place, service, host, "1", "INFO", "nova", message, "req-1", "s", captures=captures)


def small(*extra: Event, without: str = "") -> list[Event]:
    """A plain run of the small flow: source is node-1, target node-2."""
    names = [
        ("api.a", "c"),
        ("compute.c", "node-1"),
        ("compute.f", "node-2"),
        ("compute.g", "node-2"),
        ("compute.h", "node-2"),
    ]
    names += [("compute.i", "node-2"), ("compute.j", "node-2"), ("compute.m", "node-1")]
    run = [line(name, 10.0 * n, host) for n, (name, host) in enumerate(names) if name != without]
    return [*run, line("compute.p", 100.0, "node-1", state="Paused"), *extra]


def test_a_swap_on_one_role_is_a_skip_and_an_unexplained_line() -> None:
    swapped = {"compute.g": 40.0, "compute.h": 30.0}
    run = [replace(e, time=at, place=Place("log", int(at))) for e in small() for at in [swapped.get(e.name, e.time)]]
    alignment = align(FLOWS["small"], run)
    assert alignment.cost == 2
    assert {m.step.event for m in alignment.moves if m.move == "model" and m.step} <= {"compute.g", "compute.h"}


def test_lines_on_both_sides_of_a_clock_that_was_set_back_have_no_order() -> None:
    swapped = {"compute.g": 40.0, "compute.h": 30.0}
    run = [replace(e, time=swapped.get(e.name, e.time), place=Place("log", n)) for n, e in enumerate(small())]
    assert align(FLOWS["small"], run).cost == 0


def test_lines_of_two_contexts_half_a_second_apart_may_swap() -> None:
    run = [replace(e, time=29.8, request=None) if e.name == "compute.h" else e for e in small()]
    assert align(FLOWS["small"], run).cost == 0
    run = [replace(e, time=29.4, request=None) if e.name == "compute.h" else e for e in small()]
    assert align(FLOWS["small"], run).cost == 2


def test_a_line_on_another_host_is_not_the_role_s() -> None:
    run = [replace(e, host="node-3") if e.name == "compute.j" else e for e in small()]
    alignment = align(FLOWS["small"], run)
    assert alignment.cost == 1
    assert [m.step.event for m in alignment.moves if m.move == "model" and m.step] == ["compute.j"]
    assert [(m.event.name, m.host) for m in alignment.moves if m.move == "log" and m.event] == [("compute.j", "node-3")]


def test_a_retry_unbinds_its_role_and_is_named() -> None:
    error = line("compute.l", 62.0, "node-2", "this cannot be")
    run = [e for e in small(line("compute.k", 61.0, "node-2"), error) if e.name != "compute.j"]
    run += [line("compute.i", 63.0, "node-3"), line("compute.j", 64.0, "node-3")]
    alignment = align(FLOWS["small"], run)
    assert alignment.cost == 0
    assert [(turn.name, turn.event) for turn in alignment.turns] == [("rescheduled", error)]
    assert alignment.bindings == {"source": "node-1", "target": "node-3"}


def test_a_break_closes_the_operation() -> None:
    alignment = align(FLOWS["small"], [*small()[:2], line("api.o", 50.0, "c")])
    assert alignment.cost == 0
    assert [(turn.name, turn.verdict) for turn in alignment.turns] == [("no-valid-host", "failed")]


def test_where_the_trace_stops_the_steps_that_are_owed_are_told() -> None:
    alignment = align(FLOWS["small"], small()[:4])
    assert not alignment.ended
    assert [step.event for step in alignment.owed] == ["compute.h", "compute.i", "compute.j", "compute.m", "compute.p"]
