"""What was there after each operation: domains, disks, networks and files, looked at from outside of the run.

On a real hypervisor a guest counts its boots in the first sector of vda.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.executor.scenarios import LOGS, SEEN, SESSION_RUN, SYSTEM, Scenario
from tests.executor.test_run import check, mistakes

if TYPE_CHECKING:
    from tests.executor.conftest import Done

RUNNING, PAUSED, OFF = 1, 3, 5
SMALL, LARGE = 128, 192


@pytest.fixture
def after(done: Done, uri: str) -> dict[str, Any]:
    """Return what was seen after each operation of a server's whole life."""
    seen = json.loads((done(Scenario(uri=uri)) / SEEN).read_text())
    return {one["operation"]: one for one in seen["after"]}


def test_every_operation_is_conformant(done: Done, uri: str) -> None:
    logs = done(Scenario(uri=uri)) / LOGS
    report = check(logs)
    assert [(one.operation, one.verdict) for one in report.verdicts if one.verdict != "conformant"] == []
    assert len({one.operation for one in report.verdicts}) == 23
    assert not report.conditions
    assert mistakes(logs) == []


def test_every_line_is_an_event_that_the_catalogue_knows(done: Done, uri: str) -> None:
    files = check(done(Scenario(uri=uri)) / LOGS).input.files
    assert {(one.lines - one.events, one.unrecognised) for one in files} == {(0, 0)}


STATES = {
    "launch": (RUNNING, 1),
    "pause": (PAUSED, 1),
    "unpause": (RUNNING, 1),
    "suspend": (OFF, 1),
    "resume": (RUNNING, 1),  # from its memory: it did not boot
    "stop": (OFF, 1),
    "start": (RUNNING, 2),
    "soft-reboot": (RUNNING, 3),
    "hard-reboot": (RUNNING, 4),
    "unrescue": (RUNNING, 5),
    "snapshot": (RUNNING, 5),  # held, and gone on
    "rebuild": (RUNNING, 1),  # a new disk
    "lock": (RUNNING, 1),
    "unlock": (RUNNING, 1),
    "shelve": (OFF, 1),
    "unshelve": (RUNNING, 2),  # of the image of its disk
    "resize": (RUNNING, 3),
    "revert-resize": (RUNNING, 3),  # of the disk that was kept, which had 2
    "migrate": (RUNNING, 4),  # of a copy
    "confirm-resize": (RUNNING, 4),
}


@pytest.mark.parametrize("operation", STATES)
def test_the_domain_is_in_its_state_with_its_own_disk(after: dict[str, Any], uri: str, operation: str) -> None:
    state, boots = STATES[operation]
    assert after[operation]["domains"] == {
        "1": {
            "state": state,
            "saved": operation == "suspend",
            "memory": LARGE if operation == "resize" else SMALL,
            "disks": {"vda": "disk"},
            "boots": {"vda": boots if uri == SYSTEM else 0},
        }
    }


def test_a_suspended_guest_is_off_with_its_memory_on_disk_and_a_paused_one_is_on(after: dict[str, Any]) -> None:
    suspended, paused = (after[name]["domains"]["1"] for name in ("suspend", "pause"))
    assert (suspended["state"], suspended["saved"]) == (OFF, True)
    assert (paused["state"], paused["saved"]) == (PAUSED, False)


def test_a_paused_and_a_suspended_guest_come_back_otherwise_in_the_log(done: Done) -> None:
    logs = done(Scenario(uri=SYSTEM)) / LOGS
    log = (logs / "nova-compute-node-1.log").read_text()
    first = {word: re.findall(r"VM (\w+)", log[log.index(f"] {word}\n") :])[0] for word in ("Unpausing", "Resuming")}
    assert first == {"Unpausing": "Resumed", "Resuming": "Started"}
    verdicts = {one.operation: one for one in check(logs).verdicts}
    assert seconds(verdicts["resume"]) > 2 * seconds(verdicts["unpause"])


def seconds(verdict: Any) -> float:  # noqa: ANN401 - a Verdict
    times = [event.time for event in verdict.trace.events]
    return float(max(times) - min(times))


def test_a_rescued_guest_boots_from_another_disk_and_has_its_own_beside_it(after: dict[str, Any], uri: str) -> None:
    rescued = after["rescue"]["domains"]["1"]
    assert rescued["disks"] == {"vda": "disk.rescue", "vdb": "disk"}
    assert rescued["boots"] == ({"vda": 1, "vdb": 4} if uri == SYSTEM else {"vda": 0, "vdb": 0})
    assert after["rescue"]["folders"] == {"node-1": ["disk", "disk.rescue"]}
    assert after["unrescue"]["folders"] == {"node-1": ["disk"]}


def test_an_image_has_what_was_on_the_disk(after: dict[str, Any], uri: str) -> None:
    assert after["hard-reboot"]["images"] == []
    assert after["snapshot"]["images"] == [5 if uri == SYSTEM else 0]
    assert after["shelve"]["images"] == ([1, 5] if uri == SYSTEM else [0, 0])


def test_the_old_files_of_a_resize_are_kept_until_it_is_reverted_or_confirmed(after: dict[str, Any]) -> None:
    assert after["resize"]["folders"] == {"node-1": ["disk"], "node-1_resize": ["disk"]}
    assert after["revert-resize"]["folders"] == {"node-1": ["disk"]}
    assert after["migrate"]["folders"] == {"node-2": ["disk"], "node-1_resize": ["disk"]}
    assert after["confirm-resize"]["folders"] == {"node-2": ["disk"]}


@pytest.mark.parametrize("operation", ["terminate", "shelve-offload"])
def test_domain_files_and_network_are_gone(after: dict[str, Any], operation: str) -> None:
    assert after[operation]["domains"] == {}
    assert after[operation]["folders"] == {}
    assert after[operation]["networks"] == []


def test_each_server_of_a_batch_has_its_own(after: dict[str, Any], uri: str, done: Done) -> None:
    seen = after["batch-launch"]
    assert [domain["state"] for domain in seen["domains"].values()] == [RUNNING, RUNNING]
    assert {host: files for host, files in seen["folders"].items() if "resize" not in host} != {}
    bridges = json.loads((done(Scenario(uri=uri)) / SEEN).read_text())["bridges"]
    assert seen["networks"] == ([True, True] if bridges else [])


def test_a_session_of_a_user_does_as_well(done: Done) -> None:
    logs = done(SESSION_RUN) / LOGS
    assert [one.verdict for one in check(logs).verdicts] == ["conformant"] * 4
    assert mistakes(logs) == []
