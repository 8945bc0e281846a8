"""Write the tables of docs/executor.md: do every operation, check the logs, and say where they differ from Nova's.

python -m benchmarks.executor_page

It needs a qemu:///system, as .ci/install-executor.sh starts it.
"""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer import pipeline
from analyzer.executor.cloud import Settings
from analyzer.executor.operation import Operation, load_operations
from analyzer.executor.run import run
from analyzer.executor.uris import URIS
from benchmarks.samples import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Verdict

PAGE = ROOT / "docs" / "executor.md"
DIFFERENCES = ROOT / "tests" / "executor" / "differences.toml"
BEGIN = "<!-- written by python -m benchmarks.executor_page -->\n"


def tables(operations: Iterable[Operation], verdicts: Mapping[str, Iterable[Verdict]]) -> str:
    """Return what each operation came to, and how its lines differ from the recorded ones.

    Args:
        operations: those of the executor.
        verdicts: of each URI, on the logs of all of them.
    """
    told: dict[tuple[str, str], set[str]] = {}
    for uri, found in verdicts.items():
        for verdict in found:
            told.setdefault((uri, str(verdict.operation)), set()).add(verdict.verdict)
    rows = [f"| operation | needs | {' | '.join(verdicts)} |", f"|---|---|{'---|' * len(verdicts)}"]
    for operation in operations:
        name = operation.flow or operation.name
        words = (", ".join(sorted(told.get((uri, name), {"not done"}))) for uri in verdicts)
        rows.append(f"| {operation.name} | {operation.needs or '-'} | {' | '.join(words)} |")
    rows += ["", *(f"`{uri}` lacks: {'; '.join(kind.lacks)}.\n" for uri, kind in URIS.items())]
    rows += ["| operations | where | only Nova | only the executor | because |", "|---|---|---|---|---|"]
    for one in tomllib.loads(DIFFERENCES.read_text(encoding="utf-8"))["difference"]:
        cells = (one["operations"], one.get("uris", ["all"]), one.get("recorded", ()), one.get("written", ()))
        rows.append(f"| {' | '.join(', '.join(cell) or '-' for cell in cells)} | {one['because']} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write the tables below the mark."""
    known = load_operations()
    told = {}
    for uri in ("test:///default", "qemu:///system"):
        with tempfile.TemporaryDirectory() as folder:
            logs = Path(folder) / "logs"
            run(tuple(known), logs, Settings(uri, 26, "DEBUG", 1))
            told[uri] = pipeline.run([str(path) for path in sorted(logs.glob("*.log"))]).verdicts
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text[: text.index(BEGIN)] + BEGIN + "\n" + tables(known.values(), told), encoding="utf-8")


if __name__ == "__main__":
    main()
