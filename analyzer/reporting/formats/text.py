"""The report for a person: counts, what holds for the whole log, causes, and every operation that left its flow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

from analyzer.model import VerdictName
from analyzer.reporting.causes import causes
from analyzer.reporting.diagnostics import LONGEST_MESSAGE, SEVERITY_COLOURS, print_places, print_verdict
from analyzer.reporting.operations import known_summary
from analyzer.reporting.printable import iso, many, shortened
from analyzer.reporting.terminal import COLOURS, hang, new_table, plain, print_table, unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.table import Table

    from analyzer.model import Condition, Input, Report, SkippedFile
    from analyzer.reporting.causes import Cause

IDS_SHOWN = 5
SKIPPED_SHOWN = 5


def write(report: Report, out: Console) -> None:
    """Write the report as text, as wide as `out`."""
    _print_input(out, report)
    if report.verdicts:
        out.print()
        print_table(out, _summary(report), whole=True)
    if report.acceptances:
        out.print()
        hang(out, "known: ", known_summary(report))
    for at, condition in enumerate(report.conditions):
        out.print()
        first = all(condition.name != other.name for other in report.conditions[:at])
        _print_condition(out, condition, with_help=first)
    _print_causes(out, causes(report.verdicts))
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
    words = f"{many(len(account.files), 'file')}, {many(lines, 'line')}, {many(events, 'event')}, {release}"
    hang(out, "read: ", f"{words}{_span(account)}")
    if unrecognised:
        hang(out, "read: ", f"{many(unrecognised, 'line')} not recognised")
    _print_skipped(out, account.skipped)
    for host, seconds in account.clock_skew.items():
        hang(out, "clock: ", f"{host} is {abs(seconds):.3f} s {'ahead' if seconds > 0 else 'behind'}")


def _print_skipped(out: Console, skipped: Sequence[SkippedFile]) -> None:
    told = [one for one in skipped if not one.foreign]
    foreign = len(skipped) - len(told)
    for one in told[:SKIPPED_SHOWN]:
        hang(out, "skipped: ", f"{one.path}: {one.why}")
    if len(told) > SKIPPED_SHOWN:
        hang(out, "skipped: ", f"{many(len(told) - SKIPPED_SHOWN, 'more file')}; --format json lists them")
    if foreign:
        hang(out, "skipped: ", f"{many(foreign, 'file')} without log lines; --format json lists them")


def _span(account: Input) -> str:
    first = min((file.first for file in account.files if file.first is not None), default=None)
    last = max((file.last for file in account.files if file.last is not None), default=None)
    return "" if first is None or last is None else f", {iso(first)} to {iso(last)}"


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


def _print_condition(out: Console, condition: Condition, *, with_help: bool) -> None:
    rule = condition.rule
    name, style = condition.name, SEVERITY_COLOURS["warning" if rule is None else rule.severity]
    label = f"condition[{name}]: " if rule is None else f"condition[{rule.code} {name}]: "
    hang(out, label, shortened(condition.message, LONGEST_MESSAGE), style=style)
    print_places(out, condition.evidence)
    if condition.operations:
        hang(out, "    = touched: ", _few(condition.operations))
    if rule is not None and with_help:
        hang(out, "    = help: ", rule.remedy)


def _print_causes(out: Console, found: tuple[Cause, ...]) -> None:
    """Print what explains more than one operation; of a single one its own lines below say it all."""
    shared = [cause for cause in found if cause.count > 1]
    if not shared:
        return
    out.print()
    unwrapped(out, plain("causes of more than one operation:", "bold"))
    for cause in shared:
        hang(out, "  ", shortened(cause.message, LONGEST_MESSAGE))
        if cause.frame:
            unwrapped(out, plain(f"    = raised in: {cause.frame}"))
        if cause.first is not None:
            unwrapped(out, plain(f"    --> {cause.first}"))


def _few(ids: tuple[str, ...]) -> str:
    more = f" and {len(ids) - IDS_SHOWN} more" if len(ids) > IDS_SHOWN else ""
    return ", ".join(ids[:IDS_SHOWN]) + more
