"""The verdict: the first rule that applies. Each has an example where it decides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.checking.choose import Choice
from analyzer.checking.coverage import Sight
from analyzer.checking.judge import judge
from analyzer.model import AlignedStep, Alignment, Coverage, Deviation, Place, Step, Trace, Turn, Verdict
from tests.correlation.deployment import SERVER, catalogue, flows, log, request, verdicts

# The logs begin before the operation and go on for a minute and a half; each service shows what it can write.
LIFE = """
api       1.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
conductor 1.0 - INFO service Starting conductor node (version 26.2.2)
node-1    1.0 - INFO service Starting compute node (version 26.2.2)
node-1    2.0 B INFO compute.manager @$T Pausing
node-1    2.5 - INFO compute.manager @$T VM Paused (Lifecycle Event)
"""
ASKED = """
api    10.0 A DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"pause": null}
"""
ACCEPTED = """
api    10.1 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
"""
PAUSING = """
node-1 10.5 A INFO compute.manager @$S Pausing
"""
PAUSED = """
node-1 10.9 - INFO compute.manager @$S VM Paused (Lifecycle Event)
"""
AFTER = """
node-1 100.0 - INFO compute.manager @$T VM Resumed (Lifecycle Event)
api    100.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
"""
SOON_AFTER = AFTER.replace("100.0", "15.0")
PAUSE = LIFE + ASKED + ACCEPTED + PAUSING + PAUSED + AFTER


def answered(status: int) -> str:
    return ASKED + ACCEPTED.replace(" 202", f" {status}")


def on(scene: str) -> tuple[str, str | None]:
    """Return verdict and reason of the one operation that the API's log asks for."""
    told = only(scene)
    return told.verdict, told.reason


def only(scene: str) -> Verdict:
    """Return the verdict on request A: the other server's pause only shows what node-1 is able to write."""
    (told,) = (told for told in verdicts(scene) if told.trace.request == request("A"))
    return told


def slugs(found: tuple[Deviation, ...]) -> set[str]:
    return {deviation.rule.name for deviation in found}


class TestConformant:
    def test_is_what_ran_along_its_flow(self) -> None:
        told = only(PAUSE)
        assert (told.verdict, told.reason, told.deviations) == ("conformant", None, ())
        assert told.hosts == {"compute": "node-1"}
        assert (told.started, told.finished) == (told.trace.events[0].time, told.trace.events[-1].time)

    def test_is_what_the_logs_show_of_it_where_they_show_its_end(self) -> None:
        assert on(LIFE + ACCEPTED + PAUSING + PAUSED + AFTER) == ("conformant", None)


class TestDeviating:
    def test_is_what_missed_a_step(self) -> None:
        told = only(LIFE + ASKED + ACCEPTED + PAUSED + AFTER)
        assert (told.verdict, slugs(told.deviations)) == ("deviating", {"missing-step"})

    def test_is_what_did_a_step_twice(self) -> None:
        told = only(PAUSE + PAUSING.replace("10.5", "10.7"))
        assert (told.verdict, slugs(told.deviations)) == ("deviating", {"repeated-step"})

    def test_is_what_took_a_named_turn(self) -> None:
        told = only(
            LIFE
            + ASKED.replace("pause", "os-stop")
            + ACCEPTED
            + """
            api    10.1 A DEBUG compute.api @$S Going to try to stop instance
            node-1 10.5 A INFO virt.libvirt.driver @$S Instance failed to shutdown in 60 seconds.
            node-1 10.9 A INFO virt.libvirt.driver @$S Instance destroyed successfully.
            """
            + AFTER
        )
        assert (told.verdict, slugs(told.deviations)) == ("deviating", {"shutdown-timeout"})


class TestRejected:
    @pytest.mark.parametrize("status", [400, 403, 404, 409, 499])
    def test_is_a_4xx_that_no_other_service_heard_of(self, status: int) -> None:
        assert on(LIFE + answered(status) + AFTER) == ("rejected", None)

    def test_has_no_missing_steps(self) -> None:
        assert "missing-step" not in slugs(only(LIFE + answered(409) + AFTER).deviations)


