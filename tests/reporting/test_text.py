from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from analyzer.model import Place, Raised
from analyzer.reporting import write
from analyzer.reporting.side_by_side import print_operation
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from analyzer.model import Report


def as_text(report: Report) -> str:
    file = io.StringIO()
    write(report, "text", console(file))
    return file.getvalue()


def unpadded(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_the_head_counts_what_was_read(report: Report) -> None:
    lines = as_text(report).splitlines()
    assert lines[:6] == [
        "read: 1 file, 200 lines, 150 events, release 26, 2026-11-22T06:20:57.592Z to",
        "      2026-11-22T06:22:37.592Z",
        "read: 3 lines not recognised",
        "skipped: core.1234: binary",
        "clock: node-2 is 0.250 s behind",
        "",
    ]


def test_the_summary_counts_verdicts_by_operation(report: Report) -> None:
    lines = unpadded(as_text(report))
    assert "operation conformant deviating unknown all" in lines
    assert "migrate 1 1" in lines
    assert "unknown operation 1 1" in lines
    assert "all 1 1 1 3" in lines


def test_a_deviation_reads_like_a_compiler_error(report: Report) -> None:
    text = as_text(report)
    begin = text.index("migrate req-5f4b7fd0")
    assert text[begin : text.index("unknown operation of server")].splitlines() == [
        "migrate req-5f4b7fd0-0f2c-4d6a-93c1-0f4e4be1d0aa of server 72085ec4-c42f-4f7a-8c6c-8429af7c2702: deviating",
        "  began 2026-11-22T06:20:57.592Z, took 34.2 s, source node-1, target node-2",
        r"  warning[N201 self-migrate-retry]: node-1 refused: [bold red]Unable[/] to \x1b[2J\x07migrate",
        r"      <script>alert(1)</script>\n  --> \u202eforged:1",
        "    --> nova-compute-node-1.log:123",
        "    --> nova-compute-node-1.log:120",
        "    = flow: reference_flows/migrate.flow:12",
        "    = because: The target is the source.",
        "    = note: this explains how the operation ended",
        "    = help: Enable another compute, or set allow_resize_to_same_host.",
        "",
    ]


def test_an_unknown_operation_says_why_and_what_it_may_be(report: Report) -> None:
    assert as_text(report).splitlines()[-4:] == [
        "unknown operation of server 72085ec4-c42f-4f7a-8c6c-8429af7c2702 by Nova itself: unknown",
        "  began 2026-11-22T06:22:27.592Z",
        "  one of: start, hard-reboot",
        "  reason: several-flows: no line names the operation, and its lines fit several flows",
    ]


def test_a_conformant_operation_is_only_counted(report: Report) -> None:
    assert "req-fcadba64" not in as_text(report)


def test_a_condition_names_what_it_touched(report: Report) -> None:
    text = as_text(report)
    assert "condition[service-down]: nova-compute on node-3 is down\n    --> s.log:4\n    = touched: req-5f4b7" in text


def test_a_condition_with_words_helps_once(report: Report) -> None:
    rule = replace(report.verdicts[0].deviations[0].rule, code="N217", remedy="Start it.")
    condition = replace(report.conditions[0], rule=rule, operations=tuple(f"req-{at}" for at in range(7)))
    text = as_text(replace(report, verdicts=(), conditions=(condition, condition)))
    assert text.count("condition[N217 service-down]: ") == 2
    assert text.count("    = help: Start it.") == 1
    assert "= touched: req-0, req-1, req-2, req-3, req-4 and 2 more\n" in text


def test_an_exception_is_told_with_its_place_in_nova(report: Report) -> None:
    verdict = report.verdicts[0]
    raised = Raised("OSError", "x", "nova/virt/libvirt/driver.py:5 in spawn", Place("c.log", 7), "node-1")
    found = replace(verdict.deviations[0], raised=raised)
    text = as_text(replace(report, verdicts=(replace(verdict, deviations=(found,)),)))
    assert "    = raised: OSError in nova/virt/libvirt/driver.py:5 in spawn\n" in text


def test_a_report_without_operations_has_no_table(report: Report) -> None:
    assert "operation" not in as_text(replace(report, verdicts=(), conditions=()))


@pytest.mark.parametrize("width", [20, 60, 200])
def test_no_word_is_lost_at_any_width(report: Report, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = as_text(report)
    assert "    --> nova-compute-node-1.log:123\n" in text
    assert "resize_to_same_host." in text.replace("\n", "").replace(" ", "")


def test_colour_goes_to_a_terminal_only(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    file = io.StringIO()
    write(report, "text", Console(file=file, force_terminal=True, width=100, markup=False, highlight=False))
    assert "\x1b[" in file.getvalue()
    assert "\x1b[2J" not in file.getvalue()
    assert "\x1b" not in as_text(report)


def test_an_operation_is_shown_step_by_step(report: Report) -> None:
    file = io.StringIO()
    print_operation(console(file), report.verdicts[0])
    lines = unpadded(file.getvalue())
    assert "= conductor ~> target: compute.claim-ok 06:20:57.592 node-1 nova-compute-node-1.log:120" in lines
    assert "line 12 Claim successful on node node-1" in lines
    assert "+ 06:20:58.592 node-1 nova-compute-node-1.log:123" in lines
    assert "- conductor ~> target: compute.migrating" in lines
    assert "--> nova-compute-node-1.log:123" in lines


def test_an_operation_without_a_flow_is_shown_by_its_events(report: Report) -> None:
    file = io.StringIO()
    print_operation(console(file), report.verdicts[2])
    assert r"Instance rebooted \x1b]0;title\x07" in file.getvalue()
