"""An operation drawn beside its flow, from the samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer import pipeline
from analyzer.reporting.chart import Chart, Frame, Gap, Message, messages
from analyzer.reporting.charting.of_trace import trace_chart
from analyzer.reporting.charting.of_verdict import verdict_chart
from benchmarks.samples import ROOT, logs_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.reporting.chart import Row


def drawn(case: str, **flags: bool) -> Chart:
    report = pipeline.run(logs_in(ROOT / "sample_logs/zed" / case))
    return verdict_chart(report.verdicts[0], release=report.release, **flags)


def frames(rows: tuple[Row, ...]) -> Iterator[Frame]:
    for row in rows:
        if isinstance(row, Frame):
            yield row
            for branch in row.branches:
                yield from frames(branch.rows)


@pytest.fixture(scope="module")
def retried() -> Chart:
    return drawn("migrate/self-migrate-retry")


def test_each_compute_has_a_lifeline_with_the_roles_it_played(retried: Chart) -> None:
    computes = [(line.title, line.host) for line in retried.lifelines if "compute" in line.title]
    assert computes == [("source, target: nova-compute", "node-1"), ("target: nova-compute", "node-2")]


def test_a_turn_is_a_frame_with_its_code(retried: Chart) -> None:
    (turn,) = (frame for frame in frames(retried.rows) if frame.kind == "retry")
    assert (turn.look, turn.codes, turn.branches[0].condition) == ("deviation", ("N201",), "self-migrate-retry")
    red = [message.event for message in messages([turn]) if message.look == "deviation"]
    assert red == ["compute.original-error"]


def test_messages_without_a_line_are_drawn(retried: Chart) -> None:
    silent = [(m.sender, m.receiver) for m in messages(retried.rows) if not m.text and m.arrow != "reply"]
    assert silent == [
        ("api", "conductor"),
        ("conductor", "compute on node-1"),
        ("conductor", "compute on node-2"),
        ("compute on node-1", "compute on node-2"),
    ]


def test_lines_that_come_again_and_again_are_folded(retried: Chart) -> None:
    assert any(frame.kind == "loop" and frame.branches[0].condition == "5 times" for frame in frames(retried.rows))


def test_what_should_have_come_is_missing() -> None:
    killed = drawn("launch/compute-killed")
    missing = [message for message in messages(killed.rows) if message.look == "missing"]
    assert missing[0].event == "libvirt.guest-created"
    assert missing[0].codes == ("S101",)
    assert missing[-1].event == "compute.build-took"


def test_what_never_could_come_after_a_refusal_is_not_missing() -> None:
    assert not [m for m in messages(drawn("launch/image-service-down").rows) if m.look == "missing"]


def test_a_long_silence_is_a_gap() -> None:
    (gap,) = (row for row in drawn("launch/vif-plug-timeout").rows if isinstance(row, Gap))
    assert gap.seconds == pytest.approx(60.5, abs=0.1)


def test_a_guest_that_will_not_stop_is_the_hypervisors_answer() -> None:
    (late,) = (m for m in messages(drawn("stop/shutdown-timeout", hypervisor=True).rows) if m.codes == ("N211",))
    assert (late.sender, late.receiver) == ("compute on node-2 libvirt", "compute on node-2")


def test_steps_that_the_logs_cannot_show_are_unseen() -> None:
    report = pipeline.run(logs_in(ROOT / "sample_logs/zed/pause/plain"), min_level="INFO")
    looks = {message.event: message.look for message in messages(verdict_chart(report.verdicts[0]).rows)}
    assert looks["api.action-body"] == "unseen"
    assert looks["compute.pausing"] == "plain"


def test_a_trace_has_its_lines_and_no_calls(retried: Chart) -> None:
    report = pipeline.run(logs_in(ROOT / "sample_logs/zed/migrate/self-migrate-retry"))
    chart = trace_chart(report.verdicts[0].trace)
    assert {message.arrow for message in messages(chart.rows)} == {"own", "reply"}
    assert [line.host for line in chart.lifelines if line.host] == ["node-1", "node-2"]
    assert chart.rows != retried.rows
    assert all(isinstance(row, Message | Frame) for row in chart.rows)
