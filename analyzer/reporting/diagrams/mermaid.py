"""Mermaid, which GitHub, GitLab and many wikis draw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.reporting.chart import Frame, Gap, Message, Note
from analyzer.reporting.charting.columns import host_words, spoken
from analyzer.reporting.charting.folding import shortened_to
from analyzer.reporting.charting.shapes import tidy, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.reporting.chart import Chart, FrameKind, Row

# Mermaid draws nothing longer (its `maxTextSize`); a page that holds the diagram takes some of it.
LONGEST = 48_000
COLUMNS, LINES = 44, 4

ARROWS = {"call": "->>", "cast": "-)", "reply": "-->>", "own": "->>"}
# Mermaid has no frame for what NovaFlow's own words say; it knows these.
BLOCKS: dict[FrameKind, str] = {"attempt": "loop", "retry": "opt", "deviation": "opt"}
BETWEEN = {"alt": "else", "par": "and"}
RED = "rect rgba(224, 36, 36, 0.14)"

# All else has a meaning somewhere in Mermaid, Markdown or HTML, so it goes in as a character's number.
_UNSAFE = re.compile(r"[^\w .,()'/=+-]")
_END = re.compile(r"\bend\b", re.IGNORECASE)


def draw(chart: Chart) -> str:
    """Draw a chart as a Mermaid sequence diagram of less than 50,000 characters.

    Where it would be longer, plain rows in the middle are left out, and it says how many. Texts are cut to a few lines
    and hold letters, digits and a few signs; all other characters are written as Mermaid's `#NUMBER;`.
    """
    most = len(chart.rows)
    text = _diagram(chart)
    while len(text) > LONGEST and most > 1:
        most //= 2
        text = _diagram(shortened_to(chart, most))
    return text


def _diagram(chart: Chart) -> str:
    names = {line.key: f"p{number}" for number, line in enumerate(chart.lifelines)}
    lines = ["sequenceDiagram", f"  title: {_text(chart.title)}", f"  accTitle: {_text(chart.title)}"]
    lines += [f"  accDescr: {_text(chart.description)}"] if chart.description else []
    for line in chart.lifelines:
        kind = "actor" if line.kind == "actor" else "participant"
        lines.append(f"  {kind} {names[line.key]} as {_words(f'{line.title} {host_words(line.host)}')}")
    return "\n".join((*lines, *(f"  {line}" for line in _Rows(names).of(chart.rows)), ""))


class _Rows:
    """Rows to lines of Mermaid; `names` are the participants' by key of lifeline."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._all = ",".join(dict.fromkeys((next(iter(names.values()), ""), next(reversed(names.values()), ""))))

    def of(self, rows: Iterable[Row]) -> Iterator[str]:
        for row in rows:
            marked = not isinstance(row, Frame) and row.look in ("deviation", "missing")
            lines = list(self._row(row))
            yield from (RED, *(f"  {line}" for line in lines), "end") if marked else lines

    def _row(self, row: Row) -> Iterator[str]:
        match row:
            case Message():
                yield f"{self._names[row.sender]}{_arrow(row)}{self._names[row.receiver]}: {_words(spoken(row))}"
            case Note():
                over = ",".join(self._names[key] for key in (row.over[:1] + row.over[1:][-1:])) or self._all
                yield f"Note over {over}: {_words(spoken(row))}"
            case Gap():
                yield f"Note over {self._all}: {_words(spoken(row))}"
            case Frame():
                yield from self._frame(row)

    def _frame(self, row: Frame) -> Iterator[str]:
        block = BLOCKS.get(row.kind, row.kind)
        for number, branch in enumerate(row.branches):
            named = row.kind if row.kind in BLOCKS and not number else ""
            codes = " ".join(row.codes) if not number else ""
            label = " ".join(part for part in (named, branch.condition, codes) if part)
            yield f"{BETWEEN.get(row.kind, 'else') if number else block} {_words(label)}".rstrip()
            yield from (f"  {line}" for line in self.of(branch.rows))
        yield "end"


def _arrow(row: Message) -> str:
    if row.look == "missing":
        return "--x"
    return "-->>" if row.look == "unseen" else ARROWS[row.arrow]


def _words(text: str) -> str:
    """Return a text as a few short lines."""
    lines = wrapped(tidy(text), COLUMNS, len, LINES)
    return "<br/>".join(map(_text, lines))


def _text(text: str) -> str:
    """Return a text in which nothing means anything to Mermaid; the word `end` would end a block."""
    numbered = _UNSAFE.sub(lambda found: f"#{ord(found[0])};", tidy(text))
    return _END.sub(lambda found: f"#{ord(found[0][0])};{found[0][1:]}", numbered)
