"""One operation: its verdict, its steps, and its diagram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer import model, pipeline
from analyzer.api.diagram import Diagram
from analyzer.api.frames import frame

if TYPE_CHECKING:
    import pandas as pd


class Operation:
    """One operation of a `Report`; as the last value of a cell its diagram is shown, expected beside seen.

    Args:
        verdict: what was found.
        release: the major release that wrote the logs, None if not known.
    """

    def __init__(self, verdict: model.Verdict, release: int | None = None) -> None:
        self.found = verdict
        self._only = model.Report(model.Input(()), (verdict,), release=release)

    @property
    def name(self) -> str | None:
        """The reference flow: `migrate`; None where the logs do not tell one."""
        return self.found.operation

    @property
    def verdict(self) -> model.VerdictName:
        """The verdict: `conformant`, `rejected`, `unknown`, `deviating`, `unfinished` or `failed`."""
        return self.found.verdict

    @property
    def request_id(self) -> str | None:
        """The request that asked for it."""
        return self.found.trace.request

    @property
    def server_id(self) -> str | None:
        """The server it was asked of."""
        return self.found.trace.server

    @property
    def summary(self) -> pd.Series:
        """Its row of `Report.operations`."""
        return self._table("operations").iloc[0]

    @property
    def steps(self) -> pd.DataFrame:
        """What the flow expects beside the line that was seen, a row a step or line, in the order of the flow."""
        return self._table("steps")

    @property
    def events(self) -> pd.DataFrame:
        """Its events by time."""
        return self._table("events")

    @property
    def durations(self) -> pd.DataFrame:
        """How long each of its steps took, in seconds."""
        return self._table("durations")

    @property
    def deviations(self) -> pd.DataFrame:
        """What was found, with evidence, reason and remedy."""
        return self._table("deviations")

    def draw(self, *, queue: bool = False, hypervisor: bool = False) -> Diagram:
        """Draw it as a sequence diagram.

        Args:
            queue: with the message queue between the services.
            hypervisor: with libvirt beside each compute.

        Examples:
            >>> import analyzer
            >>> migration = analyzer.check("sample_logs/zed/migrate/self-migrate-retry")["req-9684d807"]
            >>> migration.draw()
            <Diagram: migrate req-9684d807-dc08-454c-ae17-90f077eacb15 is deviating>
        """
        release = self._only.release
        return Diagram(pipeline.verdict_chart(self.found, release=release, queue=queue, hypervisor=hypervisor))

    def _table(self, name: str) -> pd.DataFrame:
        return frame(pipeline.TABLES[name](self._only))

    def __repr__(self) -> str:
        words = (self.name or "unknown operation", self.request_id, self.verdict)
        return f"<Operation: {' '.join(word for word in words if word)}>"

    def __str__(self) -> str:
        return pipeline.explained(self.found)

    def _repr_svg_(self) -> str:
        return str(self.draw().to("svg"))

    def _repr_html_(self) -> str:
        return self.draw().page
