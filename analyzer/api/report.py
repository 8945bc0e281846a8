"""What became of every operation in the logs."""

from __future__ import annotations

import io
from operator import index
from typing import TYPE_CHECKING, SupportsIndex

import pandas as pd

from analyzer import model, pipeline
from analyzer.api.files import format_of, save
from analyzer.api.frames import frame
from analyzer.api.operation import Operation
from analyzer.errors import UsageError
from analyzer.model.identity import operations_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike

SUFFIXES = {
    ".html": "html",
    ".json": "json",
    ".md": "markdown",
    ".txt": "text",
    ".csv": "csv",
    ".parquet": "parquet",
    ".sarif": "sarif",
    ".xml": "junit",
}


class Report:
    """A verdict for each operation, and the account of what was read.

    It is a sequence of `Operation`: `report[0]` is the first, that of row 0 of `operations`; `report["req-9684d807"]`
    is that of a request or server, by the beginning of its id. Each DataFrame is made anew when it is asked for.
    `str(report)` is what `novaflow check` prints.

    Args:
        found: what the check found.
        flows: the flows that the operations were held against, by name.
    """

    def __init__(self, found: model.Report, flows: Mapping[str, model.Flow]) -> None:
        self.found = found
        self.flows = flows

    @property
    def summary(self) -> pd.DataFrame:
        """The number of operations by name (rows) and verdict (columns, the best first)."""
        table = self.operations
        counts = pd.crosstab(table["operation"].astype("string").fillna("unknown operation"), table["verdict"])
        return counts.reindex(columns=[name for name in model.BEST_FIRST if name in counts.columns])

    @property
    def operations(self) -> pd.DataFrame:
        """A row an operation, in the order in which they began."""
        return self._table("operations")

    @property
    def events(self) -> pd.DataFrame:
        """The events of each operation, by operation and time; one that two operations share is a row of each."""
        return self._table("events")

    @property
    def steps(self) -> pd.DataFrame:
        """What the flow of each operation expects beside the line that was seen."""
        return self._table("steps")

    @property
    def durations(self) -> pd.DataFrame:
        """How long each step of each operation took, in seconds; `stats` sums them up."""
        return self._table("durations")

    @property
    def deviations(self) -> pd.DataFrame:
        """A row a deviation, with evidence, reason and remedy."""
        return self._table("deviations")

    @property
    def conditions(self) -> pd.DataFrame:
        """What was found about the whole log: services that were down, restarts, trouble of the message bus."""
        return self._table("conditions")

    @property
    def files(self) -> pd.DataFrame:
        """The account of each file that was read."""
        return self._table("files")

    def find(self, identity: str) -> list[Operation]:
        """Return the operations of one request or one server.

        Args:
            identity: its id, or a beginning that only one id has; `req-` may be left out.

        Raises:
            UsageError: no id begins so, or several do.
        """
        return [Operation(one, self.found.release) for one in operations_of(self.found.verdicts, identity)]

    def write(self, file: str | PathLike[str], format_name: str | None = None) -> None:
        """Write the report to a file.

        Args:
            file: its suffix tells the format: .html, .json, .md, .txt, .csv, .parquet, .sarif or .xml (JUnit).
            format_name: one of `novaflow check --format`, where the suffix does not tell it.

        Raises:
            UsageError: there is no such format, or the file cannot be written.
        """
        save(file, self._written(format_name or format_of(file, SUFFIXES)))

    def _written(self, format_name: str) -> bytes:
        below = io.BytesIO()
        page = io.TextIOWrapper(below, encoding="utf-8", errors="backslashreplace", newline="")
        pipeline.write(self.found, format_name, pipeline.console(page))
        page.flush()
        return below.getvalue()

    def _table(self, name: str) -> pd.DataFrame:
        return frame(pipeline.TABLES[name](self.found))

    def __len__(self) -> int:
        return len(self.found.verdicts)

    def __iter__(self) -> Iterator[Operation]:
        return (Operation(one, self.found.release) for one in self.found.verdicts)

    def __getitem__(self, which: SupportsIndex | str) -> Operation:
        """Return the operation of a row of `operations`, or that of a request or server.

        Raises:
            IndexError: there is no such place.
            UsageError: no id begins so, or several operations are meant.
        """
        if not isinstance(which, str):
            return Operation(self.found.verdicts[index(which)], self.found.release)
        found = self.find(which)
        if len(found) > 1:
            raise UsageError(f"{which} has {len(found)} operations", hint="take one of report.find(...)")
        return found[0]

    def __repr__(self) -> str:
        counts = [f"{count} {name}" for name in model.BEST_FIRST if (count := self._count(name))]
        return (
            f"<Report: {len(self)} operation{'' if len(self) == 1 else 's'}{': ' if counts else ''}{', '.join(counts)}>"
        )

    def _count(self, name: model.VerdictName) -> int:
        return sum(one.verdict == name for one in self.found.verdicts)

    def __str__(self) -> str:
        return self._written("text").decode()

    def _repr_html_(self) -> str:
        return pipeline.cell(self.found)
