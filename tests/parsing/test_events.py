"""From lines to events: the fields, the message, what belongs to a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer.model import Event, Place
from analyzer.parsing import parse
from tests.parsing.case import BEGAN, GLOBAL, ORIGIN, REQUEST, SERVER, claim, line, source

if TYPE_CHECKING:
    from analyzer.notation.events import Catalogue

ACTION = "Action: 'action', calling method: migrate, body: "


def only(text: str, catalogue: Catalogue, service: str = "compute") -> Event:
    (event,) = parse([source(text, service=service)], catalogue).events
    return event


def test_the_fields_of_an_event(catalogue: Catalogue) -> None:
    text = (
        f"2026-11-22 06:20:57.592 16942 INFO nova.compute.claims [{GLOBAL} {REQUEST} u p - - d d] "
        f"[instance: {SERVER}] Claim successful on node node-1\n"
    )
    assert only(text, catalogue) == Event(
        name="compute.claim-ok",
        time=BEGAN + 0.592,
        place=Place("nova-compute.log", 1),
        service="compute",
        host="node-1",
        process="16942",
        level="INFO",
        logger="nova.compute.claims",
        message="Claim successful on node node-1",
        request=REQUEST,
        global_request=GLOBAL,
        server=SERVER,
        captures={"node": "node-1"},
    )


@pytest.mark.parametrize(
    ("context", "request_id", "global_request"),
    [
        ("[-]", None, None),
        (f"[{REQUEST} u p - - -]", REQUEST, None),
        (f"[None {REQUEST} u p - - d d]", REQUEST, None),
        (f"[{GLOBAL} {REQUEST} - - - - - -]", REQUEST, GLOBAL),
    ],
)
def test_the_request_is_the_last_id_of_the_context(
    context: str, request_id: str | None, global_request: str | None, catalogue: Catalogue
) -> None:
    text = f"2026-11-22 06:20:57.592 7 INFO nova.compute.manager {context} Took 1.5 seconds to build instance.\n"
    event = only(text, catalogue)
    assert (event.request, event.global_request, event.server) == (request_id, global_request, None)


def test_the_server_may_stand_in_the_message(catalogue: Catalogue) -> None:
    assert only(line(f"Instance {SERVER} is gone"), catalogue).server == SERVER


def test_colours_are_no_part_of_a_line(catalogue: Catalogue) -> None:
    coloured = "\x1b[01;36m" + line("Took 1.5 seconds to build instance.\x1b[00m")
    assert only(coloured, catalogue).message == "Took 1.5 seconds to build instance."


def test_events_are_ordered_by_time_and_place(catalogue: Catalogue) -> None:
    late, early = source(claim(at="59.000") + claim(at="57.000"), "b"), source(claim(at="57.000", pid=8), "a")
    places = [str(event.place) for event in parse([late, early], catalogue).events]
    assert places == ["a:1", "b:2", "b:1"]


class TestDebugSuffix:
    def test_is_cut_off(self, catalogue: Catalogue) -> None:
        text = line("Selected host: node-1" + ORIGIN, level="DEBUG", logger="nova.conductor.manager")
        assert only(text, catalogue, "conductor").message == "Selected host: node-1"

    def test_stands_after_the_last_line_of_a_message(self, catalogue: Catalogue) -> None:
        body = '{\n  "migrate": null\n}'
        text = line(ACTION + body + ORIGIN, level="DEBUG", logger="nova.api.openstack.wsgi")
        event = only(text, catalogue, "api")
        assert event.message == ACTION + body
        assert event.captures["body"] == body

    def test_ends_the_record_whatever_follows(self, catalogue: Catalogue) -> None:
        text = line(ACTION + "{}" + ORIGIN, level="DEBUG", logger="nova.api.openstack.wsgi") + "from elsewhere\n"
        assert only(text, catalogue, "api").captures["body"] == "{}"

    def test_is_no_suffix_on_another_level(self, catalogue: Catalogue) -> None:
        text = line(ACTION + "{}" + ORIGIN, logger="nova.api.openstack.wsgi")
        assert only(text, catalogue, "api").captures["body"] == "{}" + ORIGIN


def test_what_another_program_writes_into_the_file_does_not_hide_an_event(catalogue: Catalogue) -> None:
    log = parse([source(claim() + "libvirt: QEMU Driver error : Domain not found\n" + claim())], catalogue)
    assert [event.message for event in log.events] == ["Claim successful on node node-1"] * 2
    assert log.input.files[0].continuation == 1


def test_a_message_of_any_length_is_cut(catalogue: Catalogue) -> None:
    text = line(ACTION + "{\n" + "x" * 60_000 + "\n" + "y" * 60_000 + "\n}", logger="nova.api.openstack.wsgi")
    assert len(only(text, catalogue, "api").message) == 64_000


class TestTraceback:
    PREFIX = "2026-11-22 06:20:57.000 7 ERROR nova.compute.manager "
    FAILED = line("Instance failed to spawn: nova.exception.Broken: no", level="ERROR")

    def test_is_folded_into_its_record(self, catalogue: Catalogue) -> None:
        lines = ("Traceback (most recent call last):", '  File "manager.py", line 1', "nova.exception.Broken: no", "")
        log = parse([source(self.FAILED + "".join(f"{self.PREFIX}{part}\n" for part in lines) + claim())], catalogue)
        assert log.events[0].detail.splitlines() == list(lines[:3])
        assert log.events[1].detail == ""
        assert log.input.files[0].continuation == 4

    def test_may_have_the_instance_in_its_prefix(self, catalogue: Catalogue) -> None:
        prefix = f"{self.PREFIX}[instance: {SERVER}] "
        event = only(f"{self.FAILED}{prefix}Traceback (most recent call last):\n{prefix}Broken: no\n", catalogue)
        assert event.detail == "Traceback (most recent call last):\nBroken: no"

    def test_of_another_record_is_known_and_no_event(self, catalogue: Catalogue) -> None:
        log = parse([source(claim() + self.PREFIX + "Instance failed to spawn\n" * 2)], catalogue)
        (file,) = log.input.files
        assert [event.name for event in log.events] == ["compute.claim-ok"]
        assert (file.events, file.known, file.continuation) == (1, 1, 1)

    def test_may_have_no_prefix(self, catalogue: Catalogue) -> None:
        told = "Traceback (most recent call last):\n  File\n\nnova.exception.Broken: no"
        log = parse([source(f"{self.FAILED}{told}\n")], catalogue)
        assert log.events[0].detail == told
        assert log.events[0].message == "Instance failed to spawn: nova.exception.Broken: no"
        assert log.input.files[0].continuation == 4

    def test_of_any_length_is_cut(self, catalogue: Catalogue) -> None:
        event = only(self.FAILED + (self.PREFIX + "x" * 1000 + "\n") * 100, catalogue)
        assert len(event.detail) == 20_000
