"""Each form of line gives the same event, whatever stands before it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from analyzer.parsing import parse
from analyzer.parsing.identity import service_of_unit
from analyzer.parsing.record import without_origin
from tests.parsing.case import BEGAN, REQUEST, SERVER, claim, source

if TYPE_CHECKING:
    from analyzer.notation.events import Catalogue

OSLO = claim().rstrip("\n")
CONTEXT = f"[None {REQUEST} demo admin] [instance: {SERVER}] Claim successful on node node-1"
COLOURED = (
    f"\x1b[00;32mINFO nova.compute.claims [\x1b[01;36mNone {REQUEST} \x1b[00;36mdemo admin\x1b[00;32m] "
    f"\x1b[01;35m[instance: {SERVER}] \x1b[00;32mClaim successful on node node-1\x1b[00m"
)

FORMS = {
    "oslo": OSLO,
    "merged": f"nova-compute.log.1.2026-11-22_13:55:31 {OSLO}",
    "oslo in cri": f"2026-11-22T06:20:57.100200300Z stdout F {OSLO}",
    "pebble": f"2026-11-22T06:20:57.100Z [nova-compute] {OSLO}",
    "rfc5424": f"<191>1 2026-11-22T06:20:57.1Z node-1 nova-compute 7 - - {OSLO}",
    "syslog": f"Nov 22 07:20:57 node-1 nova_compute[129891]: {OSLO}#033[00m",
    "journal": f"2026-11-22T07:20:57.000000+0100 node-1 devstack@n-cpu.service[7]: {COLOURED}",
}


@pytest.mark.parametrize(("form", "line"), FORMS.items())
def test_each_form_tells_the_same(form: str, line: str, catalogue: Catalogue) -> None:
    log = parse([source(f"{line}\n", "all.log", None, None)], catalogue)
    (event,) = log.events
    assert log.input.files[0].form == form
    assert (event.name, event.time, event.request, event.server) == ("compute.claim-ok", BEGAN, REQUEST, SERVER)
    assert (event.service, event.captures) == ("compute", {"node": "node-1"})


def test_screen_logs_have_no_process_id_beside_a_request(catalogue: Catalogue) -> None:
    line = f"2014-09-27 18:22:39.743 INFO nova.compute.claims [{REQUEST} demo demo] Claim successful on node node-1\n"
    (event,) = parse([source(line)], catalogue).events
    assert (event.process, event.request) == ("", REQUEST)


def test_pebble_names_the_service_and_apache_repeats_the_time(catalogue: Catalogue) -> None:
    line = f"2026-11-22T06:20:57.1Z [wsgi-nova-api] 2026-11-22 06:20:57.010203 {OSLO}\\x1b[00m\n"
    (file,) = parse([source(line, "messages", None, None)], catalogue).input.files
    assert (file.service, file.events) == ("api", 1)


class TestJournal:
    def test_has_the_year_in_its_heading(self, catalogue: Catalogue) -> None:
        heading = "-- Logs begin at Tue 2017-03-28 12:02:58 UTC, end at Tue 2017-03-28 13:16:45 UTC. --\n"
        line = f"Mar 28 12:20:43.570064 node-1 nova-compute[7]: INFO nova.compute.claims {CONTEXT}\n"
        (event,) = parse([source(heading + line)], catalogue).events
        assert datetime.fromtimestamp(event.time, UTC) == datetime(2017, 3, 28, 12, 20, 43, 570064, UTC)

    def test_without_one_is_of_the_last_such_day(self, catalogue: Catalogue) -> None:
        line = f"Feb 29 12:20:43 node-1 nova-compute[7]: INFO nova.compute.claims {CONTEXT}\n"
        (event,) = parse([source(line)], catalogue).events
        year = datetime.fromtimestamp(event.time, UTC).year
        assert year % 4 == 0
        assert year <= datetime.now(UTC).year

    def test_has_the_time_of_each_line_of_a_traceback(self, catalogue: Catalogue) -> None:
        start = "2026-11-22T06:20:57.{} node-1 nova-compute[7]: ERROR nova.compute.manager "
        told = (
            start.format("000000+0000") + f"[None {REQUEST} demo admin] [instance: {SERVER}] Instance failed to spawn\n"
        )
        frame = start.format("000900+0000") + f"[instance: {SERVER}] Traceback (most recent call last):\n"
        (event,) = parse([source(told + frame)], catalogue).events
        assert event.detail == "Traceback (most recent call last):"

    def test_of_several_machines_is_several_hosts(self, catalogue: Catalogue) -> None:
        lines = "".join(
            f"2026-11-22T06:20:57+00:00 {host} nova-compute[7]: INFO nova.compute.claims {CONTEXT}\n"
            for host in ("node-1", "node-2")
        )
        log = parse([source(lines, "journal.txt", None, None)], catalogue)
        assert [event.host for event in log.events] == ["node-1", "node-2"]
        assert len(log.coverage.processes) == 2


def test_a_merged_file_is_of_the_services_its_names_tell(catalogue: Catalogue) -> None:
    lines = f"nova-compute.log {OSLO}\nnova-scheduler.log.1 {OSLO.replace('nova.compute.claims', 'oslo_db.api')}\n"
    log = parse([source(lines, "all.log", None, None)], catalogue)
    assert {process.service for process in log.coverage.processes} == {"compute", "scheduler"}


@pytest.mark.parametrize(
    ("unit", "service"),
    [
        ("nova_compute", "compute"),
        ("devstack@n-cpu.service", "compute"),
        ("devstack@n-cond-cell1", "conductor"),
        ("n-sch", "scheduler"),
        ("wsgi-nova-api", "api"),
        ("nova-api.log.1.2017-05-16_13:53:08", "api"),
        ("/var/log/nova/nova-conductor.log", "conductor"),
        ("cinder-api", "cinder"),
        ("nova-computed", None),
        ("systemd", None),
    ],
)
def test_a_unit_tells_its_service(unit: str, service: str | None) -> None:
    assert service_of_unit(unit) == service


@pytest.mark.parametrize(
    "suffix",
    [
        " inner /usr/lib/python3/lockutils.py:405",
        " {{(pid=1967697) inner /opt/stack/lockutils.py:405}}",
        " {{inner /opt/stack/lockutils.py:405}}",
        " from (pid=8526) lock /usr/local/lib/python2.7/lockutils.py:212",
    ],
)
def test_where_a_debug_line_comes_from_is_no_part_of_it(suffix: str) -> None:
    assert without_origin("body: {'a': {}}" + suffix) == "body: {'a': {}}"
    assert without_origin("body: {'a': {}}") == "body: {'a': {}}"
