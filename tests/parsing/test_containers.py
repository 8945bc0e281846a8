"""A container gives the same event as the log that it holds, and says what the log leaves out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import InputError
from analyzer.model import Event, Line, Place, Source
from analyzer.parsing import parse
from analyzer.parsing.containers import container_of, containers
from tests.parsing.case import BEGAN, REQUEST, SERVER, claim, line, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.model import FileSummary, Log
    from analyzer.notation.events import Catalogue

SAMPLES = [pytest.param(name, text, id=name) for name, form in containers().items() for text in form.SAMPLES]
OSLO = claim().rstrip("\n")
TRACEBACK = "Traceback (most recent call last):\n  File\nnova.exception.Broken: no"


def read(text: str, catalogue: Catalogue) -> Log:
    """Read a file that does not tell by its name who wrote it."""
    return parse([source(text, "all.log", None, None)], catalogue)


def account(log: Log) -> tuple[int, int, int, int, int]:
    """Return lines, events, known, continuation and unrecognised of the only file."""
    (file,) = log.input.files
    assert file.lines == total(file)
    return file.lines, file.events, file.known, file.continuation, file.unrecognised


def total(file: FileSummary) -> int:
    return file.events + file.known + file.continuation + file.unrecognised


def as_json(message: str, **more: object) -> str:
    return json.dumps({"message": message, **more}) + "\n"


@pytest.mark.parametrize(("name", "text"), SAMPLES)
def test_each_sample_is_of_its_form_alone(name: str, text: str) -> None:
    assert container_of(text.split("\n")) == name


@pytest.mark.parametrize(("name", "text"), SAMPLES)
def test_each_sample_tells_the_same(name: str, text: str, catalogue: Catalogue) -> None:
    log = read(text + "\n", catalogue)
    (event,) = log.events
    assert (log.input.files[0].form or "").endswith(name)
    assert (event.name, event.time, event.request, event.server) == ("compute.claim-ok", BEGAN, REQUEST, SERVER)
    assert (event.service, event.captures) == ("compute", {"node": "node-1"})
    assert account(log)[0] == text.count("\n") + 1


@pytest.mark.parametrize("text", ["", "\n\n", OSLO, f"before\n{OSLO}", '{"a": 1}', "[pid: 1|app: 0|req: 1/1] x"])
def test_a_service_s_own_lines_are_in_no_container(text: str) -> None:
    assert container_of(text.split("\n")) is None


@given(st.lists(st.sampled_from([*(text for form in containers().values() for text in form.SAMPLES), OSLO, "{", ""])))
def test_the_parts_add_up_in_any_mixture(catalogue: Catalogue, texts: list[str]) -> None:
    log = read("\n".join((OSLO, *texts)) + "\n", catalogue)
    assert account(log)[0] >= len(texts)


class TestJson:
    def test_of_oslo_log_has_its_traceback_apart(self, catalogue: Catalogue) -> None:
        told = {"created": BEGAN, "levelname": "ERROR", "name": "nova.compute.manager", "process": 7}
        thrown = {"traceback": TRACEBACK.split("\n"), "error_summary": "nova.exception.Broken: no"}
        text = as_json("Instance failed to spawn", **told, **thrown)
        (event,) = read(text, catalogue).events
        assert event.message == "Instance failed to spawn: nova.exception.Broken: no"
        assert event.detail == TRACEBACK
        assert (event.process, event.request) == ("7", None)

    def test_may_hold_a_whole_record_with_its_line_ends(self, catalogue: Catalogue) -> None:
        failed = line("Instance failed to spawn: nova.exception.Broken: no", level="ERROR").rstrip()
        prefix = "2026-11-22 06:20:57.000 7 ERROR nova.compute.manager "
        text = as_json("\n".join((failed, *(prefix + part for part in TRACEBACK.split("\n")))))
        log = read(text, catalogue)
        assert log.events[0].detail == TRACEBACK
        assert account(log) == (1, 1, 0, 0, 0)

    def test_names_the_machine_and_the_service(self, catalogue: Catalogue) -> None:
        text = as_json(line("x", logger="oslo.manager").rstrip(), hostname="cmp-7", programname="nova-compute")
        (process,) = read(as_json(OSLO, hostname="cmp-7") + text, catalogue).coverage.processes
        assert (process.service, process.host) == ("compute", "cmp-7")

    def test_that_is_no_record_of_a_service_belongs_to_none(self, catalogue: Catalogue) -> None:
        other = as_json("dhclient[664]: DHCPREQUEST", severity="6", timestamp="2026-11-22 06:20:58")
        assert account(read(as_json(OSLO) + other, catalogue)) == (2, 1, 0, 0, 1)

    def test_that_a_line_was_cut_in_costs_that_line(self, catalogue: Catalogue) -> None:
        log = read(as_json(OSLO)[9:] + as_json(OSLO)[:-9] + "\n" + as_json(OSLO) * 2, catalogue)
        assert account(log)[:2] == (4, 2)

    def test_in_one_array_of_one_line_counts_its_objects(self, catalogue: Catalogue) -> None:
        log = read(json.dumps([{"message": OSLO}, {"message": claim(at="58.000")}]) + "\n", catalogue)
        assert account(log) == (2, 2, 0, 0, 0)

    def test_is_found_in_the_answer_to_a_query(self, catalogue: Catalogue) -> None:
        hits = {"took": 1, "hits": {"total": 1, "hits": [{"_id": "x", "_source": {"message": OSLO, "host": "cmp-7"}}]}}
        (event,) = read(json.dumps(hits, indent=2) + "\n", catalogue).events
        assert event.host == "cmp-7"


class TestStandardOutput:
    @pytest.mark.parametrize("tag", ["stdout F", "stderr F"])
    def test_lines_without_a_header_belong_to_the_record_before(self, tag: str, catalogue: Catalogue) -> None:
        failed = line("Instance failed to spawn", level="ERROR").rstrip()
        texts = (failed, *TRACEBACK.split("\n"))
        log = read("".join(f"2026-11-22T06:20:57.1Z {tag} {text}\n" for text in texts), catalogue)
        assert log.events[0].detail == TRACEBACK
        assert account(log) == (4, 1, 0, 3, 0)

    def test_a_last_part_without_an_end_is_read(self, catalogue: Catalogue) -> None:
        assert account(read(f"2026-11-22T06:20:57.1Z stdout P {OSLO}\n", catalogue)) == (1, 1, 0, 0, 0)

    def test_parts_of_two_streams_are_put_together_each(self, catalogue: Catalogue) -> None:
        start, end = OSLO[:120], OSLO[120:]
        parts = (f"stdout P {start}", f"stderr P {start}", f"stdout F {end}", f"stderr F {end}")
        log = read("".join(f"2026-11-22T06:20:57.1Z {part}\n" for part in parts), catalogue)
        assert [event.message for event in log.events] == ["Claim successful on node node-1"] * 2
        assert account(log) == (4, 2, 0, 2, 0)


class TestJournal:
    def test_two_services_do_not_take_each_others_lines(self, catalogue: Catalogue) -> None:
        def entry(unit: str, message: str) -> str:
            return json.dumps({"__REALTIME_TIMESTAMP": "1", "MESSAGE": message, "SYSLOG_IDENTIFIER": unit}) + "\n"

        failed = line("Instance failed to spawn", level="ERROR").rstrip()
        text = entry("nova-compute", failed) + entry("sshd", "Accepted") + entry("nova-compute", TRACEBACK)
        log = read(text, catalogue)
        assert log.events[0].detail == TRACEBACK
        assert account(log) == (3, 1, 0, 1, 1)

    def test_a_message_may_be_bytes(self, catalogue: Catalogue) -> None:
        coloured = list(f"\x1b[00;32m{OSLO}\x1b[00m".encode())
        text = json.dumps({"__REALTIME_TIMESTAMP": "1", "__CURSOR": "s", "MESSAGE": coloured}) + "\n"
        assert read(text, catalogue).events[0].message == "Claim successful on node node-1"

    def test_a_binary_field_has_its_length_and_its_line_ends(self, catalogue: Catalogue) -> None:
        message = line("Instance failed to spawn", level="ERROR").rstrip() + f"\n{TRACEBACK}\n\nx"
        length = len(message).to_bytes(8, "little").decode("latin-1")
        entry = f"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\n_HOSTNAME=cmp-7\nMESSAGE\n{length}{message}\n_PID=7\n\n"
        log = read(entry + entry.replace("57.000", "58.000"), catalogue)
        assert [event.detail for event in log.events] == [f"{TRACEBACK}\n\nx"] * 2
        assert account(log) == (entry.count("\n") * 2, 2, 0, entry.count("\n") * 2 - 2, 0)

    def test_a_service_may_leave_time_and_process_to_it(self, catalogue: Catalogue) -> None:
        (text,) = [one for one in containers()["journal_json"].SAMPLES if "devstack@n-cpu" in one]
        (event,) = read(text + "\n", catalogue).events
        assert (event.host, event.process) == ("node-1", "7")


class TestCsv:
    HEADING = "Timestamp,Hostname,log_level,programname,python_module,request_id,Payload\n"

    def row(self, message: str, at: int = 57) -> str:
        return f'2026-11-22 06:20:{at}.000,cmp-7,INFO,nova-compute,nova.compute.manager,-,"{message}"\n'

    def test_a_row_may_have_several_lines(self, catalogue: Catalogue) -> None:
        log = read(self.HEADING + self.row("one\ntwo") + self.row("Took 1.5 seconds to build instance."), catalogue)
        assert account(log) == (4, 1, 1, 1, 1)
        assert (log.events[0].host, log.events[0].place.line) == ("cmp-7", 4)

    def test_a_quote_that_never_ends_loses_no_line(self, catalogue: Catalogue) -> None:
        rows = self.HEADING + self.row("Took 1.5 seconds to build instance.") + '"' + self.row("x") * 2000
        assert account(read(rows, catalogue))[0] == 2002

    def test_a_message_cut_at_a_limit_is_known_by_its_beginning(self, catalogue: Catalogue) -> None:
        cut = [self.row(f"Migrating instance to {host} finished succ", at) for at, host in enumerate("abcde", start=10)]
        log = read(self.HEADING + "".join(cut) + self.row("Took 1.5 seconds to bui"), catalogue)
        assert [event.captures for event in log.events] == [{"dest": host} for host in "abcde"]
        assert account(log) == (7, 5, 1, 0, 1)


class TestUwsgi:
    ACCESS = (
        "[pid: 7|app: 0|req: 3/9] 10.0.0.1 () {66 vars in 1400 bytes} [Sun Nov 22 06:20:57 2026] POST /v2.1/servers =>"
        " generated 380 bytes in 823 msecs (HTTP/1.1 202) 8 headers in 300 bytes (1 switches on core 0)"
    )

    def event(self, text: str, catalogue: Catalogue) -> Event:
        (event,) = [one for one in read(text, catalogue).events if one.name == "api.access-uwsgi"]
        return event

    @pytest.mark.parametrize("before", ["", line("listening", logger="nova.api.wsgi")])
    def test_is_read_between_the_lines_of_the_service(self, before: str, catalogue: Catalogue) -> None:
        api = source(f"{before}{self.ACCESS}\n", "nova-api.log", "api", "ctl")
        (event,) = parse([api], catalogue).events
        assert (event.name, event.time, event.process, event.request) == ("api.access-uwsgi", BEGAN, "7", None)

    @pytest.mark.parametrize(
        "prefix", ["Nov 22 06:20:57 ctl devstack@n-api.service[7]: ", "2026-11-22T06:20:57.9Z stdout F "]
    )
    def test_is_read_behind_what_a_collector_puts_before_it(self, prefix: str, catalogue: Catalogue) -> None:
        started = f"{prefix}{line('x', logger='nova.api.openstack')}" if "stdout" in prefix else ""
        assert self.event(f"{started}{prefix}{self.ACCESS}\n", catalogue).service == "api"

    def test_ends_no_form(self, catalogue: Catalogue) -> None:
        log = read(f"{self.ACCESS}\n{OSLO}\n", catalogue)
        assert log.input.files[0].form == "oslo"
        assert account(log)[0] == 2


def test_a_damaged_container_is_read_that_far(catalogue: Catalogue) -> None:
    def lines() -> Iterator[Line]:
        yield Line(f"2026-11-22T06:20:57.1Z stdout P {OSLO}", Place("0.log.gz", 1))
        raise InputError("truncated: 1 lines were read", file="0.log.gz")

    log = parse([Source("0.log.gz", None, None, lines, "0.log")], catalogue)
    assert len(log.events) == 1
    assert [skip.why for skip in log.input.skipped] == ["truncated: 1 lines were read"]
