"""What the logs are able to show: processes, footprints, hosts, the release."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from analyzer.model import Footprint, Process
from analyzer.notation.events import load_catalogue
from analyzer.parsing import identity, parse
from tests.parsing.case import BEGAN, ORIGIN, REQUEST, claim, line, source

if TYPE_CHECKING:
    from analyzer.notation.events import Catalogue

OPTION = line(f"host                           = cmp-7{ORIGIN}", level="DEBUG", logger="oslo_service.service")
RECORD = line(f"Updated cmp-7:cmp-7.example.org{ORIGIN}", level="DEBUG", logger="resource_tracker")
TOOK = line("Took 1 seconds to build instance.")


def test_a_process_is_what_one_pid_wrote_in_all_files(catalogue: Catalogue) -> None:
    before = claim(at="50.000", pid=8) + line("?", level="WARNING", logger="oslo.messaging", at="51.000", pid=8)
    after = line("?", level="ERROR", at="58.000", pid=8)
    log = parse([source(before, "nova-compute.log.1"), source(after)], catalogue)
    silence = (BEGAN - 6, BEGAN + 1)
    levels, families = frozenset({"INFO", "ERROR"}), frozenset({"compute"})
    assert log.coverage.processes == (
        Process("compute", "node-1", "8", BEGAN - 7, BEGAN + 1, levels, families, (silence,)),
    )


def test_a_process_tells_its_virt_driver(catalogue: Catalogue) -> None:
    loading = line("Loading compute driver 'fake.FakeDriver'", logger="nova.virt.driver")
    spoken = line("?", logger="nova.virt.libvirt.driver")
    drivers = [parse([source(text)], catalogue).coverage.processes[0].driver for text in (loading, spoken, claim())]
    assert drivers == ["fake", "libvirt", None]


def test_a_request_leaves_footprints_whatever_its_lines_say(catalogue: Catalogue) -> None:
    here = line("?", logger="oslo_concurrency.lockutils", at="50.000") + line("?", at="55.000", pid=9)
    api = source(line("?", logger="nova.osapi_compute.wsgi.server", at="49.000"), "nova-api.log", "api", "controller")
    footprints = parse([source(here), api], catalogue).coverage.footprints
    assert footprints == {
        REQUEST: (
            Footprint(REQUEST, "compute", "node-1", BEGAN - 7, BEGAN - 2, by_user=True),
            Footprint(REQUEST, "api", "controller", BEGAN - 8, BEGAN - 8, by_user=True),
        )
    }


@pytest.mark.parametrize("identity", ["- - - - - -", "None None", ""])
def test_a_context_of_novas_own_names_no_user(identity: str, catalogue: Catalogue) -> None:
    text = claim().replace("u p - - d d", identity)
    ((footprint,),) = parse([source(text)], catalogue).coverage.footprints.values()
    assert not footprint.by_user


class TestHost:
    @pytest.mark.parametrize("told", [OPTION, RECORD])
    def test_is_what_the_lines_say(self, told: str, catalogue: Catalogue) -> None:
        log = parse([source(TOOK + told, host=None)], catalogue)
        assert {event.host for event in log.events} == {"cmp-7"}

    def test_is_what_the_lines_say_rather_than_a_folder(self, catalogue: Catalogue) -> None:
        weak = replace(source(TOOK + RECORD, host="case-1"), certain=False)
        assert parse([weak], catalogue).input.files[0].host == "cmp-7"

    def test_is_what_the_user_or_the_file_says_rather_than_the_lines(self, catalogue: Catalogue) -> None:
        assert parse([source(TOOK + RECORD, host="node-1")], catalogue).input.files[0].host == "node-1"

    def test_holds_for_all_files_of_a_rotated_log(self, catalogue: Catalogue) -> None:
        old = replace(source(RECORD, "nova-compute.log.1", host=None), log="nova-compute.log")
        new = source(line("Took 1 seconds to build instance.", pid=99), host=None)
        assert {event.host for event in parse([old, new], catalogue).events} == {"cmp-7"}

    def test_falls_back_to_the_node(self, catalogue: Catalogue) -> None:
        assert parse([source(TOOK + claim("hv-3"), host=None)], catalogue).input.files[0].host == "hv-3"

    @pytest.mark.parametrize(("service", "host"), [("compute", "nova-compute-x"), ("conductor", "conductor")])
    def test_falls_back_to_the_file_or_the_service(self, service: str, host: str, catalogue: Catalogue) -> None:
        log = parse([source(TOOK, "logs/nova-compute-x.log", service, host=None)], catalogue)
        assert log.input.files[0].host == host


class TestServiceOfAMixedFile:
    def test_is_told_by_the_loggers_of_a_process(self, catalogue: Catalogue) -> None:
        text = (
            line("AMQP server on 10.0.0.1 is unreachable", level="ERROR", logger="oslo.messaging", pid=1)
            + line("?", logger="nova.conductor.manager", pid=1)
            + claim(pid=2)
            + line("AMQP server on 10.0.0.1 is unreachable", level="ERROR", logger="oslo.messaging", pid=3)
            + line("?", logger="neutron.manager", pid=3)
        )
        log = parse([source(text, "all.log", None, None)], catalogue)
        assert [(event.service, event.process) for event in log.events] == [("conductor", "1"), ("compute", "2")]
        assert {process.pid for process in log.coverage.processes} == {"1", "2"}
        assert log.input.files[0].service is None

    def test_two_services_may_have_one_pid(self, catalogue: Catalogue) -> None:
        text = line("?", logger="nova.api.openstack.wsgi") + line("?", logger="nova.scheduler.manager")
        processes = parse([source(text, "all.log", None, None)], catalogue).coverage.processes
        assert {process.service for process in processes} == {"api", "scheduler"}

    def test_is_the_only_one_of_the_file_for_a_process_that_tells_nothing(self, catalogue: Catalogue) -> None:
        log = parse([source(claim() + line("?", logger="oslo.log", pid=4), "all.log", None, "node-1")], catalogue)
        assert {process.service for process in log.coverage.processes} == {"compute"}
        assert log.input.files[0].service == "compute"


class TestHostsNamed:
    def test_are_those_of_compute_files_and_of_events(self, catalogue: Catalogue) -> None:
        text = line("Migrating instance to node-2 finished successfully.")
        assert parse([source(text)], catalogue).coverage.hosts_named == {"node-1", "node-2"}

    def test_are_no_addresses_of_other_machines(self, catalogue: Catalogue) -> None:
        text = line("AMQP server on rabbit is unreachable", level="ERROR", logger="oslo.messaging")
        assert parse([source(text)], catalogue).coverage.hosts_named == {"node-1"}

    def test_have_one_form_for_a_host_that_was_read(self, catalogue: Catalogue) -> None:
        text = line("Migrating instance to node-1.example.org finished successfully.")
        assert parse([source(text)], catalogue).coverage.hosts_named == {"node-1"}


class TestRelease:
    @pytest.mark.parametrize(("version", "release"), [("26.2.2", 26), ("26.2.2-1.el9", 26), ("2014.2.3", None)])
    def test_is_in_the_line_of_a_start(self, version: str, release: int | None, catalogue: Catalogue) -> None:
        text = line(f"Starting compute node (version {version})", logger="nova.service")
        assert parse([source(text)], catalogue).coverage.release == release

    def test_is_unknown_in_the_middle_of_an_upgrade(self, catalogue: Catalogue) -> None:
        starts = [line(f"Starting compute node (version {n}.0.0)", logger="nova.service", pid=n) for n in (26, 27)]
        assert parse([source("".join(starts))], catalogue).coverage.release is None


def test_the_events_by_which_a_service_tells_its_host_are_in_the_shipped_catalogue() -> None:
    catalogue = load_catalogue()
    for logger, message in (
        ("nova.compute.resource_tracker", "Compute_service record updated for cmp-7:cmp-7.example.org"),
        (
            "nova.compute.resource_tracker",
            "Auditing locally available compute resources for cmp-7 (node: cmp-7.example.org)",
        ),
    ):
        match = catalogue.match(logger, "DEBUG", message)
        assert match is not None
        assert identity.own_host(match.spec.name, match.captures) == "cmp-7"
    started = catalogue.match("nova.service", "INFO", "Starting compute node (version 26.2.2)")
    assert started is not None
    assert identity.own_release(started.spec.name, started.captures) == 26
