from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.executor.scenarios import EMBEDDED, FAULTS, LOGS, REAL_FAULTS, SYSTEM, Scenario
from tests.executor.test_run import check, mistakes

if TYPE_CHECKING:
    from tests.executor.conftest import Done


@pytest.mark.parametrize(
    ("scenario", "verdict", "named"),
    [
        pytest.param(Scenario((operation,), fault=fault, uri=uri), verdict, named, id=f"{operation} {fault} {uri}")
        for uri, table in ((EMBEDDED, FAULTS), (SYSTEM, REAL_FAULTS))
        for operation, fault, verdict, named in table
    ],
)
def test_a_fault_is_found_and_nothing_else(done: Done, scenario: Scenario, verdict: str, named: set[str]) -> None:
    logs = done(scenario) / LOGS
    report = check(logs)
    *before, found = report.verdicts
    assert found.verdict == verdict
    assert {deviation.rule.name for deviation in found.deviations} == named
    assert {one.verdict for one in before} <= {"conformant"}
    assert {one.name for one in report.conditions} <= ({"clock-skew"} if "skew" in str(scenario.fault) else set())
    assert mistakes(logs) == []


@pytest.mark.parametrize("release", [18, 26])
def test_the_source_weighs_best_and_refuses_itself(done: Done, release: int) -> None:
    logs = done(Scenario(("migrate",), fault="self-migrate", release=release, uri=EMBEDDED)) / LOGS
    found = check(logs).verdicts[-1]
    assert [deviation.rule.name for deviation in found.deviations] == ["self-migrate-retry"]
    assert found.hosts == {"source": "node-1", "target": "node-2"}


def test_release_13_schedules_a_second_time_and_its_retry_filter_leaves_the_source_out(done: Done) -> None:
    logs = done(Scenario(("migrate",), fault="self-migrate", release=13, uri=EMBEDDED)) / LOGS
    found = check(logs).verdicts[-1]
    assert found.verdict == "deviating"
    assert [deviation.rule.name for deviation in found.deviations] == ["self-migrate-retry"]
    log = (logs / "nova-scheduler.log").read_text()
    assert "Previously tried hosts: [['node-1', 'node-1']]" in log
    assert log.count("Filter RetryFilter returned 2 host(s)") == 1
    assert "Unable to migrate instance" in (logs / "nova-compute-node-1.log").read_text()


def test_a_delay_is_waited_for(done: Done) -> None:
    logs = done(Scenario(("pause",), fault="delay:compute.pausing:0.6", uri=EMBEDDED)) / LOGS
    times = [event.time for event in check(logs).verdicts[-1].trace.events]
    assert max(times) - min(times) >= 0.6


def test_a_wrong_clock_is_a_condition_and_no_deviation(done: Done) -> None:
    logs = done(Scenario(("migrate",), fault="clock-skew:node-2:3000", uri=EMBEDDED)) / LOGS
    assert [condition.name for condition in check(logs).conditions] == ["clock-skew"]
