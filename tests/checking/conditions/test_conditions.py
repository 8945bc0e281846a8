"""Each condition: lines of a log that show it, the operations it touched, and lines close to them that do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.model import Footprint
from tests.checking.conditions.scene import found, line, only, operation, process
from tests.checking.rules.scene import REQUEST, SERVER

OTHER_REQUEST = "req-11111111-0f2c-4d6a-93c1-0f4e4be1d0aa"
BUS_AWAY = (
    "oslo.messaging._drivers.impl_rabbit ERROR [6] AMQP server on 10.0.0.1:5672 is unreachable: [Errno 111]. "
    "Trying again in 1 seconds.: ConnectionRefusedError: [Errno 111]"
)
BUS_BACK = (
    "oslo.messaging._drivers.impl_rabbit INFO [6] Reconnected to AMQP server on 10.0.0.1:5672 via [amqp] client with "
    "port 58252."
)
NO_ANSWER = (
    "servicegroup.drivers.db WARNING Lost connection to nova-conductor for reporting service status.: "
    "oslo_messaging.exceptions.MessagingTimeout: Timed out waiting for a reply to message ID 5"
)
DATABASE = (
    "oslo_db.sqlalchemy.exc_filters ERROR DBAPIError exception wrapped from (pymysql.err.OperationalError) (2013, 'x')"
)
STARTING = "service INFO Starting compute node (version 26.2.2)"
SHUT_OFF = (
    "compute.manager WARNING Instance shutdown by itself. Calling the stop API. Current vm_state: active, "
    "current task_state: None, original DB power_state: 1, current VM power_state: 4"
)
RECORDED = (
    "compute.manager INFO During _sync_instance_power_state the DB power_state (1) does not match the vm_power_state "
    "from the hypervisor (4). Updating power_state in the DB to match the hypervisor."
)
PAUSED = "compute.manager WARNING Instance is paused unexpectedly. Ignore."
SEEMS_DOWN = (
    "servicegroup.drivers.db DEBUG Seems service nova-compute on host node-1 is down. Last heartbeat was "
    "2026-11-22 06:28:47. Elapsed time is 48.08904"
)
DEAD = "scheduler.filters.compute_filter WARNING (node-1, node-1) ram: 9914MB has not been heard from in a while"
DELETED = "compute.api WARNING instance's host {} is down, deleting from database"
API_ERROR = "api.openstack.wsgi ERROR Unexpected exception in API method: TypeError: 'NoneType' object is not iterable"
NO_LIBVIRT = "virt.libvirt.driver INFO Connection event '0' reason 'Connection to libvirt lost: 1'"


def test_a_healthy_log_has_none() -> None:
    healthy = (line("node-1 compute.claims INFO Claim successful on node node-1", 1), line(f"node-1 {STARTING}", 2))
    assert found(*healthy, verdicts=(operation("conformant", 1, 2),)) == ()


def test_a_bus_that_was_away_is_told_once_for_all_services() -> None:
    told = only(
        *found(
            line(f"node-1 {BUS_AWAY}", 10),
            line(f"conductor {BUS_AWAY}", 11),
            line(f"node-1 {BUS_BACK}", 40),
            verdicts=(
                operation("failed", 5, 20),
                operation("failed", 90, 95, request=OTHER_REQUEST),
                operation("conformant", 5, 20),
            ),
        )
    )
    assert told.name == "messaging"
    assert told.message == (
        "the message bus was away from compute on node-1, conductor on controller within 30 s: [Errno 111]"
    )
    assert (told.first, told.last, told.operations) == (10, 40, (REQUEST,))


def test_times_of_trouble_far_apart_are_two() -> None:
    assert [one.first for one in found(line(f"node-1 {BUS_AWAY}", 10), line(f"node-1 {BUS_AWAY}", 500))] == [10, 500]


def test_calls_without_an_answer_while_the_bus_is_up() -> None:
    told = only(*found(line(f"node-1 {NO_ANSWER}", 10), line(f"node-2 {NO_ANSWER}", 12)))
    assert told.message == (
        "calls over the message bus were not answered, 2 lines of compute on node-1, compute on node-2"
    )


def test_a_call_without_an_answer_is_told_with_who_made_it() -> None:
    frame = '  File "/usr/lib/python3/dist-packages/nova/compute/rpcapi.py", line 807, in get_console_output'
    told = only(
        *found(line(f"api {API_ERROR.partition(': ')[0]}: oslo_messaging.exceptions.MessagingTimeout: x\n{frame}", 1))
    )
    assert told.message == (
        "calls over the message bus were not answered, 1 line of api on controller; "
        "the first was made in nova/compute/rpcapi.py:807 in get_console_output"
    )


@pytest.mark.parametrize(
    ("at", "names"),
    [(11, ["guest-stopped-unexpectedly"]), (90, ["guest-stopped-unexpectedly", "power-state-corrected"])],
)
def test_the_record_of_a_guest_that_stopped_is_no_condition_of_its_own(at: float, names: list[str]) -> None:
    told = found(line(f"node-1 {RECORDED}", 10), line(f"node-1 {SHUT_OFF}", at))
    assert [one.name for one in told] == names


def test_a_database_that_failed() -> None:
    told = only(*found(line(f"api {DATABASE}", 10, request=REQUEST), verdicts=(operation("failed", 5, 20),)))
    assert (told.name, told.operations) == ("database", (REQUEST,))
    assert "api on controller" in told.message


def test_a_conflict_of_states_is_no_trouble_of_the_database() -> None:
    detail = "oslo_db.sqlalchemy.update_match.NoRowsMatched: Zero rows matched for 3 attempts"
    conflict = replace(
        line("node-1 oslo_messaging.rpc.server ERROR Exception during message handling", 10), detail=detail
    )
    assert {one.name for one in found(conflict)} == {"background-error"}


@pytest.mark.parametrize(
    ("before", "how"),
    [
        ((), "it did not say that it was stopped"),
        (("node-1 oslo_service.service INFO Caught SIGTERM, exiting",), "it had been stopped (service.sigterm)"),
        (
            ("node-1 oslo_service.service INFO Graceful shutdown timeout exceeded, instantaneous exiting",),
            "its stop took too long and what it still did was cut off",
        ),
    ],
    ids=["died", "stopped", "cut off"],
)
def test_a_restart_names_what_it_cut(before: tuple[str, ...], how: str) -> None:
    told = only(
        *found(
            *(line(said, 55) for said in before),
            line(f"node-1 {STARTING}", 100, process="8"),
            processes=(process("compute", "node-1", "7", 0, 60), process("compute", "node-1", "8", 99, 200)),
            verdicts=(
                operation("unfinished", 50, 58),
                operation("failed", 50, 58, host="node-2", request=OTHER_REQUEST),
            ),
        )
    )
    assert told.message == f"nova-compute on node-1 was started again 40 s after its last line; {how}"
    assert told.operations == (REQUEST,)


def test_the_first_start_is_no_restart_nor_is_each_worker() -> None:
    workers = [line(f"conductor {STARTING}", at, process=str(at)) for at in (10, 11, 12)]
    running = tuple(process("conductor", "controller", str(at), at, 500) for at in (10, 11, 12))
    assert found(*workers, processes=running) == ()


def test_in_a_container_every_life_has_the_same_process_id() -> None:
    told = only(
        *found(
            line(f"node-1 {STARTING}", 10),
            line(f"node-1 {STARTING}", 100),
            processes=(process("compute", "node-1", "7", 9, 200),),
        )
    )
    assert told.message == "nova-compute on node-1 was started again; it did not say that it was stopped"


def test_a_clock_that_is_wrong() -> None:
    told = only(
        *found(
            line("node-2 compute.claims INFO Claim successful on node node-2", 10),
            verdicts=(operation("conformant", 5, 20, host="node-2"), operation("failed", 5, 20, request=OTHER_REQUEST)),
            skew={"node-2": -0.25},
        )
    )
    assert told.message == "the clock of node-2 is 0.250 s behind the others; its lines were moved by as much"
    assert told.operations == (REQUEST,)


def test_a_hole_in_a_log_matters_where_it_hides_an_end() -> None:
    silent = replace(process("compute", "node-1", "7", 0, 900), silences=((100.0, 700.0),))
    written = (
        line("node-1 compute.claims INFO Claim successful on node node-1", 100),
        line("node-1 compute.manager INFO Migrating", 700),
    )
    assert found(*written, processes=(silent,), verdicts=(operation("conformant", 90, 95),)) == ()
    told = only(*found(*written, processes=(silent,), verdicts=(operation("unknown", 90, 99),)))
    assert (told.message, told.operations) == ("no line of nova-compute on node-1 for 600 s", (REQUEST,))


def test_a_service_that_others_saw_as_down() -> None:
    told = only(
        *found(
            line(f"api {SEEMS_DOWN}", 10, request=OTHER_REQUEST),
            line(f"scheduler {DEAD}", 12, request=REQUEST),
            verdicts=(operation("failed", 5, 11, host="node-2"), operation("conformant", 5, 11, request=OTHER_REQUEST)),
        )
    )
    assert told.message == "nova-compute on node-1 was seen as down by api, scheduler, 2 lines"
    assert told.operations == (REQUEST,)


def test_a_delete_of_a_server_without_a_host_tells_of_no_service() -> None:
    assert found(line(f"api {DELETED.format('None')}", 10)) == ()
    assert only(*found(line(f"api {DELETED.format('node-3')}", 10))).name == "service-down"


def test_guests_that_died_are_told_once_per_host() -> None:
    other = replace(line(f"node-1 {SHUT_OFF}", 20), server="72085ec4-0000-4f7a-8c6c-8429af7c2702")
    told = only(*found(line(f"node-1 {SHUT_OFF}", 10), line(f"node-1 {SHUT_OFF}", 11), other))
    assert told.message.startswith(f"2 guests on node-1 stopped and nobody had asked for it: {SERVER}, 72085ec4-0000")


def test_a_guest_that_a_user_had_stopped_did_not_die() -> None:
    assert found(line(f"node-1 {SHUT_OFF}", 10), verdicts=(operation("failed", 5, 20),)) == ()


def test_power_states_that_were_corrected() -> None:
    stop = operation("deviating", 10, 12, line(f"node-1 {PAUSED}", 11))
    told = only(*found(line(f"node-1 {PAUSED}", 11), verdicts=(stop,)))
    assert (told.name, told.operations) == ("power-state-corrected", (REQUEST,))
    assert "1 guest on node-1" in told.message


def test_a_call_that_is_no_operation_failed() -> None:
    told = only(*found(line(f"api {API_ERROR}", 10, request=OTHER_REQUEST), verdicts=(operation("conformant", 5, 20),)))
    assert told.name == "call-failed"
    assert told.message == "api on controller reports, in 1 line, TypeError: 'NoneType' object is not iterable"


def test_an_error_of_an_operation_is_told_there() -> None:
    assert found(line(f"api {API_ERROR}", 10, request=REQUEST), verdicts=(operation("failed", 5, 20),)) == ()


@pytest.mark.parametrize(
    ("said", "footprint", "name"),
    [
        ("node-1 compute.manager ERROR Failed to attach x: nova.exception.X: y", "api", "call-failed"),
        ("node-1 compute.manager ERROR Failed to attach x: nova.exception.X: y", "compute", "background-error"),
        (
            "node-1 compute.manager ERROR Error updating resources for node n.: nova.exception.X: y",
            "api",
            "background-error",
        ),
    ],
)
def test_who_asked_for_what_failed(said: str, footprint: str, name: str) -> None:
    asked = Footprint(OTHER_REQUEST, footprint, "x", 1, 2)
    api = process("api", "controller", "1", 0, 99)
    assert only(*found(line(said, 10, request=OTHER_REQUEST), processes=(api,), footprints=(asked,))).name == name


def test_a_thread_may_keep_the_id_by_which_neutron_told_of_a_port() -> None:
    notice = (
        f"api api.openstack.compute.server_external_events INFO Creating event network-changed:x for instance {SERVER}"
    )
    told = found(
        line(notice, 9, request=OTHER_REQUEST),
        line("node-1 compute.manager ERROR Failed to attach x: nova.exception.X: y", 10, request=OTHER_REQUEST),
        processes=(process("api", "controller", "1", 0, 99),),
        footprints=(Footprint(OTHER_REQUEST, "api", "controller", 9, 9),),
    )
    assert only(*told).name == "background-error"


def test_the_same_error_is_told_once() -> None:
    told = only(
        *found(
            *(
                line("node-1 compute.manager ERROR Error updating resources for node n.: nova.exception.X: y", at)
                for at in (1, 60)
            )
        )
    )
    assert len(told.evidence) == 2
    assert told.message == "compute on node-1 reports, in 2 lines, X: y"


def test_a_hypervisor_that_was_lost() -> None:
    told = only(*found(line(f"node-1 {NO_LIBVIRT}", 10), verdicts=(operation("failed", 5, 20),)))
    assert (told.name, told.operations) == ("hypervisor-disconnected", (REQUEST,))
    assert found(line("node-1 " + NO_LIBVIRT.replace("'0'", "'1'"), 10)) == ()
