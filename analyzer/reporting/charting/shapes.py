"""What a picture of a chart is made of, and how much room words need.

Lengths are in CSS pixels, from the upper left corner.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from analyzer.reporting.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Anchor = Literal["start", "middle", "end"]
Head = Literal["filled", "open"]

# Advance widths of DejaVu Sans in thousandths of the size: the widest of the sans-serif fonts that systems bring, so
# what fits in it fits in the others.
_WIDTHS = {
    **dict.fromkeys("'ijl", 278),
    **dict.fromkeys("I .,|!:;/\\", 340),
    **dict.fromkeys("()[]-ft", 392),
    **dict.fromkeys('r"`', 460),
    **dict.fromkeys("_csz", 550),
    **dict.fromkeys("*?aevxyk", 615),
    **dict.fromkeys("+=<>~#wMGOQ^", 838),
    **dict.fromkeys("m%W@…", 1000),
}
_SMALL_LETTER, _CAPITAL, _WIDE, _OTHER = 637, 760, 1080, 840
_UUID = re.compile(r"(?<![0-9a-fA-F])([0-9a-fA-F]{8})(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F])")
# What a line may be broken after: blanks, and what joins the parts of paths and of lists.
_ATOM = re.compile(r"[^\s/,=;:&?_]*(?:[/,=;:&?_]+|\s+|$)")
_BOLD = 1.12
_HEAD_LENGTH, _HEAD_HALF = 9.0, 4.0
_LONGEST = 400  # characters: no label shows more


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; (x, y) is on its baseline. `more` is what a reader is told who points at it."""

    x: float
    y: float
    words: str
    style: str
    anchor: Anchor = "start"
    size: float = 13
    more: str = ""

    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom."""
        width = width_of(self.words, self.size)
        left = self.x - {"start": 0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - 0.78 * self.size, left + width, self.y + 0.22 * self.size

    def moved(self, right: float, down: float) -> Text:
        """Return the same elsewhere."""
        return replace(self, x=self.x + right, y=self.y + down)


@dataclass(frozen=True, slots=True)
class Path:
    """Straight lines from point to point, with an arrow head at the last or none."""

    points: tuple[tuple[float, float], ...]
    style: str
    head: Head | None = None

    def moved(self, right: float, down: float) -> Path:
        """Return the same elsewhere."""
        return replace(self, points=tuple((x + right, y + down) for x, y in self.points))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `radius` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    style: str
    radius: float = 0

    def moved(self, right: float, down: float) -> Box:
        """Return the same elsewhere."""
        return replace(self, x=self.x + right, y=self.y + down)


Shape = Text | Path | Box


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes in the order they are painted, and the size of the page."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
    description: str


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Return the pixels that words take at most, in a font of that size."""
    return sum(map(_width, words)) * size / 1000 * (_BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _width(char: str) -> int:
    known = _WIDTHS.get(char)
    if known is not None:
        return known
    if char.isascii():
        return _CAPITAL if char.isupper() else _SMALL_LETTER
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else _OTHER


def tidy(text: str) -> str:
    """Return a text of a log as one printable line of bearable length, ids by their beginning."""
    return printable(" ".join(_UUID.sub(r"\1…", text[:_LONGEST]).split())) + ("…" if len(text) > _LONGEST else "")


def wrapped(text: str, width: float, measure: Callable[[str], float], most: int) -> tuple[str, ...]:
    """Return a text in lines that fit, broken at blanks and in long names where they are joined; `…` ends what is cut.

    Args:
        text: what `tidy` made.
        width: what a line may take.
        measure: what some words take.
        most: how many lines there may be.
    """
    lines: list[str] = []
    line = ""
    for piece in (part for atom in _ATOM.findall(text) for part in _parts(atom, width, measure)):
        if line and measure(f"{line}{piece}".rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    lines += [line.rstrip()] if line.strip() else []
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], _cut(lines[most - 1], width, measure))


def _parts(atom: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return what may not be broken in parts that fit all the same."""
    if measure(atom.rstrip()) <= width:
        return [atom]
    parts = [""]
    for char in atom:
        if parts[-1] and measure((parts[-1] + char).rstrip()) > width:
            parts.append("")
        parts[-1] += char
    return parts


def _cut(line: str, width: float, measure: Callable[[str], float]) -> str:
    while line and measure(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip(' …')}…"


def widest(lines: Sequence[str], size: float) -> float:
    """Return the pixels that the widest of some lines takes; 0 of none."""
    return max((width_of(line, size) for line in lines), default=0)


def arrow_head(path: Path) -> tuple[tuple[float, float], ...]:
    """Return the three points of the head at the end of a level path; the tip is the second."""
    (from_x, _), (x, y) = path.points[-2:]
    back = x - _HEAD_LENGTH if x > from_x else x + _HEAD_LENGTH
    return (back, y - _HEAD_HALF), (x, y), (back, y + _HEAD_HALF)
