"""Traces to verdicts as a whole: which traces get one, and lines that two operations may have written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.checking import check
from analyzer.correlation import correlate
from tests.correlation.deployment import catalogue, flows, log, named, request, traces, verdicts
from tests.correlation.recorded import SAMPLES, again, deployment, operations, recording
from tests.correlation.test_properties import soups

if TYPE_CHECKING:
    from analyzer.model import Coverage, Event, Verdict

ATTACH = """
api    10 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/os-volume_attachments 200
"""
PAUSE_AND_REBOOT = """
api    10.0 A DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"pause": null}
api    10.1 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 10.5 A INFO compute.manager @$S Pausing
api    11.0 B DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"unpause": null}
api    11.1 B INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 11.5 B INFO compute.manager @$S Unpausing
node-1 11.6 - INFO compute.manager @$S VM Paused (Lifecycle Event)
node-1 12.0 - INFO compute.manager @$S VM Resumed (Lifecycle Event)
"""
STOPPED_BY_NOVA = """
api    1  - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
node-1 10 c DEBUG compute.api @$S Going to try to stop instance
node-1 11 c DEBUG compute.manager @$S Stopping instance; current vm_state: active, current task_state: powering-off, \
current DB power_state: 1, current VM power_state: 4
node-1 12 c INFO virt.libvirt.driver @$S Instance already shutdown.
node-1 13 c INFO virt.libvirt.driver @$S Instance destroyed successfully.
api    90 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
"""


def told(found: tuple[Verdict, ...]) -> dict[str, str]:
    return {verdict.operation or "": verdict.verdict for verdict in found}


class TestWhatIsJudged:
    def test_is_not_what_was_asked_outside_the_model(self) -> None:
        assert len(traces(ATTACH)) == 1
        assert verdicts(ATTACH) == ()

    def test_is_what_nova_did_of_its_own_accord_if_a_flow_explains_it(self) -> None:
        (stop,) = verdicts(STOPPED_BY_NOVA)
        assert (stop.operation, stop.verdict, stop.trace.origin) == ("stop", "conformant", "nova")

    def test_is_not_what_nova_did_that_no_flow_explains(self) -> None:
        alone = "\n".join(line for line in STOPPED_BY_NOVA.splitlines() if "destroyed" not in line)
        assert len(traces(alone)) == 1
        assert verdicts(alone) == ()

    def test_is_each_of_what_nova_did_without_a_request_id(self) -> None:
        (stop,) = traces(STOPPED_BY_NOVA)
        first = replace(stop, request=None)
        again = replace(first, events=tuple(replace(event, time=event.time + 30) for event in stop.events))
        found = check((first, again), flows(), catalogue().specs, log(STOPPED_BY_NOVA).coverage)
        assert [verdict.operation for verdict in found] == ["stop", "stop"]


class TestContestedLines:
    def test_go_to_the_operation_that_explains_them(self) -> None:
        by_request = {verdict.trace.request: verdict for verdict in verdicts(PAUSE_AND_REBOOT)}
        assert told(tuple(by_request.values())) == {"pause": "conformant", "unpause": "conformant"}
        assert {
            whose: [e.captures["state"] for e in verdict.trace.nearby] for whose, verdict in by_request.items()
        } == {
            request("A"): ["Paused"],
            request("B"): ["Resumed"],
        }

    def test_were_given_to_the_later_at_first(self) -> None:
        pause, unpause = traces(PAUSE_AND_REBOOT)
        assert (named(pause.nearby), named(unpause.nearby)) == ([], ["lifecycle.event", "lifecycle.event"])


QUICK = settings(max_examples=25, suppress_health_check=list(HealthCheck))


@QUICK
@given(samples=st.lists(st.sampled_from(SAMPLES), min_size=2, max_size=3), gaps=st.lists(st.floats(0, 30), min_size=3))
def test_an_operation_is_judged_the_same_whatever_runs_beside_it(samples: list[str], gaps: list[float]) -> None:
    running = tuple(again(recording(s), n, 1e9 + gaps[n]) for n, s in enumerate(samples))
    coverage = deployment(running)

    def judged(*events: Event) -> dict[tuple[str | None, str | None], tuple[str | None, str, tuple[str, ...]]]:
        ordered = tuple(sorted(events, key=lambda event: (event.time, event.place)))
        found = check(operations(ordered, coverage), flows(), catalogue().specs, coverage)
        return {
            (v.trace.request, v.trace.server): (v.operation, v.verdict, tuple(d.rule.name for d in v.deviations))
            for v in found
        }

    alone = {key: value for recorded in running for key, value in judged(*recorded.events).items()}
    assert judged(*(event for recorded in running for event in recorded.events)) == alone


@QUICK
@given(soup=soups())
def test_no_lines_are_too_strange_to_judge(soup: tuple[list[Event], Coverage]) -> None:
    events, coverage = soup
    found = correlate(events, coverage, flows(), catalogue().specs)
    judged = check(found, flows(), catalogue().specs, coverage)
    owed = [trace for trace in found if trace.outside is None and trace.origin == "api"]
    assert {(t.request, t.server) for t in owed} <= {(v.trace.request, v.trace.server) for v in judged}
    for verdict in judged:
        assert (verdict.reason is not None) or verdict.verdict != "unknown"
        assert verdict.operation is None or not verdict.candidates
        assert all(deviation.because and deviation.message for deviation in verdict.deviations)