class TestFailed:
    @pytest.mark.parametrize("heard", ["conductor", "node-1"])
    def test_is_a_4xx_after_another_service_heard_of_it(self, heard: str) -> None:
        line = f"{heard} 10.05 A INFO oslo_messaging._drivers.amqpdriver something\n"
        assert on(LIFE + line + answered(400) + AFTER) == ("failed", None)

    def test_is_any_5xx(self) -> None:
        assert on(LIFE + answered(500) + AFTER) == ("failed", None)
        assert on(LIFE + answered(504) + PAUSING + PAUSED + AFTER) == ("failed", None)

    def test_is_what_a_break_closed(self) -> None:
        raised = "node-1 11.0 A ERROR oslo_messaging.rpc.server Exception during message handling: ValueError: no\n"
        told = only(LIFE + ASKED + ACCEPTED + PAUSING + raised + AFTER)
        assert told.verdict == "failed"
        assert told.alignment is not None
        assert [turn.name for turn in told.alignment.turns] == ["traceback"]

    def test_is_what_an_error_of_its_own_ended(self) -> None:
        error = "node-1 11.0 A ERROR compute.manager @$S Setting instance vm_state to ERROR\n"
        assert on(LIFE + ASKED + ACCEPTED + PAUSING + error + AFTER) == ("failed", None)

    def test_is_not_what_met_an_error_of_another_operation(self) -> None:
        error = "node-1 11.0 C ERROR compute.manager @$T Setting instance vm_state to ERROR\n"
        assert on(LIFE + ASKED + ACCEPTED + PAUSING + error + AFTER)[0] == "unfinished"


class TestUnfinished:
    def test_is_what_only_its_own_line_names_and_nobody_ended(self) -> None:
        assert on(LIFE + ACCEPTED + PAUSING + AFTER) == ("unfinished", None)

    def test_is_what_the_logs_go_on_past(self) -> None:
        told = only(LIFE + ASKED + ACCEPTED + PAUSING + AFTER)
        assert (told.verdict, told.finished) == ("unfinished", None)
        assert "end-not-seen" in slugs(told.deviations)

    def test_is_what_was_cut_off_by_a_restart_however_soon(self) -> None:
        restart = "node-1:8 12.0 - INFO service Starting compute node (version 26.2.2)\n"
        assert on(LIFE + ASKED + ACCEPTED + PAUSING + restart + SOON_AFTER) == ("unfinished", None)

    def test_is_not_what_another_host_s_restart_touched(self) -> None:
        restart = "node-2 12.0 - INFO service Starting compute node (version 26.2.2)\n"
        assert on(LIFE + ASKED + ACCEPTED + PAUSING + restart + SOON_AFTER)[0] == "unknown"


class TestUnknown:
    def test_is_what_the_logs_end_in(self) -> None:
        assert on(LIFE + ASKED + ACCEPTED + PAUSING + SOON_AFTER) == ("unknown", "logs-end")

    def test_is_what_ends_where_nobody_looked(self) -> None:
        assert on("\n".join((LIFE + ASKED + ACCEPTED + AFTER).replace("node-1", "#").splitlines())) == (
            "unknown",
            "end-not-covered",
        )

    def test_is_an_action_of_which_no_line_decides(self) -> None:
        undecided = "node-1 10.5 A INFO virt.libvirt.driver @$S Creating image\n"
        assert on(LIFE + ACCEPTED + undecided + AFTER) == ("unknown", "operation-not-named")
        assert on(undecided)[0] == "unknown"

    def test_is_an_action_that_several_flows_explain(self) -> None:
        assert on(LIFE + ACCEPTED + AFTER) == ("unknown", "several-flows")


READ = log(PAUSE)
SIGHT = Sight(READ.coverage, catalogue().specs)
TRACE = Trace(
    request("A"), SERVER, "pause", "api", tuple(e for e in READ.events if e.request == request("A")), status=202
)
GOOD = Alignment((), (), 0, {"compute": "node-1"}, ended=True, end_covered=True)
END = AlignedStep("sync", Step(Place("pause.flow", 9), "compute", "lifecycle.event", ends=True), None, "compute", None)
SEEN = replace(GOOD, moves=(END,))
BAD = replace(GOOD, cost=1)
LOST = replace(GOOD, ended=False, end_covered=False)
PLACE = Place("reference_flows/pause.flow", 18)


def judged(alignment: Alignment | None, trace: Trace = TRACE) -> tuple[str, str | None]:
    told = judge(trace, Choice(flows()["pause"], alignment), SIGHT)
    return told.verdict, told.reason


