from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from analyzer.model import Event, Place, Trace, Verdict
from analyzer.model.states import AFTER
from analyzer.reporting.life import Row, life
from analyzer.reporting.life_table import print_life
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import VerdictName

SERVER = "72085ec4-c42f-4f7a-8c6c-8429af7c2702"
DAY = 1795328400.0  # 2026-11-22T06:20:00Z
Doing = Verdict | Trace


def line(name: str, request: str, **captures: str) -> Event:
    return Event(
        name, DAY, Place("x.log", 1), "compute", "node-1", "1", "INFO", "nova", "", request, None, SERVER, captures
    )


def network(request: str, *addresses: str) -> Event:
    ports = [{"network": {"subnets": [{"ips": [{"address": address, "type": "fixed"}]}]}} for address in addresses]
    return line("neutron.info-cache", request, network_info=json.dumps(ports))


def did(  # noqa: PLR0913 - an example names only what it is about
    operation: str | None,
    verdict: VerdictName = "conformant",
    *,
    at: float = 0,
    hosts: Mapping[str, str] | None = None,
    lines: tuple[Event, ...] = (),
    status: int | None = 202,
    candidates: tuple[str, ...] = (),
    **parameters: object,
) -> Verdict:
    trace = Trace(
        f"req-{at:g}",
        SERVER,
        operation,
        "api",
        lines or (line("api.access", "r"),),
        status=status,
        parameters=parameters,
    )
    return Verdict(trace, None, operation, verdict, None, candidates, started=DAY + at, hosts=hosts or {})


def called(outside: str, *, status: int = 202, lines: tuple[Event, ...] = (), **parameters: object) -> Trace:
    own = (line("api.access", "req-call"), *lines)
    return Trace("req-call", SERVER, None, "api", own, status=status, parameters=parameters, outside=outside)


LAUNCH = did("launch", hosts={"target": "node-1"}, lines=(network("req-0", "10.0.0.3"),), flavor="1", image="cirros")


def lived(*verdicts: Verdict) -> list[Row]:
    """Return the rows of a launch and what followed, one second after the other."""
    return list(life(SERVER, (LAUNCH, *verdicts)))


def statuses(*operations: str) -> list[str | None]:
    return [row.after.status for row in lived(*(did(name, at=i) for i, name in enumerate(operations, 1)))][1:]


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        (("pause", "unpause"), ["PAUSED", "ACTIVE"]),
        (("suspend", "resume"), ["SUSPENDED", "ACTIVE"]),
        (("stop", "snapshot", "start"), ["SHUTOFF", "SHUTOFF", "ACTIVE"]),
        (("stop", "rebuild"), ["SHUTOFF", "SHUTOFF"]),
        (("rescue", "unrescue"), ["RESCUED", "ACTIVE"]),
        (("stop", "resize", "confirm-resize"), ["SHUTOFF", "VERIFY_RESIZE", "SHUTOFF"]),
        (("migrate", "revert-resize"), ["VERIFY_RESIZE", "ACTIVE"]),
        (("shelve", "shelve-offload", "unshelve"), ["SHELVED", "SHELVED_OFFLOADED", "ACTIVE"]),
        (("pause", "live-migrate", "lock", "unlock"), ["PAUSED"] * 4),
        (("hard-reboot", "terminate"), ["ACTIVE", "DELETED"]),
    ],
)
def test_the_status_follows_novas_state_table(operations: tuple[str, ...], expected: list[str]) -> None:
    assert statuses(*operations) == expected


def test_a_server_that_its_host_stopped_again_is_off_whatever_it_was_before() -> None:
    """From API 2.95 on every evacuated server is."""
    evacuated = did("evacuate", at=2, lines=(line("compute.rebuild-original-state", "req-2"),))
    assert lived(did("start", at=1), evacuated)[-1].after.status == "SHUTOFF"


def test_every_operation_of_the_state_table_has_a_flow_of_that_name() -> None:
    from analyzer.notation.events import load_catalogue  # noqa: PLC0415 - slow, and only this example needs it
    from analyzer.notation.flows import load_flows  # noqa: PLC0415

    assert AFTER.keys() <= load_flows(load_catalogue().specs).keys()


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (did("pause", "rejected", at=1, status=409), "ACTIVE"),
        (did("pause", "unfinished", at=1), None),
        (did("stop", "failed", at=1), "ACTIVE"),
        (did("rebuild", "failed", at=1), "ERROR"),
        (did("rebuild", "failed", at=1, status=500), "ACTIVE"),
        (did("resume", "failed", at=1, lines=(line("compute.error-out", "r"),)), "ERROR"),
        (did("migrate", "failed", at=1, lines=(line("compute.set-back", "r", state="active"),)), "ACTIVE"),
        (
            did("live-migrate", "failed", at=1, lines=(line("conductor.setting-state", "r", state="STOPPED"),)),
            "SHUTOFF",
        ),
        (did(None, "unknown", at=1), None),
        (did(None, "deviating", at=1, candidates=("soft-reboot", "hard-reboot")), "ACTIVE"),
        (did(None, "deviating", at=1, candidates=("stop", "suspend")), None),
        (did("shelve", at=1, lines=(line("compute.shelve-offloading", "r"),)), "SHELVED_OFFLOADED"),
        (did("terminate", at=1, lines=(line("api.soft-delete-trying", "r"),)), "SOFT_DELETED"),
    ],
)
def test_the_verdict_and_the_lines_decide_the_status(verdict: Verdict, expected: str | None) -> None:
    assert lived(verdict)[-1].after.status == expected


