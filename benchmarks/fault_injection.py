"""Score NovaFlow on logs of a deployment with injected faults, beside a search for errors.

    python -m benchmarks.fault_injection FOLDER

FOLDER holds `labels.json`, a list of `{"folder": "Test_6/round_1", "label": "FAILURE" or "NO_FAILURE", ...}` as the
user of the workload saw each round, and the rounds' folders with Nova's logs. So made are the 60 tests drawn from
dessertlab/Fault-Injection-Dataset (Pike, AGPL-3.0), which are no part of NovaFlow. Prints precision, recall and F1 of
three alarms over all rounds, then every round on which NovaFlow and the label differ.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer import pipeline
from analyzer.reporting.terminal import console, hang, new_table, plain, print_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ALARMS = {
    "operations": "an operation failed, deviated or did not finish",
    "operations and calls": "that, or one was rejected, or another call of a user failed (condition call-failed)",
    "search": "a line at ERROR, or none that says Instance spawned successfully",
}
WRONG = {"failed", "deviating", "unfinished"}
_ERROR = re.compile(r"^\S+ \S+ \d+ (?:ERROR|CRITICAL|TRACE) ", re.MULTILINE)


@dataclass(frozen=True)
class Round:
    """One run of the workload.

    `failed` is the label, `alarms` are the names of those that were raised, `told` what NovaFlow said in short, and
    `fault` where the fault was injected.
    """

    folder: str
    failed: bool
    alarms: frozenset[str]
    told: str
    fault: str


def rounds(folder: Path) -> list[Round]:
    """Check every labelled round below a folder, in the order of its labels."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    with ProcessPoolExecutor() as pool:
        return list(pool.map(_round, (folder / label["folder"] for label in labels), labels, chunksize=4))


def _round(logs: Path, label: dict[str, str]) -> Round:
    report = pipeline.run([str(logs)])
    verdicts = {verdict.verdict for verdict in report.verdicts}
    calls = [condition.message for condition in report.conditions if condition.name == "call-failed"]
    alarms = {"search"} if _searched(logs) else set[str]()
    if verdicts & WRONG:
        alarms |= {"operations", "operations and calls"}
    if "rejected" in verdicts or calls:
        alarms.add("operations and calls")
    told = [f"{one.operation or 'unnamed'} {one.verdict}" for one in report.verdicts if one.verdict != "conformant"]
    return Round(
        folder=label["folder"],
        failed=label["label"] == "FAILURE",
        alarms=frozenset(alarms),
        told="; ".join((*told, *calls[:1])) or "nothing wrong",
        fault=f"{label['fault_type']} in {label['component']} {label['function']}",
    )


def _searched(logs: Path) -> bool:
    texts = [gzip.decompress(path.read_bytes()).decode(errors="replace") for path in sorted(logs.glob("*.gz"))]
    return any(_ERROR.search(text) for text in texts) or not any("Instance spawned successfully" in t for t in texts)


def figures(every: Sequence[Round], alarm: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one alarm, each 0 to 1."""
    raised = [one for one in every if alarm in one.alarms]
    right = sum(one.failed for one in raised)
    failed = sum(one.failed for one in every)
    precision = right / len(raised) if raised else 1.0
    recall = right / failed if failed else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def mistaken(every: Sequence[Round], alarm: str) -> Iterator[Round]:
    """Yield the rounds on which an alarm and the label differ."""
    return (one for one in every if (alarm in one.alarms) != one.failed)


def main(folder: Path) -> None:
    """Print the table and the mistakes."""
    if not (folder / "labels.json").is_file():
        sys.exit(f"fault_injection: no labels.json in {folder}")
    every, out = rounds(folder), console()
    table = new_table()
    for heading in ("alarm", "precision", "recall", "F1", "raised when"):
        table.add_column(heading, overflow="fold")
    for alarm, meaning in ALARMS.items():
        table.add_row(plain(alarm), *(f"{figure:.3f}" for figure in figures(every, alarm)), plain(meaning))
    print_table(out, table)
    for one in mistaken(every, "operations and calls"):
        out.print()
        kind = "missed" if one.failed else "alarm without a failure"
        hang(out, f"{one.folder}: ", f"{kind}: {one.told}")
        hang(out, "  fault: ", f"{one.fault}; the search sees {'a' if 'search' in one.alarms else 'no'} failure")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
