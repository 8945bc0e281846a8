"""Score NovaFlow on labelled logs and write the table of docs/accuracy.md.

    python -m benchmarks.accuracy [--min-level LEVEL] FOLDER...

A labelled log is a folder with a `truth.jsonl` beside its logs; all below one FOLDER make one row of the table.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analyzer import pipeline
from benchmarks import truth
from benchmarks.samples import ROOT, logs_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from analyzer.model import Verdict
    from benchmarks.truth import Label, Truth

MOVES = {"migrate", "resize", "live-migrate", "unshelve", "evacuate"}
WRONG = {"deviating", "failed", "unfinished", "rejected"}
MOST_CANDIDATES = 4
PAGE = ROOT / "docs" / "accuracy.md"
BEGIN, END = "<!-- Written by `make accuracy`. -->", "<!-- To here. -->"

# Each figure is one count over another; a figure that is a share of mistakes is told as what is left.
FIGURES = {
    "recognised": "operations reported under their name; one among up to four candidates counts half",
    "verdict": "of these, operations with a verdict that their logs support",
    "decided": "of these, operations that the logs can tell and that were not called unknown",
    "alarms_ok": "operations that went right and were not called deviating, failed, rejected or unfinished",
    "caught": "operations that went wrong and were not called conformant or unknown",
    "cause": "expected findings that were named",
    "slugs_ok": "named findings (warnings and errors) that were expected or are welcome",
    "hosts_ok": "moves from one host to another that were told with both hosts",
    "spurious_ok": "reported operations that somebody asked for",
    "once": "reports that are the only one of their request and server",
}


class Mark(NamedTuple):
    """So much was right, of so much, for a figure."""

    figure: str
    right: float
    of: int = 1


def score(known: Truth, verdicts: Sequence[Verdict]) -> list[Mark]:
    """Compare what was reported of a log with what is known of it."""
    by_request = defaultdict(list)
    for verdict in verdicts:
        by_request[verdict.trace.request].append(verdict)
    marks = [mark for label in known.labels for mark in _marks(label, _find(label, by_request[label.request]))]
    marks += [Mark("spurious_ok", known.knows(one.trace)) for one in verdicts if one.operation is not None]
    pairs = [(verdict.trace.request, verdict.trace.server) for verdict in verdicts if verdict.trace.request]
    return [*marks, Mark("once", len(verdicts) - len(pairs) + len(set(pairs)), len(verdicts))]


def _find(label: Label, same_request: Sequence[Verdict]) -> Verdict | None:
    """Return the report of a labelled operation: never one of another server, best one of the right name."""
    exact = [one for one in same_request if label.server and one.trace.server == label.server]
    fitting = exact or [one for one in same_request if not (label.server and one.trace.server)]
    return min(fitting, key=lambda one: one.operation != label.operation, default=None)


def _marks(label: Label, found: Verdict | None) -> Iterator[Mark]:
    verdict = None if found is None else found.verdict
    reported = () if found is None else found.deviations
    names = {deviation.rule.name for deviation in reported}
    yield Mark("recognised", _recognised(label, found))
    if found is not None and found.operation == label.operation:
        yield Mark("verdict", verdict in label.accepted)
        if label.verdict != "unknown":
            yield Mark("decided", verdict != "unknown")
    if label.went_right:
        yield Mark("alarms_ok", verdict not in WRONG or verdict in label.accepted)
    else:
        yield Mark("caught", verdict in label.accepted or verdict not in {None, "conformant", "unknown"})
    yield from (Mark("cause", not names.isdisjoint(one)) for one in label.expected)
    yield from (Mark("slugs_ok", one.rule.name in label.allowed) for one in reported if one.severity != "info")
    ends = (label.hosts.get("source"), label.hosts.get("target"))
    if label.operation in MOVES and label.verdict in {"conformant", "deviating"} and all(ends) and ends[0] != ends[1]:
        told = {} if found is None else found.hosts
        yield Mark("hosts_ok", (told.get("source"), told.get("target")) == ends)


def _recognised(label: Label, found: Verdict | None) -> float:
    if found is None or found.operation is not None:
        return float(found is not None and found.operation == label.operation)
    if label.operation not in found.candidates:
        return 0.0
    if label.many_candidates:
        return 1.0
    return 0.5 if len(found.candidates) <= MOST_CANDIDATES else 0.0


def table(sets: Mapping[str, Sequence[Mark]]) -> str:
    """Return a row of figures for each set of logs, and what they mean."""
    rows = [f"| {' | '.join(('logs', 'operations', *FIGURES))} |", f"|---{'|---:' * (len(FIGURES) + 1)}|"]
    for name, marks in sets.items():
        operations = sum(mark.of for mark in marks if mark.figure == "recognised")
        rows.append(f"| {' | '.join((name, str(operations), *(_share(marks, figure) for figure in FIGURES)))} |")
    meanings = [f"- `{name}`: {meaning}" for name, meaning in FIGURES.items()]
    return "\n".join(
        (*rows, "", "Each figure is a share from 0 to 1, or `-` where there was nothing to count:", "", *meanings)
    )


def _share(marks: Iterable[Mark], figure: str) -> str:
    right, of = (
        sum(column) for column in zip((0, 0), *(mark[1:] for mark in marks if mark.figure == figure), strict=True)
    )
    return f"{right / of:.3f}" if of else "-"


def main(words: Sequence[str]) -> None:
    """Score the logs below each folder and print the table; keep it if every folder is one of the checkout."""
    asked = ArgumentParser(prog="accuracy", description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    asked.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    asked.add_argument("--min-level", help="leave out lines below this level, as a deployment that logs INFO does")
    options = asked.parse_args(words)
    sets: dict[str, list[Mark]] = {}
    for folder in options.folders:
        marks = sets.setdefault(folder.resolve().name, [])
        for labels in sorted(folder.rglob("truth.jsonl")):
            report = pipeline.run(logs_in(labels.parent), min_level=options.min_level)
            marks += score(truth.load(labels), report.verdicts)
        if not marks:
            sys.exit(f"accuracy: no truth.jsonl below {folder}")
    text = table(sets)
    if options.min_level is None and all(folder.resolve().is_relative_to(ROOT) for folder in options.folders):
        before, _, after = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after.partition(END)[2]}", encoding="utf-8")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
