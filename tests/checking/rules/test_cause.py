"""The first error that explains the end is the cause, whatever was logged last; each list is in the order of Nova."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer import pipeline
from analyzer.checking.rules import find_all
from analyzer.model import Deviation, Duration, Limit
from analyzer.reporting.causes import causes
from benchmarks.samples import ROOT, logs_in
from tests.checking.rules.scene import SERVER, aligned, case, event, skipped, step, sync

SPAWN = "compute.manager ERROR Instance failed to spawn: "
BUILD = "compute.manager ERROR Failed to build and run instance: "
LAST_HOST = "conductor scheduler.utils ERROR Error from last host: {0} (node {0}): ['Traceback ...']"
EXHAUSTED = (
    "conductor scheduler.utils WARNING Failed to compute_task_build_instances: Exceeded maximum number of retries. "
    f"Exhausted all hosts available for retrying build failures for instance {SERVER}."
)
NO_DISK = "OSError: [Errno 28] No space left on device"
NO_GLANCE = "nova.exception.GlanceConnectionFailed: Connection to glance host http://10.0.0.1:9292 failed"
GLANCE_ERROR = (
    "image.glance ERROR Error contacting glance server 'http://10.0.0.1:9292' for 'data', done trying.: "
    "glanceclient.exc.CommunicationError: Error finding address"
)
PREEMPTED = f"node-1 compute.manager INFO Task possibly preempted: Conflict updating instance {SERVER}."
CLEARED = (
    "node-1 compute.manager WARNING Instance in transitional state (pausing) at start-up and power state is (1), "
    "clearing task state"
)
NOT_FREED = "compute.manager ERROR Failed to deallocate network for instance. Error: 'x' has no attribute 'y'"
SILENCE = (
    "conductor conductor.manager ERROR Failed to schedule instances: "
    "oslo_messaging.exceptions.MessagingTimeout: Timed out waiting for a reply to message ID 5"
)
RECORDED = (
    "node-1 compute.manager INFO During _sync_instance_power_state the DB power_state (1) does not match the "
    "vm_power_state from the hypervisor (4). Updating power_state in the DB to match the hypervisor."
)
STOPPED = (
    "node-1 compute.manager WARNING Instance shutdown by itself. Calling the stop API. Current vm_state: active, "
    "current task_state: None, original DB power_state: 1, current VM power_state: 4"
)
BUS = (
    "api oslo.messaging._drivers.impl_rabbit ERROR [6] AMQP server on 10.0.0.1:5672 is unreachable: [Errno 111]. "
    "Trying again in 1 seconds.: ConnectionRefusedError: [Errno 111]"
)


def cause(*found: Deviation) -> Deviation:
    (one,) = [one for one in found if one.cause]
    return one


def test_the_first_computes_error_is_behind_an_exhausted_launch() -> None:
    found = cause(
        *find_all(
            case(
                "launch",
                f"node-1 {SPAWN}{NO_DISK}",
                f"node-1 {BUILD}{NO_DISK}",
                LAST_HOST.format("node-1"),
                f"node-2 {SPAWN}libvirt.libvirtError: internal error",
                f"node-2 {BUILD}libvirt.libvirtError: internal error",
                LAST_HOST.format("node-2"),
                EXHAUSTED,
            )
        )
    )
    assert found.rule.name == "retries-exhausted"
    assert found.message == (
        f"the server failed on node-1, node-2 and no further host could be tried, first because of {NO_DISK}"
    )
    assert found.raised is not None
    assert (found.raised.exception, found.raised.place.line) == ("OSError", 1)


def test_the_image_service_is_behind_a_failed_spawn() -> None:
    lines = (f"node-1 {GLANCE_ERROR}", f"node-1 {SPAWN}{NO_GLANCE}", f"node-1 {BUILD}{NO_GLANCE}")
    found = find_all(case("launch", *lines, LAST_HOST.format("node-1"), EXHAUSTED))
    assert {one.rule.name for one in found} == {"image-unavailable", "retries-exhausted"}
    assert cause(*found).rule.name == "image-unavailable"
    assert [place.line for place in cause(*found).evidence] == [1, 2, 3]


def test_a_compute_that_started_anew_is_behind_a_preempted_task() -> None:
    found = find_all(case("pause", CLEARED, PREEMPTED))
    assert {one.rule.name: one.severity for one in found} == {"service-down": "warning", "conflict": "warning"}
    assert cause(*found).rule.name == "service-down"


def test_a_compute_that_started_anew_is_told_mildly_where_nothing_came_of_it() -> None:
    (found,) = find_all(case("pause", CLEARED))
    assert (found.rule.name, found.severity) == ("service-down", "info")


@pytest.mark.parametrize(("away_at", "behind"), [(5, "messaging-timeout"), (50, "slow-step")])
def test_a_bus_that_was_away_is_behind_a_line_that_came_late_after_it(away_at: float, behind: str) -> None:
    first, second = sync(step("one"), 1), sync(step("two"), 40)
    scene = aligned(first, second)
    assert scene.alignment
    assert second.step
    assert second.event
    late = Duration("step", second.event, first.event, 39.0, second.step, passed=Limit(5.0, "the flow"))
    away = replace(event(BUS), time=away_at)
    trace = replace(scene.trace, events=(*scene.trace.events, away))
    found = find_all(replace(scene, trace=trace, alignment=replace(scene.alignment, durations=(late,))))
    assert {one.rule.name: one.severity for one in found} == {"messaging-timeout": "info", "slow-step": "warning"}
    assert cause(*found).rule.name == behind


def test_what_the_conductor_never_heard_is_part_of_the_call_without_an_answer() -> None:
    choice = replace(step("two"), event="conductor.selected-host")
    held = aligned(sync(step("one"), 1), skipped(choice))
    assert [one.rule.name for one in find_all(held)] == ["missing-step"]
    scene = replace(held, trace=replace(held.trace, events=(*held.trace.events, event(SILENCE, 2))))
    assert [one.rule.name for one in find_all(scene)] == ["messaging-timeout"]


@pytest.mark.parametrize(("ended", "expected"), [(False, ["traceback", "end-not-seen"]), (True, [])])
def test_what_nova_mostly_goes_on_from_is_the_cause_where_it_did_not(*, ended: bool, expected: list[str]) -> None:
    scene = aligned(sync(step("one"), 1), ended=ended)
    trace = replace(scene.trace, events=(*scene.trace.events, event(f"node-1 {NOT_FREED}", 2)))
    found = find_all(replace(scene, trace=trace))
    assert [one.rule.name for one in found] == expected
    if expected:
        assert cause(*found).message.startswith("compute on node-1 reported Failed to deallocate network for instance.")


def test_a_guest_that_stopped_is_told_once_though_its_record_was_put_right_first() -> None:
    (found,) = find_all(case("stop", f"~{RECORDED}", f"~{STOPPED}"))
    assert found.rule.name == "guest-stopped-unexpectedly"
    assert [place.line for place in found.evidence] == [2, 1]


def test_the_same_cause_of_many_operations_is_told_once() -> None:
    folder = ROOT / "sample_logs" / "zed" / "launch" / "no-room"
    (found,) = causes(pipeline.run(logs_in(folder)).verdicts)
    assert (found.count, found.rule.name) == (4, "no-valid-host")
    assert found.message == "4 launches failed: no-valid-host: NoValidHost: No valid host was found."
