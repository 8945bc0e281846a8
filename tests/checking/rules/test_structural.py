"""Departures from the flow, as the rules read them off an alignment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.checking.rules import find_all, find_owed
from analyzer.model import AlignedStep, Flow, Opt, Place, Turn
from tests.checking.rules.scene import SERVER, aligned, case, event, extra, only, skipped, step, sync

ONE, TWO, THREE = step("one", 1), step("two", 2), step("three", 3)


def test_what_follows_the_flow_has_no_findings() -> None:
    assert find_all(aligned(sync(ONE, 1), sync(TWO, 2), sync(THREE, 3))) == ()


def test_a_missing_step_stands_between_its_neighbours() -> None:
    found = only(aligned(sync(ONE, 1), skipped(TWO), sync(THREE, 3)))
    assert (found.rule.name, found.event, found.flow) == ("missing-step", "a.two", TWO.place)
    assert found.message == "a.two of target on node-1 was not logged"
    assert [place.line for place in found.evidence] == [1, 3]


@pytest.mark.parametrize(
    ("moves", "name"),
    [
        ((sync(ONE, 1), extra("other", 2)), "unexpected-step"),
        ((sync(ONE, 1), extra("one", 2)), "repeated-step"),
        ((sync(ONE, 2), skipped(TWO), extra("two", 1)), "out-of-order"),
        ((sync(ONE, 1), skipped(TWO), extra("two", 2, "node-2")), "wrong-host"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_line_without_a_step_has_one_name(moves: tuple[AlignedStep, ...], name: str) -> None:
    found = only(aligned(*moves))
    assert found.rule.name == name
    line = moves[-1].event
    assert line is not None
    assert found.event == line.name
    assert line.name in found.message
    assert found.evidence[0] == line.place


def test_a_line_of_an_optional_step_is_out_of_order_though_nothing_was_skipped() -> None:
    place = Place("reference_flows/pause.flow", 1)
    flow = Flow("pause", "Pause", place, (), {"target": "compute"}, (ONE, Opt(place, (TWO,)), THREE))
    found = only(aligned(sync(ONE, 2), sync(THREE, 3), extra("two", 1), flow=flow))
    assert (found.rule.name, found.flow) == ("out-of-order", TWO.place)


def test_a_step_out_of_order_is_told_with_the_lines_that_it_belongs_between() -> None:
    because = "reference_flows/pause.flow:2 has it after a.one and before a.three and it was not logged there"
    assert only(aligned(sync(ONE, 2), skipped(TWO), sync(THREE, 4), extra("two", 1))).because == because


@pytest.mark.parametrize(
    ("moves", "because"),
    [
        ((sync(ONE, 2), sync(THREE, 3)), "has it after a.one and before a.three and it was not logged there"),
        ((sync(ONE, 2),), "has it after a.one and it was not logged there"),
        ((), "has it elsewhere and it was not logged there"),
    ],
)
def test_the_place_of_an_optional_step_is_that_of_the_file(moves: tuple[AlignedStep, ...], because: str) -> None:
    place = Place("reference_flows/pause.flow", 1)
    flow = Flow("pause", "Pause", place, (), {"target": "compute"}, (ONE, Opt(place, (TWO,)), THREE))
    found = only(aligned(*moves, extra("two", 1), flow=flow))
    assert found.because == f"reference_flows/pause.flow:2 {because}"


def test_a_repeated_step_is_told_with_the_line_that_was_the_step() -> None:
    found = only(aligned(sync(ONE, 1), sync(replace(ONE, place=TWO.place), 7), extra("one", 8)))
    assert found.because == "the step of the flow was already matched by nova.log:7"


def test_each_skipped_step_explains_one_line() -> None:
    found = find_all(aligned(sync(ONE, 1), skipped(TWO), extra("two", 3), extra("two", 4)))
    assert sorted(one.rule.name for one in found) == ["out-of-order", "unexpected-step"]


def test_trouble_is_left_to_the_other_rules() -> None:
    assert find_all(aligned(sync(ONE, 1), extra("unknown", 2))) == ()


def test_an_end_that_was_not_seen_is_no_alarm_by_itself() -> None:
    found = only(aligned(sync(ONE, 1), ended=False))
    assert (found.rule.name, found.severity) == ("end-not-seen", "info")
    assert find_all(aligned(sync(ONE, 1))) == ()


def test_an_operation_that_a_turn_closed_has_ended() -> None:
    closed = Turn(
        "conflict",
        Place("f.flow", 9),
        event(f"api api.openstack.wsgi INFO HTTP exception thrown: {SERVER}"),
        "rejected",
    )
    assert [one.rule.name for one in find_all(aligned(sync(ONE, 1), ended=False, turns=(closed,)))] == ["conflict"]


def test_what_was_owed_is_only_told_when_asked_for() -> None:
    scene = aligned(sync(ONE, 1), ended=False, owed=(TWO, THREE))
    (owed,) = find_owed(scene)
    assert (owed.rule.name, owed.event, owed.severity) == ("missing-step", "a.two", "info")
    assert owed.message == "a.two of target on node-1 was not logged, nor what should follow: a.three"
    assert [one.rule.name for one in find_all(scene)] == ["end-not-seen"]
    assert find_owed(case("pause")) == ()


def test_a_turn_that_no_rule_speaks_of_becomes_a_finding() -> None:
    decided = event("node-1 compute.manager WARNING Reboot failed but instance is running")
    found = only(aligned(sync(ONE, 1), turns=(Turn("hypervisor-error", Place("f.flow", 7), decided),)))
    assert (found.rule.name, found.flow, found.evidence) == ("hypervisor-error", Place("f.flow", 7), (decided.place,))


def test_a_turn_gives_way_to_the_rule_that_has_its_line_as_evidence() -> None:
    scene = case(
        "launch",
        "node-1 compute.manager ERROR Failed to allocate network(s): nova.exception.VirtualInterfaceCreateException: x",
    )
    turn = Turn("network-failed", Place("f.flow", 7), scene.trace.events[0], "failed")
    held = aligned(turns=(turn,), ended=False).alignment
    assert [one.rule.name for one in find_all(replace(scene, alignment=held))] == ["vif-plug-timeout"]
