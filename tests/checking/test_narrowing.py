from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.checking.narrowing import narrowed
from analyzer.model import Event, Place, Trace, Verdict, VerdictName
from tests.correlation.deployment import verdicts


def done(
    number: int, operation: str | None, *may_be: str, verdict: VerdictName = "conformant", status: int = 202
) -> Verdict:
    trace = Trace(f"req-{number}", "server", operation, "api", (), status=status)
    return Verdict(trace, None, operation, verdict, None, may_be, started=float(number))


def left(*verdicts: Verdict) -> dict[str, tuple[str, ...]]:
    best = {(verdict.trace.request, verdict.trace.server): len(verdict.candidates) for verdict in verdicts}
    return {request or "": candidates for (request, _), candidates in narrowed(verdicts, best).items()}


@pytest.mark.parametrize(
    ("before", "may_be", "name"),
    [
        ("stop", ("start", "unshelve"), "start"),
        ("shelve", ("start", "unshelve"), "unshelve"),
        ("shelve", ("shelve", "shelve-offload"), "shelve-offload"),
        ("launch", ("shelve", "shelve-offload"), "shelve"),
        ("suspend", ("hard-reboot", "soft-reboot"), "hard-reboot"),
    ],
)
def test_what_the_state_of_the_server_leaves_is_the_name(before: str, may_be: tuple[str, ...], name: str) -> None:
    assert left(done(1, before), done(2, None, *may_be)) == {"req-2": (name,)}


@pytest.mark.parametrize(
    ("before", "may_be", "still"),
    [
        ("launch", ("migrate", "resize"), ("migrate", "resize")),  # both are accepted
        ("launch", ("start", "stop", "suspend", "lock"), ("stop", "suspend", "lock")),  # a lock is, in any state
        ("stop", ("pause", "resume"), ("pause", "resume")),  # neither is: then the state was another
        ("confirm-resize", ("start", "unshelve"), ("start", "unshelve")),  # back to what it was before: not known here
    ],
)
def test_what_it_does_not_decide_stays_open(before: str, may_be: tuple[str, ...], still: tuple[str, ...]) -> None:
    assert left(done(1, before), done(2, None, *may_be)) == {"req-2": still}


def test_four_candidates_at_most_are_told() -> None:
    silent = done(2, None, "start", "stop", "suspend", "lock", "unlock")
    assert left(silent) == {"req-2": ("start", "stop", "suspend", "lock")}
    assert left(done(1, "launch"), silent) == {"req-2": ("stop", "suspend", "lock", "unlock")}


def test_none_is_told_where_four_are_less_than_half() -> None:
    assert left(done(1, None, *(f"operation-{number}" for number in range(9)))) == {"req-1": ()}


def test_a_state_that_no_line_told_decides_nothing() -> None:
    either, both = done(3, None, "start", "unshelve"), ("start", "unshelve")
    assert left(either) == {"req-3": both}
    assert left(done(1, "stop"), done(2, "resize", verdict="failed"), either) == {"req-3": both}
    assert left(done(1, "stop"), done(2, None, verdict="unknown"), either) == {"req-3": both}


def test_what_changes_no_state_and_what_was_refused_are_passed_over() -> None:
    either = done(4, None, "start", "unshelve")
    refused = done(2, "pause", verdict="rejected", status=409)
    assert left(done(1, "stop"), refused, done(3, "lock"), either) == {"req-4": ("start",)}


def test_a_name_that_was_found_counts_for_the_next() -> None:
    start, next_one = done(2, None, "start", "unshelve"), done(3, None, "resume", "suspend")
    assert left(done(1, "stop"), start, next_one) == {"req-2": ("start",), "req-3": ("suspend",)}


@pytest.mark.parametrize("before", ["launch", "stop"])
def test_an_evacuated_server_is_off_where_its_host_says_that_it_stops_it_again(before: str) -> None:
    """From API 2.95 on that is so of one that ran as well."""
    told = "bringing vm to original state: 'stopped'"
    said = Event("compute.rebuild-original-state", 2.5, Place("c.log", 1), "compute", "node-1", "1", "INFO", "", told)
    evacuated = done(2, "evacuate")
    evacuated = replace(evacuated, trace=replace(evacuated.trace, events=(said,)))
    either = done(3, None, "start", "suspend")
    assert left(done(1, before), evacuated, either) == {"req-3": ("start",)}


def test_what_the_api_refused_was_in_no_state_for_it() -> None:
    refused = done(2, None, "start", "unshelve", status=409)
    assert left(done(1, "stop"), refused) == {"req-2": ("start", "unshelve")}


UP = """
api    1.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
node-1 1.0 - INFO service Starting compute node (version 26.2.2)
"""
STOPPED_BY_ITSELF = """
api    10.1 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 10.3 A INFO compute.manager @$S Unpausing
node-1 10.5 b INFO compute.manager @$S VM Resumed (Lifecycle Event)
node-1 20.1 c WARNING compute.manager @$S Instance shutdown by itself. Calling the stop API. Current vm_state: active
"""
STARTED = """
api    30.1 D INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 30.3 - INFO virt.libvirt.driver @$S Instance destroyed successfully.
node-1 31.3 - INFO virt.libvirt.driver @$S Instance rebooted successfully.
"""
LATER = """
node-1 100.0 - INFO compute.manager @$T Pausing
api    100.0 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
"""


def test_a_state_that_leaves_only_what_explains_fewer_lines_is_not_trusted() -> None:
    """No log tells of the state by which the API accepted a start, and a delete is accepted in any."""
    unpause, start = verdicts(UP + STOPPED_BY_ITSELF + STARTED + LATER)
    assert (unpause.operation, unpause.verdict) == ("unpause", "conformant")
    assert start.operation is None
    assert "start" in start.candidates
