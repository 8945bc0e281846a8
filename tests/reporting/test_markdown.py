from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.reporting.formats import markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from analyzer.model import Report


def test_the_heading_counts_failures(six_verdicts: Report, written: Callable[[Report, str], str]) -> None:
    assert written(six_verdicts, "markdown").startswith("## NovaFlow: 3 failures in 7 operations\n")
    relaxed = replace(six_verdicts, fail_on=None)
    assert written(relaxed, "markdown").startswith("## NovaFlow: 0 failures in 7 operations\n")


def test_the_worst_operation_is_the_first(six_verdicts: Report, written: Callable[[Report, str], str]) -> None:
    heads = [line for line in written(six_verdicts, "markdown").splitlines() if line.startswith("<details>")]
    assert [head.removeprefix("<details><summary>").split(" <")[0] for head in heads] == [
        "failed: live-migrate",
        "unfinished: launch",
        "deviating: migrate",
        "rejected: stop",
    ]


def test_many_operations_are_cut(
    six_verdicts: Report, written: Callable[[Report, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "DETAILS_SHOWN", 3)
    page = written(six_verdicts, "markdown")
    assert page.count("<details>") == 3
    assert page.endswith("\n1 more are not shown.\n")


def test_a_run_without_operations(six_verdicts: Report, written: Callable[[Report, str], str]) -> None:
    page = written(replace(six_verdicts, verdicts=(), conditions=()), "markdown")
    assert page.splitlines()[0] == "## NovaFlow: 0 failures in 0 operations"
    assert "|" not in page
