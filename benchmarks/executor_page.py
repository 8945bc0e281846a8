"""Write the tables of docs/executor.md: do every operation, check the logs, and say where they differ from Nova's.

python -m benchmarks.executor_page
"""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer import pipeline
from analyzer.executor.cloud import Settings
from analyzer.executor.hypervisor import LACKS, URIS
from analyzer.executor.operation import Operation, load_operations
from analyzer.executor.run import run
from benchmarks.samples import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.model import Verdict

PAGE = ROOT / "docs" / "executor.md"
DIFFERENCES = ROOT / "tests" / "executor" / "differences.toml"
BEGIN = "<!-- written by python -m benchmarks.executor_page -->\n"


def tables(operations: Iterable[Operation], verdicts: Iterable[Verdict]) -> str:
    """Return what each operation came to, and how its lines differ from the recorded ones.

    Args:
        operations: those of the executor.
        verdicts: on the logs of all of them.
    """
    told: dict[str, set[str]] = {}
    for verdict in verdicts:
        told.setdefault(str(verdict.operation), set()).add(verdict.verdict)
    uri = URIS[0]
    rows = [f"| operation | needs | {uri} |", "|---|---|---|"]
    for operation in operations:
        words = ", ".join(sorted(told.get(operation.flow or operation.name, {"not done"})))
        rows.append(f"| {operation.name} | {operation.needs or '-'} | {words} |")
    lacks = "; ".join(LACKS[uri.split(":", 1)[0]])
    rows += ["", f"`{uri}` lacks: {lacks}.", "", "| operations | only Nova | only the executor | because |"]
    rows.append("|---|---|---|---|")
    for one in tomllib.loads(DIFFERENCES.read_text(encoding="utf-8"))["difference"]:
        cells = (one["operations"], one.get("recorded", ()), one.get("written", ()))
        rows.append(f"| {' | '.join(', '.join(cell) or '-' for cell in cells)} | {one['because']} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write the tables below the mark."""
    known = load_operations()
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder) / "logs"
        run(tuple(known), logs, Settings(URIS[0], 26, "DEBUG", 1))
        verdicts = pipeline.run([str(path) for path in sorted(logs.glob("*.log"))]).verdicts
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text[: text.index(BEGIN)] + BEGIN + "\n" + tables(known.values(), verdicts), encoding="utf-8")


if __name__ == "__main__":
    main()