class TestOrderOfTheRules:
    def test_what_has_a_flow_without_a_body_is_unknown(self) -> None:
        assert judged(None) == ("unknown", "no-flow")

    def test_a_search_that_gave_up_says_nothing(self) -> None:
        assert judged(replace(GOOD, exhausted=True)) == ("unknown", "budget")
        assert judged(replace(BAD, exhausted=True)) == ("unknown", "budget")

    def test_a_break_is_before_the_end(self) -> None:
        turn = Turn("conflict", PLACE, None, "rejected")
        assert judged(replace(GOOD, turns=(turn,))) == ("rejected", None)
        assert judged(replace(LOST, turns=(turn,))) == ("rejected", None)

    def test_the_answer_of_the_api_is_before_all(self) -> None:
        assert judged(replace(GOOD, exhausted=True), replace(TRACE, status=503)) == ("failed", None)

    @pytest.mark.parametrize(
        ("alignment", "verdict"),
        [
            (GOOD, "conformant"),
            (BAD, "deviating"),
            (replace(GOOD, turns=(Turn("rescheduled", PLACE, None),)), "deviating"),
        ],
    )
    def test_cost_or_a_turn_make_a_deviation(self, alignment: Alignment, verdict: str) -> None:
        assert judged(alignment) == (verdict, None)

    def test_an_end_that_nobody_could_see_is_no_failure(self) -> None:
        assert judged(LOST) == ("unknown", "end-not-covered")


class TestSeveralFlows:
    def told(self, *rivals: Alignment, trace: Trace = TRACE) -> Verdict:
        nameless = replace(trace, operation=None)
        return judge(nameless, Choice(candidates=("pause", "suspend"), rivals=rivals), SIGHT)

    def test_give_the_verdict_on_which_they_agree(self) -> None:
        told = self.told(SEEN, SEEN)
        assert (told.verdict, told.reason, told.operation) == ("conformant", "several-flows", None)
        assert told.candidates == ("pause", "suspend")

    def test_of_which_one_has_no_end_leave_it_unknown(self) -> None:
        """What stands in for an end may be the midst of another."""
        assert self.told(SEEN, GOOD).verdict == "unknown"

    def test_that_disagree_leave_it_unknown(self) -> None:
        told = self.told(GOOD, BAD)
        assert (told.verdict, told.reason) == ("unknown", "several-flows")

    def test_give_the_hosts_on_which_they_agree(self) -> None:
        other = replace(GOOD, bindings={"compute": "node-1", "source": "node-2"})
        assert self.told(GOOD, other).hosts == {"compute": "node-1"}

    def test_are_unknown_where_only_the_api_wrote(self) -> None:
        api = replace(TRACE, events=tuple(event for event in TRACE.events if event.service == "api"))
        assert self.told(GOOD, GOOD, trace=api).verdict == "unknown"

    def test_are_of_no_interest_to_what_was_refused(self) -> None:
        coverage = Coverage(READ.coverage.processes, {})
        refused = replace(TRACE, operation=None, status=409)
        told = judge(refused, Choice(candidates=("pause", "suspend")), Sight(coverage, catalogue().specs))
        assert (told.verdict, told.candidates) == ("rejected", ())


def test_what_nova_found_does_not_make_an_end() -> None:
    """An operation of which only the hypervisor spoke has no own event."""
    near = replace(TRACE, events=(), nearby=TRACE.events)
    assert judge(near, Choice(flows()["pause"], GOOD), SIGHT).started is None


STOPPED_BY_ITSELF = """
node-1 15.0 b WARNING compute.manager @$S Instance shutdown by itself. Calling the stop API. Current vm_state: active, \
current task_state: None, original DB power_state: 1, current VM power_state: 4
"""


def test_a_line_of_nova_s_own_beside_a_call_that_nothing_names_does_not_prove_it() -> None:
    """At INFO a lock leaves no more than its access line: so may a call whose other lines were lost."""
    found = verdicts(LIFE + ACCEPTED + STOPPED_BY_ITSELF + AFTER)
    (call,) = (one for one in found if one.trace.server == SERVER)
    assert (call.candidates, call.verdict, call.reason) == (("lock", "unlock"), "unknown", "several-flows")
