"""PlantUML, which many wikis and IDEs draw."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.reporting.chart import Frame, Gap, Message, Note
from analyzer.reporting.charting.columns import host_words, spoken
from analyzer.reporting.charting.shapes import tidy, wrapped
from analyzer.reporting.charting.styles import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.reporting.chart import Chart, LifelineKind, Look, Row

COLUMNS, LINES = 44, 4

KINDS: dict[LifelineKind, str] = {
    "actor": "actor",
    "service": "participant",
    "queue": "queue",
    "hypervisor": "entity",
}
HEADS = {"call": ">", "cast": ">>", "reply": ">>", "own": ">"}
COLOURS: dict[Look, str] = {
    "deviation": LIGHT["red"],
    "missing": LIGHT["red"],
    "unseen": LIGHT["muted"],
    "extra": LIGHT["amber"],
}
BLOCKS = {"opt", "alt", "par", "loop", "break"}

# Letters, digits and the signs that mean nothing to its preprocessor (`%f()`, `$f()`, `!include`), to Creole and HTML;
# signs that only mean something doubled (`--`, `//`, `__`) stand single. All else goes in as a character's number.
_UNSAFE = re.compile(r"[^\w .,:()=+/-]|(?<=([/_-]))\1+|(?<=[/_-])(?=([/_-]))\2")


def draw(chart: Chart) -> str:
    """Draw a chart as a PlantUML sequence diagram.

    Texts are cut to a few lines; whatever PlantUML could take for a command, a function, a link or a style is written
    as `<U+NUMBER>`, and no text begins a line.
    """
    names = {line.key: f"p{number}" for number, line in enumerate(chart.lifelines)}
    heads = (
        f'{KINDS[line.kind]} "{_words(line.title)}{_host(line.host)}" as {names[line.key]}' for line in chart.lifelines
    )
    body = _Rows(names).of(chart.rows)
    look = ("skinparam shadowing false", "skinparam responseMessageBelowArrow false")
    return "\n".join(("@startuml", *look, f"title {_text(chart.title)}", *heads, *body, "@enduml", ""))


def _host(host: str) -> str:
    return f"\\n{_text(host_words(host))}" if host else ""


class _Rows:
    """Rows to lines of PlantUML; `names` are the participants' by key of lifeline."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._all = ", ".join(dict.fromkeys((next(iter(names.values()), ""), next(reversed(names.values()), ""))))

    def of(self, rows: Iterable[Row]) -> Iterator[str]:
        for row in rows:
            match row:
                case Message():
                    yield f"{self._names[row.sender]} {_arrow(row)} {self._names[row.receiver]} : {_coloured(row)}"
                case Note():
                    over = ", ".join(self._names[key] for key in (row.over[:1] + row.over[1:][-1:])) or self._all
                    yield f"note over {over} : {_coloured(row)}"
                case Gap():
                    yield f"...{_coloured(row)}..."
                case Frame():
                    yield from self._frame(row)

    def _frame(self, row: Frame) -> Iterator[str]:
        for number, branch in enumerate(row.branches):
            condition = _text(" ".join((branch.condition, *(row.codes if not number else ()))))
            if number:
                yield f"else {condition}".rstrip()
            elif row.kind in BLOCKS:
                yield f"{row.kind} {condition}".rstrip()
            else:
                yield f"group {row.kind} [{condition}]"
            yield from (f"  {line}" for line in self.of(branch.rows))
        yield "end"


def _arrow(row: Message) -> str:
    colour = COLOURS.get(row.look)
    dashed = row.arrow == "reply" or row.look in ("missing", "unseen")
    look = ",".join(part for part in (colour, "dashed" if dashed else "") if part)
    return f"-[{look}]{HEADS[row.arrow]}" if look else f"-{HEADS[row.arrow]}"


def _coloured(row: Message | Note | Gap) -> str:
    colour = COLOURS.get(row.look)
    return _words(spoken(row), f"<color:{colour}>" if colour else "")


def _words(text: str, before: str = "") -> str:
    """Return a text as a few short lines, each with `before` before it: a colour ends with its line."""
    lines = wrapped(tidy(text), COLUMNS, len, LINES)
    return "\\n".join(f"{before}{_text(line)}" for line in lines)


def _text(text: str) -> str:
    """Return a text in which nothing means anything to PlantUML."""
    return _UNSAFE.sub(lambda found: "".join(f"<U+{ord(char):04X}>" for char in found[0]), tidy(text))
