"""The report for a page: GitHub's Markdown, made for `$GITHUB_STEP_SUMMARY`.

What comes from a log stands in code only: there, GitHub makes no link, no mention, no picture and no formula of it.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from analyzer.model import BEST_FIRST
from analyzer.reporting.causes import causes
from analyzer.reporting.operations import explained, known_summary, name_of, whose, worst_first
from analyzer.reporting.printable import iso, many, printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from analyzer.model import Condition, Report, Verdict

DETAILS_SHOWN = 100  # GitHub refuses a summary over 1 MiB
TOUCHED_SHOWN = 5
SKIPPED_SHOWN = 5


def write(report: Report, out: Console) -> None:
    """Write the verdicts as a table, the conditions, what explains the ends, and each operation that went wrong."""
    parts = (_head(report), _verdicts(report), _conditions(report), _causes(report), _operations(report))
    out.file.write("\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n")


def _head(report: Report) -> Iterator[str]:
    failures = sum(report.fails(verdict) for verdict in report.verdicts)
    yield f"## NovaFlow: {many(failures, 'failure')} in {many(len(report.verdicts), 'operation')}"
    yield ""
    lines = sum(file.lines for file in report.input.files)
    unrecognised = sum(file.unrecognised for file in report.input.files)
    release = "release not known" if report.release is None else f"release {report.release}"
    read = f"{many(len(report.input.files), 'file')}, {many(lines, 'line')} ({unrecognised:,} not recognised)"
    yield f"Read {read}, {release}."
    if report.acceptances:
        yield ""
        yield f"Known: {known_summary(report)}."
    if report.input.skipped:
        yield ""
    for skipped in report.input.skipped[:SKIPPED_SHOWN]:
        yield f"- skipped {_code(skipped.path)}: {_code(skipped.why)}"
    if len(report.input.skipped) > SKIPPED_SHOWN:
        yield f"- and {len(report.input.skipped) - SKIPPED_SHOWN} more files skipped"


def _verdicts(report: Report) -> Iterator[str]:
    counts = Counter((name_of(verdict), verdict.verdict) for verdict in report.verdicts)
    columns = [name for name in BEST_FIRST if any(verdict == name for _, verdict in counts)]
    if not columns:
        return
    yield f"| operation | {' | '.join(columns)} |"
    yield f"|---|{'---:|' * len(columns)}"
    for operation in sorted({operation for operation, _ in counts}):
        yield f"| {operation} | {' | '.join(str(counts[operation, name] or '') for name in columns)} |"


def _conditions(report: Report) -> Iterator[str]:
    if report.conditions:
        yield "### Conditions of the whole log"
        yield ""
        yield from map(_condition, report.conditions)


def _condition(condition: Condition) -> str:
    line = f"- **{condition.name}**: {_code(shortened(condition.message))}"
    if condition.evidence:
        line += f" at {_code(str(condition.evidence[0]))}"
    if condition.operations:
        shown = ", ".join(map(_code, condition.operations[:TOUCHED_SHOWN]))
        more = len(condition.operations) - TOUCHED_SHOWN
        line += f"; touched {shown}" + (f" and {more} more" if more > 0 else "")
    return line


def _causes(report: Report) -> Iterator[str]:
    found = causes(report.verdicts)
    if not found:
        return
    yield "### What explains how operations ended"
    yield ""
    for cause in found:
        yield f"- **{cause.rule.code}** {_code(shortened(cause.message))}. {escape(cause.rule.remedy, quote=False)}"


def _operations(report: Report) -> Iterator[str]:
    chosen = [verdict for verdict in worst_first(report) if report.fails(verdict) or verdict.deviations]
    if not chosen:
        return
    yield "### Operations"
    for verdict in chosen[:DETAILS_SHOWN]:
        yield from _details(verdict)
    if len(chosen) > DETAILS_SHOWN:
        yield ""
        yield f"{len(chosen) - DETAILS_SHOWN} more are not shown."


def _details(verdict: Verdict) -> Iterator[str]:
    text = explained(verdict).rstrip("\n")
    fence = "`" * max(3, _longest_run(text) + 1)
    began = "" if verdict.started is None else f", began {iso(verdict.started)}"
    known = "" if verdict.counts_as == verdict.verdict else f" (counts as {verdict.counts_as})"
    head = f"{verdict.verdict}{known}: {name_of(verdict)} <code>{escape(whose(verdict))}</code>{began}"
    yield from ("", f"<details><summary>{head}</summary>", "", f"{fence}text", text, fence, "", "</details>")


def _code(text: str) -> str:
    """Return the text as code on one line, which not even a backquote leaves."""
    words = printable(text)
    if "`" not in words:
        return f"`{words}`" if words else ""
    fence = "`" * (_longest_run(words) + 1)
    return f"{fence} {words} {fence}"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
