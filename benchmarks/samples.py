"""The samples: `sample_logs/RELEASE/OPERATION/CASE/`, real logs of one deployment each. Run, it prints a table."""

from __future__ import annotations

from pathlib import Path

from analyzer import pipeline
from analyzer.reporting.terminal import COLOURS, console, new_table, plain, print_table

ROOT = Path(__file__).resolve().parent.parent
NO_LOGS = {"expected.txt", "truth.jsonl", "README.md"}


def cases() -> list[Path]:
    """Return the folders of the cases, relative to the checkout."""
    return sorted(labels.parent.relative_to(ROOT) for labels in (ROOT / "sample_logs").glob("*/*/*/truth.jsonl"))


def logs_in(folder: Path) -> list[str]:
    """Return the logs below a labelled folder: what is neither its truth nor its expected output."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(str(path) for path in files if path.name not in NO_LOGS)


def main() -> None:
    """Print operation, case, verdict and deviations of every operation in the samples."""
    table = new_table()
    for heading in ("operation", "case", "verdict", "deviations"):
        table.add_column(heading, overflow="fold")
    for case in cases():
        for verdict in pipeline.run(logs_in(ROOT / case)).verdicts:
            names = ", ".join(dict.fromkeys(deviation.rule.name for deviation in verdict.deviations))
            name = verdict.operation or " or ".join(verdict.candidates) or "unknown operation"
            result = plain(verdict.verdict, COLOURS[verdict.verdict])
            table.add_row(plain(name), plain("/".join(case.parts[1:])), result, plain(names))
    print_table(console(), table)


if __name__ == "__main__":
    main()
