from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.model import Place, Report
from tests.conftest import a_deviating_migration

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.model import Severity


def levels(page: str) -> list[str]:
    return [line.split(" ")[0] for line in page.splitlines() if line.startswith("::")]


def test_errors_come_first(six_verdicts: Report, written: Callable[[Report, str], str]) -> None:
    page = written(six_verdicts, "github")
    assert levels(page) == sorted(levels(page), key=["::error", "::warning", "::notice"].index)
    assert page.startswith(
        "::error file=sample_logs/zed/live-migrate/failed/nova-compute-node-1.log,line=15,"
        "title=N214 live-migration-failed%3A live-migrate failed::the live migration failed"
    )
    assert page.splitlines()[-1] == (
        "novaflow: 7 operations: 1 conformant, 1 rejected, 2 unknown, 1 deviating, 1 unfinished, 1 failed"
    )


def test_what_explains_a_failure_is_an_error_although_it_is_no_more_than_a_hint_elsewhere(
    six_verdicts: Report, written: Callable[[Report, str], str]
) -> None:
    (line,) = [line for line in written(six_verdicts, "github").splitlines() if "N217 service-down%3A launch" in line]
    assert line.startswith("::error ")
    relaxed = written(replace(six_verdicts, fail_on="failed"), "github")
    (line,) = [line for line in relaxed.splitlines() if "N217 service-down%3A launch" in line]
    assert line.startswith("::notice ")


def test_values_are_escaped_as_the_runner_reads_them(report: Report, written: Callable[[Report, str], str]) -> None:
    migration = a_deviating_migration()
    found = replace(migration.deviations[0], message="100% of a,b", evidence=(Place("a:b,c%.log", 3),))
    page = written(replace(report, verdicts=(replace(migration, deviations=(found,)),), conditions=()), "github")
    assert page.startswith(
        "::warning file=a%3Ab%2Cc%25.log,line=3,title=N201 self-migrate-retry%3A migrate deviating::"
        "100%25 of a,b%0Abecause: The target is the source.%0A"
    )


def test_what_github_would_not_show_is_counted(report: Report, written: Callable[[Report, str], str]) -> None:
    severities: tuple[Severity, ...] = ("info", "error", "warning")
    migration = a_deviating_migration()
    finding = replace(migration.deviations[0], cause=False)
    many = tuple(replace(finding, severity=severity) for severity in severities for _ in range(12))
    page = written(replace(report, verdicts=(replace(migration, deviations=many),), conditions=()), "github")
    assert levels(page) == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert page.splitlines()[-1] == "novaflow: 6 findings without an annotation"


def test_an_unknown_operation_is_told_if_it_counts(report: Report, written: Callable[[Report, str], str]) -> None:
    assert "unknown operation" not in written(report, "github")
    assert "title=unknown operation unknown::unknown: several-flows" in written(
        replace(report, fail_on="unknown"), "github"
    )
