"""Which lines are of one operation on one server."""

from __future__ import annotations

import pytest

from analyzer.correlation import correlate
from analyzer.model import Coverage
from tests.correlation.deployment import OTHER, SERVER, THIRD, catalogue, flows, named, request, traces

PAUSE = """
api    10.0 A DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"pause": null}
api    10.1 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 10.5 A INFO compute.manager @$S Pausing
"""
UNPAUSE = """
api    20.0 B DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"unpause": null}
api    20.1 B INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 20.5 B INFO compute.manager @$S Unpausing
"""
LAUNCH_OF_TWO = """
api       10.0 A DEBUG api.openstack.wsgi Action: 'create', calling method: \
<bound method ServersController.create of <x>>, body: {"server": {"max_count": 2}}
api       10.1 A INFO osapi_compute.wsgi.server > POST /v2.1/servers 202
scheduler 10.2 A DEBUG filters Starting with 2 host(s)
node-1    11.0 A INFO compute.claims @$S Claim successful on node node-1
node-2    11.1 A INFO compute.claims @$T Claim successful on node node-2
node-1    11.2 A INFO os_vif Successfully plugged vif VIFBridge(x)
node-1    12.0 A INFO compute.manager @$S Took 1.0 seconds to build instance.
node-2    12.1 A INFO compute.manager @$T Took 1.0 seconds to build instance.
"""


class TestOneRequest:
    def test_is_one_operation_on_its_server(self) -> None:
        (pause,) = traces(PAUSE)
        assert (pause.request, pause.server, pause.operation, pause.status) == (request("A"), SERVER, "pause", 202)
        assert named(pause.events) == ["api.action-body", "api.access", "compute.pausing"]
        assert not pause.began_before

    def test_and_the_next_are_two(self) -> None:
        assert [trace.operation for trace in traces(PAUSE + UNPAUSE)] == ["pause", "unpause"]

    def test_that_only_looks_is_none(self) -> None:
        look = "api 10.1 A INFO osapi_compute.wsgi.server > GET /v2.1/servers/$S 200"
        assert traces(look) == ()

    def test_outside_the_model_keeps_its_lines_from_others(self) -> None:
        (attach,) = traces("""
            api    10 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/os-volume_attachments 200
            node-1 11 A INFO compute.manager @$S Attaching volume x to /dev/vdb
        """)
        assert (attach.outside, attach.operation, attach.server) == ("POST os-volume_attachments", None, SERVER)

    def test_outside_the_model_of_no_server_is_nothing(self) -> None:
        assert traces("api 10 A INFO osapi_compute.wsgi.server > POST /v2.1/flavors 200") == ()

    def test_without_the_api_s_log_is_an_operation_that_began_before(self) -> None:
        (pause,) = traces("node-1 10.5 A INFO compute.manager @$S Pausing")
        assert (pause.operation, pause.began_before, pause.server) == (None, True, SERVER)

    def test_that_the_api_would_have_logged_and_did_not_is_no_operation_of_the_api(self) -> None:
        alone = """
            api    1  - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
            node-1 10 a INFO compute.manager @$S Pausing
            api    20 B INFO osapi_compute.wsgi.server > GET /v2.1/servers 200
        """
        assert [trace.origin for trace in traces(alone)] == ["nova"]

    def test_of_a_user_that_the_api_did_not_log_was_asked_of_another_api(self) -> None:
        one_of_two = """
            api    1  - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
            node-1 10 A INFO compute.manager @$S Pausing
            api    20 B INFO osapi_compute.wsgi.server > GET /v2.1/servers 200
        """
        (pause,) = traces(one_of_two)
        assert (pause.origin, pause.began_before, pause.server) == ("api", True, SERVER)

    def test_of_periodic_tasks_is_no_operation(self) -> None:
        audit = "compute.resource_tracker Auditing locally available compute resources for node-1 (node: node-1)"
        assert traces(f"node-1 10 A DEBUG {audit}") == ()


