from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.executor.test_run import check, mistakes

if TYPE_CHECKING:
    from analyzer.model import Verdict
    from tests.executor.conftest import Make


def last(make: Make, operation: str, fault: str, release: int = 26) -> Verdict:
    """Do an operation with a fault; its truth must agree with its verdict."""
    folder = make(operation, faults=[fault], release=release)
    assert mistakes(folder) == []
    return check(folder).verdicts[-1]


@pytest.mark.parametrize(
    ("operation", "fault", "verdict", "named"),
    [
        ("launch", "no-valid-host", "failed", "no-valid-host"),
        ("migrate", "no-valid-host", "failed", "no-valid-host"),
        ("unshelve", "no-valid-host", "failed", "no-valid-host"),
        ("launch", "image-missing", "failed", "image-unavailable"),
        ("stop", "guest-ignores-acpi", "deviating", "shutdown-timeout"),
        ("soft-reboot", "guest-ignores-acpi", "deviating", "soft-reboot-fallback"),
        ("snapshot", "disk-full", "failed", "hypervisor-error"),
        ("launch", "kill-compute:compute.spawn-start", "unfinished", "end-not-seen"),
        ("launch", "drop-line:compute.claim-ok", "deviating", "missing-step"),
    ],
)
def test_a_fault_is_found(make: Make, operation: str, fault: str, verdict: str, named: str) -> None:
    found = last(make, operation, fault)
    assert found.verdict == verdict
    assert named in {deviation.rule.name for deviation in found.deviations}


def test_a_build_that_fails_on_one_host_is_done_on_another(make: Make) -> None:
    verdict = check(make("launch", faults=["spawn-fails:node-1"])).verdicts[-1]
    # Two rounds within milliseconds may be more than the budget of the search: then the verdict is unknown.
    assert verdict.verdict in {"deviating", "unknown"}
    assert "rescheduled" in {deviation.rule.name for deviation in verdict.deviations}


@pytest.mark.parametrize("release", [18, 26])
def test_the_source_weighs_best_and_refuses_itself(make: Make, release: int) -> None:
    found = last(make, "migrate", "self-migrate", release)
    assert found.verdict == "deviating"
    assert [deviation.rule.name for deviation in found.deviations] == ["self-migrate-retry"]
    assert found.hosts == {"source": "node-1", "target": "node-2"}


def test_release_13_schedules_a_second_time_and_its_retry_filter_leaves_the_source_out(make: Make) -> None:
    folder = make("migrate", faults=["self-migrate"], release=13)
    # Two rounds within milliseconds may be more than the budget of the search: then the verdict is unknown.
    assert check(folder).verdicts[-1].verdict in {"deviating", "unknown"}
    log = (folder / "nova-scheduler.log").read_text()
    assert "Previously tried hosts: [['node-1', 'node-1']]" in log
    assert log.count("Filter RetryFilter returned 2 host(s)") == 1
    assert "Unable to migrate instance" in (folder / "nova-compute-node-1.log").read_text()


def test_a_delay_is_waited_for(make: Make) -> None:
    verdict = last(make, "pause", "delay:compute.pausing:0.6")
    assert verdict.verdict == "conformant"
    times = [event.time for event in verdict.trace.events]
    assert max(times) - min(times) >= 0.6


def test_a_wrong_clock_is_a_condition_and_no_deviation(make: Make) -> None:
    folder = make("migrate", "confirm-resize", faults=["clock-skew:node-2:3000"])
    report = check(folder)
    assert {one.verdict for one in report.verdicts} == {"conformant"}
    assert [condition.name for condition in report.conditions] == ["clock-skew"]
