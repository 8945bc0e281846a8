"""When the logs would show a line, and when its absence proves nothing. Each clause has an example where it decides."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.checking.coverage import Sight, wired
from analyzer.model import Coverage, Event, EventSpec, Footprint, Place, Process, Releases, Trace

INFO, DEBUG, ERROR = (frozenset({level}) for level in ("INFO", "DEBUG", "ERROR"))
SPECS = {
    "compute.info": EventSpec("compute.info", "flow", "compute", INFO),
    "compute.debug": EventSpec("compute.debug", "flow", "compute", DEBUG),
    "compute.both": EventSpec("compute.both", "flow", "compute", DEBUG | INFO),
    "compute.error": EventSpec("compute.error", "trouble", "compute", ERROR),
    "compute.from-20": EventSpec("compute.from-20", "flow", "compute", INFO, releases=Releases(20)),
    "compute.always": EventSpec("compute.always", "flow", "compute", INFO, releases=Releases(12, 34)),
    "osvif.plugged": EventSpec("osvif.plugged", "flow", "osvif", INFO),
    "conductor.said": EventSpec("conductor.said", "flow", "conductor", INFO),
}


def process(host: str = "node-1", service: str = "compute", pid: str = "7") -> Process:
    """Make a process that logs INFO from a minute before the operation to a minute after."""
    return Process(service, host, pid, 940.0, 1070.0, INFO, frozenset({service}))


NODE_1, NODE_2, CONDUCTOR = process(), process("node-2"), process("controller", "conductor")


def told(at: float) -> Event:
    return Event("compute.info", at, Place("x.log", 1), "compute", "node-1", "7", "INFO", "nova", "", "req-1", "s")


TRACE = Trace("req-1", "s", "pause", "api", (told(1000.0), told(1010.0)))


def shows(
    event: str, *processes: Process, host: str | None = "node-1", release: int | None = 26, named: str = "node-1"
) -> bool:
    """Tell whether a compute's event would have been seen."""
    coverage = Coverage(processes, {}, frozenset(named.split()), release)
    return Sight(coverage, SPECS).shows(event, "compute", host, TRACE)


class TestLog:
    def test_of_the_role_s_host_was_read(self) -> None:
        assert shows("compute.info", NODE_1)
        assert not shows("compute.info", NODE_2)
        assert not shows("compute.info")

    def test_of_another_service_there_does_not_help(self) -> None:
        assert not shows("compute.info", process(service="conductor"))


class TestMoment:
    def test_is_not_before_the_log_begins(self) -> None:
        assert shows("compute.info", replace(NODE_1, first=1000.0))
        assert not shows("compute.info", replace(NODE_1, first=1000.5))

    def test_is_not_after_the_log_ends(self) -> None:
        assert shows("compute.info", replace(NODE_1, last=1010.0))
        assert not shows("compute.info", replace(NODE_1, last=1009.5))

    def test_may_lie_between_two_processes_of_the_host(self) -> None:
        killed, restarted = replace(NODE_1, last=1004.0), replace(NODE_1, pid="8", first=1030.0)
        assert not shows("compute.info", killed)
        assert shows("compute.info", killed, restarted)

    @pytest.mark.parametrize(("first", "seen"), [(940.0, True), (941.0, False)])
    def test_of_what_began_before_the_logs_is_a_minute_more(self, first: float, *, seen: bool) -> None:
        sight = Sight(Coverage((replace(NODE_1, first=first),), {}), SPECS)
        assert sight.shows("compute.info", "compute", "node-1", replace(TRACE, began_before=True)) is seen

    @pytest.mark.parametrize(
        ("silence", "levels", "seen"),
        [((1002.0, 1200.0), DEBUG, False), ((1002.0, 1200.0), INFO, True), ((700.0, 990.0), DEBUG, True)],
    )
    def test_is_not_in_a_hole_of_a_log_that_is_never_silent(
        self, silence: tuple[float, float], levels: frozenset[str], *, seen: bool
    ) -> None:
        assert shows("compute.info", replace(NODE_1, levels=levels, silences=(silence,))) is seen


class TestLevel:
    @pytest.mark.parametrize(
        ("levels", "seen"),
        [
            ({"DEBUG"}, {"compute.info", "compute.debug", "compute.both", "compute.error"}),
            ({"INFO"}, {"compute.info", "compute.error"}),  # some releases write the other at DEBUG
            ({"ERROR"}, {"compute.error"}),
            ({"AUDIT"}, {"compute.error"}),
            (set(), set()),
        ],
    )
    def test_is_the_lowest_that_the_process_wrote(self, levels: set[str], seen: set[str]) -> None:
        every = ("compute.info", "compute.debug", "compute.both", "compute.error")
        assert {e for e in every if shows(e, replace(NODE_1, levels=frozenset(levels)))} == seen

    def test_is_that_of_the_process_that_ran_then(self) -> None:
        before = replace(NODE_1, pid="6", last=990.0, levels=DEBUG)
        assert not shows("compute.debug", before, NODE_1)
        assert shows("compute.debug", replace(before, levels=INFO), replace(NODE_1, levels=DEBUG))

    def test_is_not_that_of_a_helper_in_the_same_file(self) -> None:
        helper = replace(NODE_1, pid="9", levels=frozenset(), families=frozenset())
        assert shows("compute.info", NODE_1, helper)


