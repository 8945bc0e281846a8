"""The language of seqdiag, of the blockdiag family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting.chart import Frame, Gap, Message
from analyzer.reporting.charting.columns import host_words, spoken
from analyzer.reporting.charting.shapes import tidy, wrapped
from analyzer.reporting.charting.styles import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.reporting.chart import Chart, FrameKind, Look, Row

COLUMNS, LINES = 32, 4

ARROWS = {"call": "->", "cast": "->>", "reply": "-->", "own": "->"}
DASHED = {"->": "-->", "->>": "-->>", "-->": "-->"}
COLOURS: dict[Look, str] = {
    "deviation": LIGHT["red"],
    "missing": LIGHT["red"],
    "unseen": LIGHT["muted"],
    "extra": LIGHT["amber"],
}
BOXES: dict[FrameKind, str] = {"loop": "loop", "attempt": "loop"}


def draw(chart: Chart) -> str:
    """Draw a chart in seqdiag's language.

    seqdiag knows only `alt` and `loop`, each with one compartment and the name in its corner, and has no words inside
    them that belong to no arrow: a branch is an `alt` of its own, and such words go to the lifeline beside them.
    """
    names = {line.key: f"p{number}" for number, line in enumerate(chart.lifelines)}
    lines = ["activation = none;", "default_fontsize = 12;", "span_width = 160;"]
    lines += (f"{names[line.key]} [label = {_quoted(_head(line.title, line.host))}];" for line in chart.lifelines)
    lines += _Rows(names).of(chart.rows)
    return "\n".join((f"// {tidy(chart.title)}", "seqdiag {", *(f"  {line}" for line in lines), "}", ""))


def _head(title: str, host: str) -> str:
    return "\n".join(part for part in (tidy(title), host_words(host)) if part)


class _Rows:
    """Rows to lines of seqdiag; `names` are the nodes' by key of lifeline."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def of(self, rows: Iterable[Row]) -> Iterator[str]:
        for row in rows:
            match row:
                case Message():
                    yield self._edge(
                        self._names[row.sender], self._names[row.receiver], _arrow(row), spoken(row), row.look
                    )
                case Frame():
                    for number, branch in enumerate(row.branches):
                        box = BOXES.get(row.kind, "alt")
                        codes = row.codes if not number else ()
                        kind = "else" if number and row.kind == "alt" else row.kind
                        words = " ".join(part for part in (kind, branch.condition, *codes) if part)
                        yield f"{box} {_quoted(tidy(words))} {{"
                        yield from (f"  {line}" for line in self.of(branch.rows))
                        yield "}"
                case _:
                    keys = () if isinstance(row, Gap) else row.over
                    beside = self._names[keys[0]] if keys else next(iter(self._names.values()), "")
                    yield self._edge(beside, beside, "-->", spoken(row), row.look)

    def _edge(self, sender: str, receiver: str, arrow: str, text: str, look: Look) -> str:
        label = "\n".join(wrapped(tidy(text), COLUMNS, len, LINES))
        colour = COLOURS.get(look)
        options = [f"label = {_quoted(label)}"] if label else []
        options += [f'color = "{colour}"', f'textcolor = "{colour}"'] if colour else []
        edge = f"{sender} {arrow} {receiver}"
        return f"{edge} [{', '.join(options)}];" if options else f"{edge};"


def _arrow(row: Message) -> str:
    arrow = ARROWS[row.arrow]
    return DASHED[arrow] if row.look in ("missing", "unseen") else arrow


def _quoted(text: str) -> str:
    r"""Return a string of seqdiag's, in which `\"` is a quotation mark and a backslash is nothing else."""
    body = text.replace('"', '\\"')
    return f'"{body} "' if body.endswith("\\") else f'"{body}"'
