"""How long steps usually take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer import pipeline
from analyzer.api.files import save
from analyzer.api.frames import frame

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd


class Baseline:
    """How long each step of each operation took in healthy logs; `check` takes it, and names what is slow beside it.

    Args:
        spreads: what was learnt.
    """

    def __init__(self, spreads: pipeline.Baseline) -> None:
        self.spreads = spreads

    @property
    def durations(self) -> pd.DataFrame:
        """A row for each thing that was measured, in seconds; `check` compares with those that have `enough`."""
        return frame(pipeline.filled(pipeline.LEARNT, pipeline.learnt(self.spreads)))

    def write(self, file: str | PathLike[str]) -> None:
        """Write it as the JSON that `novaflow check --baseline FILE` and `analyzer.check(baseline=FILE)` read.

        Raises:
            UsageError: the file cannot be written.
        """
        save(file, pipeline.text_of(self.spreads))

    def __repr__(self) -> str:
        table = self.durations
        return f"<Baseline: {len(table)} durations, {int(table['enough'].sum())} of them learnt from enough samples>"

    def _repr_html_(self) -> str:
        return str(self.durations.to_html(max_rows=30, na_rep="", float_format="{:.3f}".format))
