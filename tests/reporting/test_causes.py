"""What explains many operations is told once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from analyzer.model import Place, Raised
from analyzer.reporting.causes import causes
from tests.reporting.test_text import as_text

if TYPE_CHECKING:
    from analyzer.model import Report, Verdict

PLACE = Place("nova-compute-node-1.log", 7)


def alike(verdict: Verdict, number: int, text: str, exception: str | None = None) -> Verdict:
    """Return the operation under another id, with another text of what explains it."""
    raised = Raised(exception, text, "nova/virt/libvirt/driver.py:5 in spawn", PLACE, "node-1") if exception else None
    first = replace(verdict.deviations[0], message=text, raised=raised, cause=True, time=100.0 + number)
    trace = replace(verdict.trace, request=f"req-{number}")
    return replace(verdict, trace=trace, deviations=(first, *verdict.deviations[1:]))


def test_ids_numbers_and_hosts_do_not_tell_causes_apart(report: Report) -> None:
    texts = (
        "no memory on node-1 for 5f4b7fd0-0f2c-4d6a-93c1-0f4e4be1d0aa: 512 MB",
        "no memory on node-1 for 72085ec4-c42f-4f7a-8c6c-8429af7c2702: 1024 MB",
    )
    (cause,) = causes([alike(report.verdicts[0], at, text) for at, text in enumerate(texts)])
    assert cause.pattern == "no memory on <host> for <id>: <n> MB"
    assert (cause.count, cause.operations) == (2, ("req-0", "req-1"))
    assert cause.message.startswith("2 migrates left the flow on node-1: self-migrate-retry: no memory on")


def test_an_exception_tells_more_than_a_message(report: Report) -> None:
    verdicts = [alike(report.verdicts[0], at, "[Errno 30] Read-only", "OSError") for at in range(17)]
    (cause,) = causes([replace(one, verdict="failed", operation="launch") for one in verdicts])
    assert cause.message == "17 launches failed on node-1: self-migrate-retry: OSError: [Errno <n>] Read-only"
    assert (cause.frame, cause.first) == ("nova/virt/libvirt/driver.py:5 in spawn", PLACE)


def test_the_most_frequent_cause_comes_first(report: Report) -> None:
    texts = ("one", "two", "two")
    found = causes([alike(report.verdicts[0], at, text) for at, text in enumerate(texts)])
    assert [(cause.count, cause.pattern) for cause in found] == [(2, "two"), (1, "one")]


@pytest.mark.parametrize("text", ["", "[bold]", "\x1b[2J", "a" * 5000, "(((((", "\\1 \\g<0>"])
def test_a_text_from_a_log_is_only_text(report: Report, text: str) -> None:
    verdicts = tuple(alike(report.verdicts[0], at, text) for at in range(2))
    printed = as_text(replace(report, verdicts=verdicts))
    assert "causes of more than one operation:" in printed
    assert "\x1b" not in printed


def test_the_cause_of_one_operation_is_told_with_it(report: Report) -> None:
    assert "causes of" not in as_text(report)
    assert not causes([])
