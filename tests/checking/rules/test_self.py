"""Migrations to the server's own host, told whole: who chose, who refused, what was tried, who took the server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.checking.rules import find_all
from analyzer.model import AlignedStep, Alignment, Coverage, Process
from tests.checking.rules.scene import SERVER, aligned, case, event, only, skipped, step, sync

REFUSED = f"Unable to migrate instance ({SERVER}) to current host (node-1)."
CHOSEN = "scheduler scheduler.manager DEBUG Selected host: (node-1, node-1) ram: 1MB"
ORIGINAL = f"node-1 compute.manager ERROR Error: {REFUSED}"
AGAIN = "scheduler scheduler.manager DEBUG Selected host: (node-2, node-2) ram: 1MB"
RETRY_FILTER = (
    "scheduler scheduler.filters.retry_filter INFO Host ['node-1', 'node-1'] fails.  "
    "Previously tried hosts: [['node-1', 'node-1']]"
)
TAKEN = "node-2 compute.manager INFO Migrating"
FAILED_MOVE = "conductor scheduler.utils WARNING Failed to compute_task_migrate_server: "


@pytest.mark.parametrize(
    ("release", "lines", "retry"),
    [
        (15, (RETRY_FILTER, AGAIN), "the scheduler was asked again and the RetryFilter left that host out"),
        (12, (AGAIN,), "the scheduler was asked again"),
        (13, (), "the scheduler was asked again"),
        (17, (), "the conductor took the next alternate"),
        (34, (), "the conductor took the next alternate"),
        (None, (), "another host was asked for"),
    ],
)
def test_the_whole_story_by_release(release: int | None, lines: tuple[str, ...], retry: str) -> None:
    scene = case("migrate", CHOSEN, *lines, TAKEN, ORIGINAL)
    found = only(replace(scene, coverage=Coverage((), {}, release=release)))
    assert found.rule.name == "self-migrate-retry"
    assert found.message == (
        f"the scheduler chose node-1, where the server already is; its nova-compute refused; {retry}; "
        "node-2 took the server"
    )
    assert sorted(place.line for place in found.evidence) == list(range(1, 4 + len(lines)))


def test_at_info_nobody_says_who_chose() -> None:
    assert only(case("migrate", ORIGINAL)).message == (
        "node-1 was chosen as target, where the server already is; its nova-compute refused; another host was asked for"
    )


def test_no_host_was_left() -> None:
    scene = case(
        "migrate",
        CHOSEN,
        f"{FAILED_MOVE}Exceeded maximum number of retries. Exhausted all hosts available",
        f"node-1 compute.manager INFO Setting instance back to active after: {REFUSED}",
    )
    (refused,) = [one for one in find_all(scene) if one.rule.name == "self-migrate-refused"]
    assert refused.message.startswith(
        "the scheduler chose node-1, where the server already is; its nova-compute refused"
    )
    assert "Exhausted all hosts" in refused.message
    assert refused.message.endswith("the server is as before")


@pytest.mark.parametrize(
    ("said", "service"),
    [(FAILED_MOVE + REFUSED, "conductor"), (f"api api.openstack.wsgi INFO HTTP exception thrown: {REFUSED}", "api")],
)
def test_a_live_migration_is_refused_before_any_compute(said: str, service: str) -> None:
    assert only(case("live-migrate", said)).message == (
        f"the {service} refused to move the server to node-1, where it already is; no other host was used"
    )


def test_a_caller_that_waited_was_answered() -> None:
    lines = (FAILED_MOVE + REFUSED, f"api api.openstack.wsgi INFO HTTP exception thrown: {REFUSED}")
    assert only(case("live-migrate", *lines, status=400)).message == (
        "the conductor refused to move the server to node-1, where it already is; the API answered 400; "
        "no other host was used"
    )


def test_that_the_source_was_not_left_out_is_part_of_the_story() -> None:
    left_out = replace(step("two"), event="scheduler.ignore-hosts")
    held = aligned(sync(step("one"), 1), skipped(left_out), sync(step("three"), 3))
    assert only(held).rule.name == "missing-step"
    scene = replace(held, trace=replace(held.trace, events=(event(ORIGINAL, 2), *held.trace.events)))
    assert [one.rule.name for one in find_all(scene)] == ["self-migrate-retry"]


def process(pid: str, first: float, last: float) -> Process:
    return Process("compute", "node-1", pid, first, last, frozenset({"INFO"}), frozenset({"compute"}))


@pytest.mark.parametrize(
    ("processes", "dead"),
    [
        ((process("7", 0, 1001), process("8", 1040, 2000)), True),
        ((process("7", 0, 2000),), False),
        ((process("7", 0, 2000), process("8", 1040, 2000)), False),  # a helper beside it
    ],
)
def test_a_dead_compute_explains_an_operation_without_an_end(processes: tuple[Process, ...], *, dead: bool) -> None:
    began = event("node-1 compute.manager INFO Migrating")
    moves = (AlignedStep("sync", step("one"), began, "target", "node-1"),)
    held = Alignment(moves, (), 0, {"target": "node-1"}, ended=False, end_covered=True)
    scene = replace(case("migrate"), alignment=held, coverage=Coverage(processes, {}))
    scene = replace(scene, trace=replace(scene.trace, events=(began,)))
    found = {one.rule.name: one.cause for one in find_all(scene)}
    assert found == ({"service-down": True, "end-not-seen": False} if dead else {"end-not-seen": False})
