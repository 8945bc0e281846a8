"""The report for a person: counts, then every operation that did not follow its flow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

from analyzer.model import VerdictName
from analyzer.reporting.diagnostics import print_verdict
from analyzer.reporting.printable import iso
from analyzer.reporting.terminal import COLOURS, hang, new_table, plain, print_table, unwrapped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from analyzer.model import Condition, Input, Report


def write(report: Report, out: Console) -> None:
    """Write the report as text, as wide as `out`."""
    _print_input(out, report)
    if report.verdicts:
        out.print()
        print_table(out, _summary(report))
    for condition in report.conditions:
        out.print()
        _print_condition(out, condition)
    for verdict in report.verdicts:
        if verdict.verdict != "conformant" or verdict.deviations:
            out.print()
            print_verdict(out, verdict)


def _print_input(out: Console, report: Report) -> None:
    account = report.input
    lines = sum(file.lines for file in account.files)
    events = sum(file.events for file in account.files)
    unrecognised = sum(file.unrecognised for file in account.files)
    release = "release not known" if report.release is None else f"release {report.release}"
    words = f"{_many(len(account.files), 'file')}, {_many(lines, 'line')}, {_many(events, 'event')}, {release}"
    hang(out, "read: ", f"{words}{_span(account)}")
    if unrecognised:
        hang(out, "read: ", f"{_many(unrecognised, 'line')} not recognised")
    for skipped in account.skipped:
        hang(out, "skipped: ", f"{skipped.path}: {skipped.why}")
    for host, seconds in account.clock_skew.items():
        hang(out, "clock: ", f"{host} is {abs(seconds):.3f} s {'ahead' if seconds > 0 else 'behind'}")


def _span(account: Input) -> str:
    first = min((file.first for file in account.files if file.first is not None), default=None)
    last = max((file.last for file in account.files if file.last is not None), default=None)
    return "" if first is None or last is None else f", {iso(first)} to {iso(last)}"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _summary(report: Report) -> Table:
    counts = Counter((verdict.operation or "unknown operation", verdict.verdict) for verdict in report.verdicts)
    columns = [name for name in get_args(VerdictName) if any(verdict == name for _, verdict in counts)]
    table = new_table(footer=True)
    table.add_column("operation", footer="all", no_wrap=True)
    for name in columns:
        total = sum(number for (_, verdict), number in counts.items() if verdict == name)
        table.add_column(name, footer=str(total), justify="right", style=COLOURS[name])
    table.add_column("all", footer=str(counts.total()), justify="right")
    for operation in sorted({operation for operation, _ in counts}):
        row = [counts[operation, name] for name in columns]
        table.add_row(plain(operation), *(str(number or "") for number in row), str(sum(row)))
    return table


def _print_condition(out: Console, condition: Condition) -> None:
    hang(out, f"condition[{condition.name}]: ", condition.message, style="yellow")
    for place in condition.evidence[:1]:
        unwrapped(out, plain(f"    --> {place}"))
    if condition.operations:
        unwrapped(out, plain(f"    = touched: {', '.join(condition.operations)}"))
