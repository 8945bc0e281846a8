from __future__ import annotations

import pytest

from analyzer.reporting.chart import Chart, Lifeline, Message
from analyzer.reporting.charting.further import with_hypervisor, with_queue

API, COMPUTE = Lifeline("api", "nova-api"), Lifeline("compute", "nova-compute", host="node-1")


def chart(*rows: Message) -> Chart:
    return Chart("stop", (Lifeline("client", "client", "actor"), API, COMPUTE), rows)


def test_a_message_between_services_goes_through_the_queue() -> None:
    drawn = with_queue(chart(Message("api", "compute", "cast", "Stopping", mark="=", time=1.0)))
    assert drawn.rows == (
        Message("api", "queue", "cast", "cast compute.node-1"),
        Message("queue", "compute", "cast", "Stopping", mark="=", time=1.0),
    )
    assert [line.key for line in drawn.lifelines] == ["api", "queue", "compute"]


def test_requests_and_lines_of_a_service_do_not() -> None:
    rows = (Message("client", "api", "call", "POST"), Message("api", "api", "own", "Going to try to stop"))
    assert with_queue(chart(*rows)).rows == rows


@pytest.mark.parametrize(
    ("event", "sender", "receiver", "arrow"),
    [
        ("libvirt.shutting-down", "compute", "compute libvirt", "call"),
        ("libvirt.destroyed", "compute libvirt", "compute", "reply"),
        ("libvirt.lm-completed", "compute libvirt", "compute", "reply"),
        ("lifecycle.event", "compute libvirt", "compute", "cast"),
        ("compute.stopping", "compute", "compute", "own"),
    ],
)
def test_the_hypervisor_is_asked_and_answers(event: str, sender: str, receiver: str, arrow: str) -> None:
    drawn = with_hypervisor(chart(Message("compute", "compute", "own", "words", event=event)), ["compute"])
    (row,) = drawn.rows
    assert isinstance(row, Message)
    assert (row.sender, row.receiver, row.arrow) == (sender, receiver, arrow)


def test_a_message_that_leaves_the_hypervisors_line_keeps_its_arrow() -> None:
    drawn = with_hypervisor(
        chart(Message("api", "compute", "cast", "Start", event="libvirt.migrate-disk")), ["compute"]
    )
    ends = [(row.sender, row.receiver, row.text) for row in drawn.rows if isinstance(row, Message)]
    assert ends == [("api", "compute", ""), ("compute", "compute libvirt", "Start")]