class TestRelease:
    @pytest.mark.parametrize(("release", "seen"), [(19, False), (20, True), (None, False)])
    def test_has_the_event(self, release: int | None, *, seen: bool) -> None:
        assert shows("compute.from-20", NODE_1, release=release) is seen

    def test_need_not_be_known_for_what_all_have(self) -> None:
        assert shows("compute.always", NODE_1, release=None)


class TestFamily:
    def test_was_written_by_that_service_on_that_host(self) -> None:
        assert not shows("osvif.plugged", NODE_1)
        assert shows("osvif.plugged", replace(NODE_1, families=frozenset({"compute", "osvif"})))

    def test_may_have_been_written_before_a_restart(self) -> None:
        before = replace(NODE_1, pid="6", last=960.0, families=frozenset({"compute", "osvif"}))
        assert shows("osvif.plugged", before, NODE_1)

    def test_that_another_host_writes_tells_nothing_of_this_one(self) -> None:
        assert not shows("osvif.plugged", NODE_1, replace(NODE_2, families=frozenset({"compute", "osvif"})))


class TestUnknownHost:
    def test_needs_the_logs_of_all_hosts_that_the_logs_name(self) -> None:
        assert shows("compute.info", NODE_1, NODE_2, host=None, named="node-1 node-2")
        assert not shows("compute.info", NODE_1, host=None, named="node-1 node-2")

    def test_needs_each_of_them_to_show_the_event(self) -> None:
        assert not shows("compute.info", NODE_1, replace(NODE_2, last=1005.0), host=None)

    def test_without_any_compute_shows_nothing(self) -> None:
        assert not shows("compute.info", CONDUCTOR, host=None, named="")


class TestOtherServices:
    """Of a service of which every controller has some, only the ones that served the request tell."""

    @pytest.mark.parametrize(("wrote", "seen"), [("conductor", True), ("scheduler", False)])
    def test_show_what_a_request_did_where_it_left_a_line(self, wrote: str, *, seen: bool) -> None:
        footprints = {"req-1": (Footprint("req-1", wrote, "controller", 1001.0, 1002.0),)}
        sight = Sight(Coverage((CONDUCTOR, NODE_1), footprints), SPECS)
        assert sight.shows("conductor.said", "conductor", None, TRACE) is seen

    def test_show_nothing_of_what_has_no_request(self) -> None:
        sight = Sight(Coverage((CONDUCTOR, NODE_1), {}), SPECS)
        assert not sight.shows("conductor.said", "conductor", None, replace(TRACE, request=None))


def test_what_goes_by_server_is_the_moment_where_nothing_is_its_own() -> None:
    near = replace(TRACE, events=(), nearby=(told(1000.0), told(1069.0)))
    sight = Sight(Coverage((NODE_1,), {}), SPECS)
    assert sight.shows("compute.info", "compute", "node-1", near)
    assert not sight.shows("compute.info", "compute", "node-1", replace(near, nearby=(told(1000.0), told(1071.0))))


@given(
    event=st.sampled_from(sorted(SPECS)),
    processes=st.lists(
        st.sampled_from([NODE_1, NODE_2, CONDUCTOR, replace(NODE_1, levels=DEBUG)]),
        unique_by=lambda one: (one.host, one.levels),
    ),
    release=st.sampled_from([None, 12, 19, 20, 34]),
)
def test_a_host_that_is_not_known_shows_no_more_than_each_host(
    event: str, processes: list[Process], release: int | None
) -> None:
    if shows(event, *processes, host=None, release=release, named=""):
        assert all(shows(event, *processes, host=p.host, release=release) for p in processes if p.service == "compute")


def test_a_server_without_an_interface_has_nothing_to_plug() -> None:
    plugs = replace(NODE_1, families=frozenset({"compute", "osvif"}))
    coverage = Coverage((plugs,), {}, frozenset({"node-1"}), 26)
    plugged = replace(told(1001.0), name="osvif.plugged")
    for trace, expected in ((TRACE, False), (replace(TRACE, events=(*TRACE.events, plugged)), True)):
        sight = Sight(coverage, SPECS, wired([trace], SPECS))
        assert sight.shows("osvif.plugged", "compute", "node-1", TRACE) is expected