class TestSeveralServersOfOneLaunch:
    def test_are_an_operation_each(self) -> None:
        assert {(trace.server, trace.operation) for trace in traces(LAUNCH_OF_TWO)} == {
            (SERVER, "launch"),
            (OTHER, "launch"),
        }

    def test_own_what_names_them_and_share_the_rest(self) -> None:
        for trace in traces(LAUNCH_OF_TWO):
            assert named(trace.events) == ["compute.claim-ok", "compute.build-took"]
            assert {"api.action-body", "api.access", "osvif.plugged"} <= set(named(trace.shared))

    def test_are_not_those_that_the_resource_tracker_speaks_of(self) -> None:
        tracker = "node-1 11.3 A DEBUG compute.resource_tracker @$U Instance not resizing, skipping migration."
        assert THIRD not in {trace.server for trace in traces(LAUNCH_OF_TWO + tracker)}

    def test_that_none_is_named_yet_is_one_operation_without_a_server(self) -> None:
        (launch,) = traces("\n".join(LAUNCH_OF_TWO.strip().splitlines()[:3]))
        assert (launch.operation, launch.server) == ("launch", None)


class TestLinesWithoutAnId:
    PAUSED = "node-1 10.9 - INFO compute.manager @$S VM Paused (Lifecycle Event)\n"

    def test_go_to_the_operation_that_is_open_on_their_server(self) -> None:
        pause, unpause = traces(PAUSE + self.PAUSED + UNPAUSE)
        assert (named(pause.nearby), named(unpause.nearby)) == (["lifecycle.event"], [])

    def test_go_nowhere_if_they_name_another_server(self) -> None:
        (pause,) = traces(PAUSE + self.PAUSED.replace("$S", "$T"))
        assert pause.nearby == ()

    def test_go_nowhere_if_they_are_of_another_host(self) -> None:
        (pause,) = traces(PAUSE + self.PAUSED.replace("node-1", "node-2"))
        assert pause.nearby == ()

    def test_go_nowhere_before_it_began(self) -> None:
        (pause,) = traces(self.PAUSED.replace("10.9", " 9.0") + PAUSE)
        assert pause.nearby == ()

    @pytest.mark.parametrize(("at", "taken"), [("30.4", 1), ("30.6", 0)])
    def test_may_trail_by_twenty_seconds(self, at: str, taken: int) -> None:
        (pause,) = traces(PAUSE + self.PAUSED.replace("10.9", at))
        assert len(pause.nearby) == taken

    def test_go_nowhere_if_the_flow_has_no_such_event(self) -> None:
        (pause,) = traces(PAUSE + "node-1 10.9 - INFO virt.libvirt.driver @$S Instance destroyed successfully.")
        assert pause.nearby == ()

    def test_that_two_open_operations_may_have_written_are_contested(self) -> None:
        soon = UNPAUSE.replace("api    20", "api    12").replace("node-1 20", "node-1 12")
        pause, unpause = traces(PAUSE + soon + "node-1 13.0 - INFO compute.manager @$S VM Resumed (Lifecycle Event)")
        assert (named(pause.nearby), named(unpause.nearby)) == ([], ["lifecycle.event"])
        assert [(event.name, rival) for event, rival in unpause.contested] == [("lifecycle.event", request("A"))]


class TestForeignIds:
    LIVE_MIGRATION = """
        api    10.0 A DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: \
{"os-migrateLive": {"host": null}}
        api    10.1 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
        node-2 11.0 A DEBUG compute.manager @$S pre_live_migration data is x
        node-1 11.5 A DEBUG compute.manager @$S Check if temp file /x exists to indicate shared storage \
is being used for migration. Exists? False
    """
    WORKER = """
        api    90.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
        node-1 12.0 F INFO compute.manager @$S Took 2.50 seconds for pre_live_migration on destination host node-2.
        node-1 13.0 F INFO compute.manager @$S Migrating instance to node-2 finished successfully.
    """

    def test_of_the_live_migration_s_worker_go_to_the_migration(self) -> None:
        (migration,) = traces(self.LIVE_MIGRATION + self.WORKER)
        assert migration.operation == "live-migrate"
        assert named(migration.nearby) == ["compute.lm-pre-took", "compute.lm-finished"]

    def test_that_are_an_earlier_migration_s_go_to_the_migration_of_their_server(self) -> None:
        earlier = (
            self.LIVE_MIGRATION.replace("$S", "$T").replace(" A ", " F ").replace(" 10.", " 5.").replace(" 11.", " 6.")
        )
        by_server = {trace.server: trace for trace in traces(earlier + self.LIVE_MIGRATION + self.WORKER)}
        assert named(by_server[SERVER].nearby) == ["compute.lm-pre-took", "compute.lm-finished"]
        assert by_server[OTHER].request == request("F")
        assert by_server[OTHER].nearby == ()

    def test_of_another_operation_s_step_stay_away(self) -> None:
        stray = "node-1 10.9 F INFO compute.manager @$S Pausing"
        pause = next(trace for trace in traces(PAUSE + stray) if trace.request == request("A"))
        assert pause.nearby == ()


