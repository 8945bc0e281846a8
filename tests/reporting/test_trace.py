from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.reporting.formats.trace import Tracks

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.model import Report

Event = dict[str, Any]


@pytest.fixture
def events(six_verdicts: Report, written: Callable[[Report, str], str]) -> list[Event]:
    found: list[Event] = json.loads(written(six_verdicts, "trace"))["traceEvents"]
    return found


def of_kind(events: list[Event], phase: str) -> list[Event]:
    return [event for event in events if event["ph"] == phase]


def test_every_event_has_what_its_phase_needs(events: list[Event]) -> None:
    needed = {"M": {"args"}, "X": {"ts", "dur", "tid", "cat", "args"}, "i": {"ts", "s", "tid", "cat", "args"}}
    for event in events:
        assert {"ph", "name", "pid"} | needed[event["ph"]] <= event.keys()
        assert all(
            isinstance(event[key], int) and event[key] >= 0 for key in ("ts", "dur", "pid", "tid") if key in event
        )


def test_a_process_is_a_host_and_every_thread_has_a_name(events: list[Event], six_verdicts: Report) -> None:
    processes = [one for one in of_kind(events, "M") if one["name"] == "process_name"]
    hosts = {event.host for verdict in six_verdicts.verdicts for event in verdict.trace.all_events}
    assert {one["args"]["name"] for one in processes} == {"operations", *hosts}
    assert len({one["pid"] for one in processes}) == len(processes)
    named = {(one["pid"], one["tid"]) for one in of_kind(events, "M") if one["name"] == "thread_name"}
    assert named == {(one["pid"], one["tid"]) for one in of_kind(events, "X")}


def test_spans_of_one_thread_lie_side_by_side_or_in_each_other(events: list[Event]) -> None:
    threads: dict[tuple[int, int], list[Event]] = defaultdict(list)
    for span in of_kind(events, "X"):
        threads[span["pid"], span["tid"]].append(span)
    for spans in threads.values():
        open_until: list[int] = []
        for span in sorted(spans, key=lambda one: (one["ts"], -one["dur"])):
            while open_until and open_until[-1] <= span["ts"] and span["dur"]:
                open_until.pop()
            assert not open_until or span["ts"] + span["dur"] <= open_until[-1] or open_until[-1] <= span["ts"]
            if span["dur"]:
                open_until.append(span["ts"] + span["dur"])


def test_every_event_of_an_operation_is_a_step_and_every_deviation_an_instant(
    events: list[Event], six_verdicts: Report
) -> None:
    steps = [span for span in of_kind(events, "X") if span["cat"] == "step"]
    assert len(steps) == sum(len(verdict.trace.all_events) for verdict in six_verdicts.verdicts)
    found = [f"{one.rule.code} {one.rule.name}" for verdict in six_verdicts.verdicts for one in verdict.deviations]
    instants = of_kind(events, "i")
    assert sorted(one["name"] for one in instants if one["s"] == "t") == sorted(found)
    assert len([one for one in instants if one["s"] == "g"]) == len(six_verdicts.conditions)


def test_a_deviation_stands_where_its_line_was_written(events: list[Event]) -> None:
    (failed,) = [one for one in of_kind(events, "i") if one["name"] == "N214 live-migration-failed"]
    (process,) = [one for one in of_kind(events, "M") if one["pid"] == failed["pid"] and one["name"] == "process_name"]
    assert process["args"]["name"] == "node-1"
    assert failed["ts"] in {span["ts"] for span in of_kind(events, "X") if span["pid"] == failed["pid"]}


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=20)


@given(spans)
def test_operations_that_overlap_get_threads_of_their_own(found: list[tuple[int, int]]) -> None:
    tracks = Tracks()
    placed: list[tuple[int, int, int]] = []
    for began, length in found:
        tid = tracks.place("node-1", "compute", began, began + length)["tid"]
        assert not [end for at, start, end in placed if at == tid and start < began + length and began < end]
        placed.append((tid, began, began + length))
