"""Lines that were lost where their process was silent, and lines that nothing writes there: neither is a deviation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.correlation.deployment import verdicts

if TYPE_CHECKING:
    from analyzer.model import Verdict

ALIVE = """
api    1.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
node-1 1.0 - INFO service Starting compute node (version 26.2.2)
node-1 2.0 - INFO scheduler.client.report Deleted allocation for instance $T
"""
OFFLOAD = """
api    {0}.0 {1} DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {{"shelveOffload": null}}
api    {0}.2 {1} INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 {0}.3 {1} INFO compute.manager @$S Shelve offloading
node-1 {0}.4 - INFO virt.libvirt.driver @$S Instance destroyed successfully.
node-1 {0}.5 - INFO virt.libvirt.driver @$S Instance destroyed successfully.
"""
DELETING = "node-1 {0}.6 {1} INFO virt.libvirt.driver @$S Deleting instance files /var/lib/nova/instances/$S_del\n"
DELETED = "node-1 {0}.7 {1} INFO virt.libvirt.driver @$S Deletion of /var/lib/nova/instances/$S_del complete\n"
FREED = "node-1 {0}.8 {1} INFO scheduler.client.report Deleted allocation for instance $S\n"
HEARD = "".join(f"node-1 {second}.0 - DEBUG compute.manager @$T Checking state\n" for second in range(11, 30, 4))
LATER = """
node-1 115.0 - INFO compute.manager @$T Pausing
api    115.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
"""


def offloads(*scene: str) -> list[Verdict]:
    found = verdicts("".join((ALIVE, *scene, LATER)))
    return [verdict for verdict in found if verdict.operation == "shelve-offload"]


def missing(verdict: Verdict) -> list[str]:
    moves = verdict.alignment.moves if verdict.alignment else ()
    return [move.step.event or "" for move in moves if move.move == "model" and move.step]


class TestTwoStepsInASilence:
    def test_are_lost_lines(self) -> None:
        (offload,) = offloads(OFFLOAD.format(10, "A"), FREED.format(30, "A"))
        assert (offload.verdict, offload.reason, missing(offload)) == ("unknown", "gap", [])

    def test_are_missing_where_the_process_was_heard_of_meanwhile(self) -> None:
        (offload,) = offloads(OFFLOAD.format(10, "A"), HEARD, FREED.format(30, "A"))
        assert offload.verdict == "deviating"
        assert missing(offload) == ["libvirt.deleting-files", "libvirt.delete-files-complete"]

    def test_are_not_excused_by_another_process_that_was_silent(self) -> None:
        silent = "node-2 5.0 - INFO compute.manager @$T Pausing\nnode-2 90.0 - INFO compute.manager @$T Unpausing\n"
        (offload,) = offloads(silent, OFFLOAD.format(10, "A"), HEARD, FREED.format(30, "A"))
        assert offload.verdict == "deviating"

    def test_do_not_hide_another_deviation(self) -> None:
        (offload,) = offloads(OFFLOAD.format(10, "A"), FREED.format(30, "A"), FREED.format(33, "A"))
        assert (offload.verdict, missing(offload)) == ("deviating", [])


def test_one_step_in_a_silence_is_missing_for_a_wait_is_silent_as_well() -> None:
    (offload,) = offloads(OFFLOAD.format(10, "A"), DELETING.format(10, "A"), FREED.format(30, "A"))
    assert (offload.verdict, missing(offload)) == ("deviating", ["libvirt.delete-files-complete"])


def five(*, deleting: bool) -> str:
    """Write five offloads without `Deleting instance files`; the first has it if so asked."""
    return "".join(
        OFFLOAD.format(at, letter)
        + (DELETING.format(at, letter) if deleting and letter == "A" else "")
        + DELETED.format(at, letter)
        + FREED.format(at, letter)
        for at, letter in ((10, "A"), (20, "B"), (30, "C"), (40, "D"), (50, "E"))
    )


@pytest.mark.parametrize(("deleting", "verdict"), [(False, "conformant"), (True, "deviating")])
def test_a_line_that_no_operation_has_is_one_that_nothing_writes_there(*, deleting: bool, verdict: str) -> None:
    assert offloads(five(deleting=deleting))[-1].verdict == verdict


FAKE = "node-1 1.5 - INFO virt.driver Loading compute driver 'fake.FakeDriver'\n"
REBOOT = """
api    1.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
node-1 1.0 - INFO service Starting compute node (version 26.2.2)
api    10.0 A DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"reboot": {"type": "HARD"}}
api    10.1 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 10.3 A INFO compute.manager @$S Rebooting instance
"""
CANNOT = "node-1 11.0 A ERROR compute.manager @$S Cannot reboot instance: hypervisor said no\n"
NEXT = """
node-1 115.0 - INFO compute.manager @$T Pausing
api    115.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
"""


class TestAnotherDriver:
    def test_has_no_words_for_an_end_so_the_last_step_stands_in(self) -> None:
        (reboot,) = verdicts(REBOOT.replace("node-1 10.3", FAKE + "node-1 10.3", 1) + NEXT)
        assert (reboot.operation, reboot.verdict) == ("hard-reboot", "conformant")

    def test_tells_of_an_error_after_that_step(self) -> None:
        (reboot,) = verdicts(REBOOT.replace("node-1 10.3", FAKE + "node-1 10.3", 1) + CANNOT + NEXT)
        assert reboot.verdict == "failed"
