"""One small chart that has everything a chart may have, and the charts of all flows and samples."""

from __future__ import annotations

import pytest

from analyzer import pipeline
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.reporting.chart import Branch, Chart, Finding, Frame, Gap, Lifeline, Message, Note
from analyzer.reporting.charting.of_flow import flow_chart
from analyzer.reporting.charting.of_verdict import verdict_chart
from benchmarks.samples import ROOT, cases, logs_in

BEGAN = 1795328457.592  # 2026-11-22T06:20:57.592Z

# What the languages of the formats, XML, HTML and terminals would obey.
HOSTILE = (
    '<script>alert(1)</script> ]]> &amp; "quoted" \\" #59; ; end %getenv("HOME") $x $f() !include /etc/passwd '
    "**b** //i// --s-- __u__ ~~w~~ [[http://x]] <img:x> {a=b} || `c` %% \x1b[2J\x07 \u202eevil \ud800 end"
)


@pytest.fixture
def chart() -> Chart:
    return Chart(
        title="migrate req-5f4b7fd0 is deviating",
        subtitle="server 72085ec4, took 34.2 s",
        description="A chart with one of each.",
        lifelines=(
            Lifeline("client", "client", "actor"),
            Lifeline("api", "nova-api"),
            Lifeline("queue", "message queue", "queue"),
            Lifeline("compute on node-1", "target: nova-compute", host="node-1"),
            Lifeline("libvirt", "libvirt", "hypervisor", host="node-1"),
        ),
        rows=(
            Message("client", "api", "call", "POST /servers/{server}/action migrate"),
            Message("api", "api", "own", "Action: 'action'", event="api.action-body", time=BEGAN, mark="="),
            Message("api", "queue", "cast", "cast compute.node-1"),
            Message("queue", "compute on node-1", "cast", ""),
            Message("api", "client", "reply", "status: 202", time=BEGAN + 0.1),
            Frame(
                "retry",
                (
                    Branch(
                        (
                            Message(
                                "compute on node-1",
                                "compute on node-1",
                                "own",
                                HOSTILE,
                                "deviation",
                                ("N201",),
                                time=BEGAN + 1,
                                expected='compute.original-error(~ "Unable to migrate")',
                                mark="=",
                                origin="nova-compute.log:12",
                            ),
                            Gap(12.3, 5.0, "deviation", ("S106",)),
                        ),
                        "self-migrate-retry",
                    ),
                ),
                "deviation",
                ("N201",),
            ),
            Frame(
                "alt",
                (
                    Branch((Message("compute on node-1", "libvirt", "call", "Creating image"),)),
                    Branch((Message("compute on node-1", "compute on node-1", "own", "rebasing"),), "releases 21-34"),
                ),
            ),
            Frame("opt", (Branch((Message("compute on node-1", "compute on node-1", "own", "cached"),)),)),
            Frame(
                "par",
                (
                    Branch((Message("libvirt", "compute on node-1", "reply", "spawned", "plain"),)),
                    Branch(
                        (Frame("loop", (Branch((Message("api", "api", "own", "x", "extra", mark="+"),), "5 times"),)),)
                    ),
                ),
            ),
            Message(
                "compute on node-1", "compute on node-1", "own", "compute.migrating", "missing", ("S101",), mark="-"
            ),
            Message("compute on node-1", "compute on node-1", "own", "compute.claim-ok", "unseen", mark="."),
            Gap(20.0),
            Note("one lifeline", ("api",)),
            Note("all of them", look="unseen"),
        ),
        findings=(Finding("N201", "self-migrate-retry", HOSTILE),),
    )


@pytest.fixture(scope="session")
def every_chart() -> dict[str, Chart]:
    """The charts of all reference flows and of all operations in sample_logs/, plain and with all lifelines."""
    catalogue = load_catalogue()
    made: dict[str, Chart] = {}
    for name, flow in load_flows(catalogue.specs).items():
        for more in (False, True):
            made[f"{name}, {more}"] = flow_chart(flow, catalogue, queue=more, hypervisor=more)
    for case in cases():
        report = pipeline.run(logs_in(ROOT / case))
        for number, verdict in enumerate(report.verdicts):
            for more in (False, True):
                drawn = verdict_chart(verdict, release=report.release, queue=more, hypervisor=more)
                made[f"{case} {number}, {more}"] = drawn
    return made
