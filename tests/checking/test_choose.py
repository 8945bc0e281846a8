"""Which flow a trace follows where the API's action line does not tell: only what the computes say is left."""

from __future__ import annotations

import pytest

from analyzer.checking.choose import Choice, Chooser
from analyzer.checking.coverage import Sight
from analyzer.correlation import correlate
from tests.correlation.deployment import catalogue, flows, log, request

# An access line that tells no action, in a log at INFO that goes on.
ACTION = """
api    1.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
api    9.9 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
api  190.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
"""
NAMED = """
api    9.8 A DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"$ACTION": null}
"""
TRACEBACK = """
node-1 10.0 A ERROR oslo_messaging.rpc.server Exception during message handling: ValueError: no
Traceback (most recent call last):
  File "/usr/lib/python3/dist-packages/oslo_messaging/rpc/server.py", line 165, in _process_incoming
  File "/usr/lib/python3/dist-packages/nova/compute/manager.py", line 6300, in $METHOD
ValueError: no
"""


def choice(scene: str) -> Choice:
    """Choose a flow for request A."""
    read = log(scene)
    sight = Sight(read.coverage, catalogue().specs)
    traces = correlate(read.events, read.coverage, flows(), catalogue().specs)
    (trace,) = (trace for trace in traces if trace.request == request("A"))
    return Chooser(flows(), catalogue().specs, sight).choose(trace)


def chosen(scene: str) -> str | None:
    flow = choice(scene).flow
    return flow.name if flow else None


def driver(message: str) -> str:
    return f"node-1 10.0 A INFO virt.libvirt.driver @$S {message}\n"


class TestNamed:
    def test_by_its_action_line_is_that_whatever_else_was_said(self) -> None:
        assert chosen(NAMED.replace("$ACTION", "pause") + ACTION + driver("Instance running successfully.")) == "pause"


class TestUnnamed:
    def test_without_a_line_that_decides_has_neither_flow_nor_candidates(self) -> None:
        assert choice(ACTION + "node-1 10.0 A INFO compute.manager @$S Attaching volume x to /dev/vdb\n") == Choice()

    def test_is_the_one_operation_to_which_its_own_lines_go(self) -> None:
        assert chosen(ACTION + "node-1 10.0 A INFO compute.manager @$S Pausing\n") == "pause"

    def test_may_end_where_no_log_was_read(self) -> None:
        """The source of a migration writes at INFO what a stop does."""
        told = choice(
            ACTION
            + driver("Instance shutdown successfully after 3 seconds.")
            + driver("Instance destroyed successfully.")
        )
        assert told.flow is None
        assert {"migrate", "resize", "stop"} <= set(told.candidates)

    def test_is_the_one_flow_that_ends_so(self) -> None:
        assert chosen(ACTION + driver("Instance soft rebooted successfully.")) == "soft-reboot"

    def test_is_the_flow_that_explains_most(self) -> None:
        told = choice(
            ACTION
            + "node-1 10.5 A INFO compute.manager @$S Pausing\n"
            + "node-1 10.9 - INFO compute.manager @$S VM Paused (Lifecycle Event)\n"
        )
        assert told.flow is not None
        assert told.flow.name == "pause"
        assert told.alignment is not None
        assert told.alignment.cost == 0

    def test_has_several_candidates_where_they_end_alike(self) -> None:
        told = choice(ACTION + driver("Instance rebooted successfully."))
        assert told.flow is None
        assert {"hard-reboot", "start"} <= set(told.candidates)
        assert len(told.candidates) > 1
        assert len(told.rivals) == len(told.candidates)

    def test_is_pinned_by_a_line_that_only_one_operation_writes_though_it_fits_ill(self) -> None:
        begin = "node-1 1.0 - INFO service Starting compute node (version 26.2.2)\n"
        scene = "node-1 90.0 A INFO compute.manager @$S Took 1.32 seconds to build instance.\n"
        told = choice(begin + scene + "node-1 190.0 - INFO compute.manager @$T VM Paused (Lifecycle Event)\n")
        assert told.flow is not None
        assert told.flow.name == "launch"
        assert told.alignment is not None
        assert told.alignment.cost > 0

    def test_that_fits_ill_and_is_not_pinned_is_only_a_candidate(self) -> None:
        told = choice(ACTION + driver("Snapshot image upload complete"))
        assert told.flow is None
        assert "snapshot" in told.candidates


class TestTraceback:
    @pytest.mark.parametrize(
        ("method", "name"), [("pause_instance", "pause"), ("live_migration", "live-migrate"), ("stop_instance", "stop")]
    )
    def test_names_the_operation_by_its_rpc_method(self, method: str, name: str) -> None:
        assert chosen(ACTION + TRACEBACK.replace("$METHOD", method)) == name

    def test_leaves_the_candidates_that_have_the_method(self) -> None:
        told = choice(ACTION + TRACEBACK.replace("$METHOD", "reboot_instance"))
        assert (told.flow, told.candidates) == (None, ("hard-reboot", "soft-reboot"))

    def test_of_no_known_method_is_not_taken_for_one_operation(self) -> None:
        told = choice(ACTION + TRACEBACK.replace("$METHOD", "wrapped"))
        assert told.flow is None
        assert len(told.candidates) > 1


class TestLock:
    """Lock and unlock leave no line on a compute, and at INFO no more than an access line that names neither."""

    def test_and_unlock_are_among_the_candidates_where_only_the_api_wrote(self) -> None:
        assert choice(ACTION).candidates[-3:] == ("lock", "terminate", "unlock")

    @pytest.mark.parametrize(("said", "name"), [("Locking", "lock"), ("Unlocking", "unlock")])
    def test_and_unlock_differ_by_a_debug_line(self, said: str, name: str) -> None:
        assert chosen(ACTION + f"api 9.85 A DEBUG compute.api @$S {said}\n") == name

    def test_is_not_what_a_compute_took_part_in(self) -> None:
        assert "lock" not in choice(ACTION + driver("Instance rebooted successfully.")).candidates

    def test_is_no_delete(self) -> None:
        delete = ACTION.replace("POST", "DELETE").replace("/action", "").replace(" 202", " 204")
        assert chosen(delete) == "terminate"