class TestAComputeAlone:
    """At INFO, without the log of an API: no line names an operation, and many carry no id."""

    LAUNCHED = """
        node-1 10.0 A INFO compute.claims @$S Claim successful on node node-1
        node-1 12.0 A INFO compute.manager @$S Took 1.0 seconds to build instance.
    """
    WORKER = """
        node-1 20.0 - INFO compute.manager @$S Took 2.50 seconds for pre_live_migration on destination host node-2.
        node-1 41.0 - INFO compute.manager @$S _post_live_migration() is started..
    """
    MOVED = """
        node-1 42.0 B INFO compute.manager @$S Migrating instance to node-2 finished successfully.
    """

    def test_gives_a_live_migration_all_its_worker_wrote_before(self) -> None:
        (migration,) = traces(self.WORKER + self.MOVED)
        assert named(migration.nearby) == ["compute.lm-pre-took", "compute.lm-post-start"]

    def test_gives_an_operation_no_line_that_only_another_writes(self) -> None:
        launch, migration = traces(self.LAUNCHED + self.WORKER + self.MOVED)
        assert (named(launch.nearby), len(migration.nearby)) == ([], 2)

    def test_knows_the_worker_under_the_id_of_another_migration(self) -> None:
        (migration,) = traces(self.WORKER.replace(" - ", " C ") + self.MOVED)
        assert (migration.request, len(migration.nearby)) == (request("B"), 2)


class TestWhatNovaDoesItself:
    LIFECYCLE = """
        node-1 10.0 c INFO compute.manager @$S VM Stopped (Lifecycle Event)
    """
    STOPPED = """
        node-1 10.5 c DEBUG compute.api @$S Going to try to stop instance
        node-1 10.9 c INFO virt.libvirt.driver @$S Instance destroyed successfully.
    """
    API = """
        api    1  - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
        api    90 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
    """

    def test_has_nova_for_its_origin(self) -> None:
        (stop,) = traces(self.API + self.STOPPED)
        assert (stop.origin, stop.operation, stop.server) == ("nova", None, SERVER)

    def test_begins_with_a_call_where_the_id_lasts_as_long_as_the_process(self) -> None:
        (stop,) = traces(self.API + self.LIFECYCLE + self.STOPPED)
        assert named(stop.events) == ["api.stop-trying", "libvirt.destroyed"]

    def test_is_nothing_where_only_the_hypervisor_spoke(self) -> None:
        assert traces(self.API + self.LIFECYCLE) == ()

    def test_is_not_what_a_live_migration_s_worker_does(self) -> None:
        found = traces(TestForeignIds.LIVE_MIGRATION + TestForeignIds.WORKER)
        assert [trace.origin for trace in found] == ["api"]


class TestWhatAStartingComputeSays:
    """Of a server whose launch it cut off, minutes later."""

    LAUNCH = """
        api    10.0 A DEBUG api.openstack.wsgi Action: 'create', calling method: \
<bound method ServersController.create of <x>>, body: {"server": {"max_count": 1}}
        api    10.1 A INFO osapi_compute.wsgi.server > POST /v2.1/servers 202
        node-1 11.0 A INFO compute.claims @$S Claim successful on node node-1
    """
    REFUSED = """
        api    60.0 B DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"pause": null}
        api    60.1 B INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 409
    """
    LOCK = """
        api    70.0 C DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"lock": null}
        api    70.1 C INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
    """
    STARTED = """
        node-1:8 90.0 - DEBUG compute.manager @$S Instance failed to spawn correctly, setting to ERROR state
    """

    @pytest.mark.parametrize("meanwhile", ["", REFUSED, LOCK], ids=["alone", "a-refused-call", "a-lock"])
    def test_goes_to_the_operation_that_it_was_in(self, meanwhile: str) -> None:
        launch, *others = traces(self.LAUNCH + meanwhile + self.STARTED)
        assert named(launch.nearby) == ["compute.init-spawn-failed"]
        assert not any(other.nearby for other in others)


def test_no_event_is_no_operation() -> None:
    assert correlate((), Coverage((), {}), flows(), catalogue().specs) == ()
