"""An operation whose end was not logged, on a server that Nova went on with."""

from __future__ import annotations

import pytest

from tests.correlation.deployment import traces, verdicts

CUT_STOP = """
node-1  9.0 - INFO virt.libvirt.driver @$T Instance destroyed successfully.
api    10.0 A DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"os-stop": null}
api    10.1 A INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 10.5 A DEBUG compute.manager @$S Stopping instance; current vm_state: active, current task_state: powering-off, \
current DB power_state: 1, current VM power_state: 1
node-1 10.6 A DEBUG virt.libvirt.driver @$S Shutting down instance from state 1
node-1 100 - INFO virt.libvirt.driver @$T Instance destroyed successfully.
node-1 200 - INFO virt.libvirt.driver @$T Instance destroyed successfully.
node-1 299 - INFO virt.libvirt.driver @$T Instance destroyed successfully.
api    299 - INFO osapi_compute.wsgi.server (12) wsgi starting up on http://10.0.0.1:8774
"""
START = """
api    60.0 B DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"os-start": null}
api    60.1 B INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
node-1 60.5 B INFO virt.libvirt.driver @$S Creating image(s)
"""
RESET = """
api    30.0 C DEBUG api.openstack.wsgi Action: 'action', calling method: <f>, body: {"os-resetState": {}}
api    30.1 C INFO osapi_compute.wsgi.server > POST /v2.1/servers/$S/action 202
"""


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("", ("unfinished", None)),
        (START, ("unknown", "end-not-logged")),
        (RESET + START, ("unfinished", None)),
    ],
    ids=["nothing", "the API accepts a start", "its state is set by hand first"],
)
def test_is_told_by_what_came_next(then: str, expected: tuple[str, str | None]) -> None:
    assert [trace.operation for trace in traces(CUT_STOP)] == ["stop"]
    stop = verdicts(CUT_STOP + then)[0]
    assert (stop.verdict, stop.reason) == expected


def test_is_not_known_where_the_log_has_a_hole() -> None:
    quiet = "\n".join(line for line in CUT_STOP.splitlines() if not line.startswith(("node-1 100", "node-1 200")))
    stop = verdicts(quiet)[0]
    assert (stop.verdict, stop.reason) == ("unknown", "gap")
