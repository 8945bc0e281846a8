"""A sequence diagram that a notebook shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer import pipeline
from analyzer.api.files import format_of, save

if TYPE_CHECKING:
    from os import PathLike

SUFFIXES = {
    ".svg": "svg",
    ".png": "png",
    ".mmd": "mermaid",
    ".puml": "plantuml",
    ".diag": "seqdiag",
    ".txt": "ascii",
}


class Diagram:
    """A sequence diagram; as the last value of a cell it is shown.

    Args:
        chart: what it shows.
    """

    def __init__(self, chart: pipeline.Chart) -> None:
        self.chart = chart

    def to(self, format_name: str) -> str | bytes:
        """Return the diagram in a format: `svg`, `mermaid`, `plantuml`, `seqdiag` and `ascii` are text, `png` is bytes.

        Raises:
            UsageError: there is no such format, or a library that it needs is not installed.
        """
        return pipeline.draw(self.chart, format_name)

    def write(self, file: str | PathLike[str], format_name: str | None = None) -> None:
        """Write the diagram to a file.

        Args:
            file: its suffix tells the format: .svg, .png, .mmd, .puml, .diag or .txt.
            format_name: the format, where the suffix does not tell.

        Raises:
            UsageError: as `to`, or the file cannot be written.
        """
        save(file, self.to(format_name or format_of(file, SUFFIXES)))

    def __repr__(self) -> str:
        return f"<Diagram: {self.chart.title}>"

    @property
    def page(self) -> str:
        """The SVG as a part of an HTML page, which scrolls if it is wider than that."""
        # JupyterLab shrinks what is wider than a cell until nobody can read it.
        drawn = str(self.to("svg")).replace("<svg ", '<svg style="max-width: none" ', 1)
        return f'<div style="overflow-x: auto">{drawn}</div>'

    def _repr_svg_(self) -> str:
        return str(self.to("svg"))

    def _repr_html_(self) -> str:
        # JupyterLab shows an SVG as an image, in which no word tells its line to who points at it; it takes HTML first.
        return self.page