def test_the_host_follows_what_moves_the_server() -> None:
    rows = lived(
        did("migrate", at=1, hosts={"source": "node-1", "target": "node-2"}),
        did("confirm-resize", at=2, hosts={"source": "node-1"}),
        did("live-migrate", "failed", at=3, hosts={"source": "node-2", "target": "node-1"}),
        did("shelve-offload", at=4, hosts={"compute": "node-2"}),
        did("unshelve", at=5, hosts={"target": "node-3"}),
    )
    assert [row.after.host for row in rows] == ["node-1", "node-2", "node-2", "node-2", None, "node-3"]


def test_a_resize_changes_the_flavor_and_its_revert_brings_it_back() -> None:
    rows = lived(did("resize", at=1, flavor="3"), did("revert-resize", at=2), did("resize", "failed", at=3, flavor="9"))
    assert [row.after.flavor for row in rows] == ["1", "3", "1", "1"]


def test_a_launch_that_failed_is_on_no_host() -> None:
    (row,) = life(SERVER, [did("launch", "failed", hosts={"target": "node-1"})])
    assert (row.after.status, row.after.host) == ("ERROR", None)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (did("pause", at=1, hosts={"compute": "node-2"}), "it ran on node-2, but the server was on node-1"),
        (did("rebuild", at=1, lines=(network("req-1", "10.0.0.9"),)), "the addresses are 10.0.0.9, and were 10.0.0.3"),
        (did("unshelve", at=1, lines=(network("req-1"),)), "the addresses are none, and were 10.0.0.3"),
    ],
)
def test_a_change_that_an_operation_must_not_make_is_named(verdict: Verdict, words: str) -> None:
    (wrong,) = lived(verdict)[-1].wrong
    assert words in wrong
    assert f"{verdict.operation} keeps" in wrong


def test_an_unshelve_that_claims_another_size_is_named() -> None:
    def claim(memory: str) -> tuple[Event, ...]:
        return (line("compute.claim-attempt", "r", memory=memory, disk="1", vcpus="1"),)

    launch = did("launch", lines=claim("512"))
    (wrong,) = life(SERVER, [launch, did("unshelve", at=1, lines=claim("2048"))])[-1].wrong
    assert wrong == "it claimed 2048 MB and 1 CPUs, and the server had 512 MB and 1 CPUs: unshelve keeps the flavor"
    assert not life(SERVER, [launch, did("resize", at=1, lines=claim("2048"))])[-1].wrong


def test_lines_of_another_request_and_cut_lines_tell_no_address() -> None:
    cut = line("neutron.info-cache", "req-1", network_info='[{"id": "fc24')
    (_, row) = lived(did("stop", at=1, lines=(network("req-9"), cut)))
    assert (row.after.addresses, row.wrong) == (("10.0.0.3",), ())


def test_what_surrounds_operations_is_a_row_without_a_verdict() -> None:
    calls = [
        called("POST os-volume_attachments", volume="v1"),
        called("os-resetState", state="error"),
        called("changePassword", status=409),
        called("somebodys-own"),
    ]
    rows = [life(SERVER, (), [call])[0] for call in calls]
    assert [(row.what, row.verdict, row.after.status, row.notes) for row in rows] == [
        ("attach volume", None, None, ("volume v1",)),
        ("reset state", None, "ERROR", ("state error",)),
        ("change password", None, None, ("the API answered 409",)),
        ("somebodys-own", None, None, ()),
    ]


def test_an_interface_that_was_attached_excuses_another_address() -> None:
    attached = called("POST os-interface", lines=(network("req-call", "10.0.0.3", "10.0.0.4"),))
    later = did("stop", at=9, lines=(network("req-9", "10.0.0.3", "10.0.0.4"),))
    rows = life(SERVER, [LAUNCH, later], [attached])
    assert not any(row.wrong for row in rows)
    assert rows[-1].after.addresses == ("10.0.0.3", "10.0.0.4")


def test_other_servers_are_left_out() -> None:
    assert life("aaaa", [LAUNCH], [called("PUT")]) == ()


def test_a_life_reads_as_a_table() -> None:
    page = io.StringIO()
    rows = life(
        SERVER, [LAUNCH, did("pause", at=60, hosts={"compute": "node-2"})], [called("os-resetState", state="\x1b[2Jx")]
    )
    print_life(console(page), SERVER, rows, "web")
    assert page.getvalue().splitlines() == [
        f'server {SERVER} "web", 2 operations, 1 other call, times in UTC',
        "",
        "  time      what         verdict     status then  host then  request",
        "2026-11-22",
        "  06:20:00  launch       conformant  ACTIVE       node-1     req-0",
        "            flavor 1; image cirros; addresses 10.0.0.3",
        "  06:20:00  reset state  not judged  \\x1b[2JX     node-1     req-call",
        "            state \\x1b[2Jx",
        "  06:21:00  pause        conformant  PAUSED       node-2     req-60",
        "            changed: it ran on node-2, but the server was on node-1: pause keeps the host",
    ]
