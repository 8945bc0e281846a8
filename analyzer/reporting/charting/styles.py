"""How each shape of a picture looks: its strokes, its fills, and the colours of a light and of a dark page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Ink = Literal["ink", "muted", "faint", "red", "amber", "paper", "head", "bar", "note", "tint", "none"]

# The contrast of ink, muted, red and amber to the paper is 4.5 or more in both (WCAG 2.1, AA).
LIGHT: dict[Ink, str] = {
    "ink": "#1b1f24",
    "muted": "#5c6570",
    "faint": "#b4bcc6",
    "red": "#b3161f",
    "amber": "#8a5300",
    "paper": "#ffffff",
    "head": "#eaf1fb",
    "bar": "#d5e3f6",
    "note": "#fff8dc",
    "tint": "#fdf1f1",
    "none": "none",
}
DARK: dict[Ink, str] = {
    "ink": "#e6edf3",
    "muted": "#9aa5b1",
    "faint": "#4a535e",
    "red": "#ff8080",
    "amber": "#e8a93a",
    "paper": "#0f141a",
    "head": "#1c2a3d",
    "bar": "#2b3f5c",
    "note": "#332d16",
    "tint": "#2a1719",
    "none": "none",
}


@dataclass(frozen=True, slots=True)
class Style:
    """Colours by name; `dash` are lengths of stroke and blank in pixels."""

    stroke: Ink = "none"
    fill: Ink = "none"
    width: float = 1.0
    dash: tuple[float, ...] = ()
    bold: bool = False


_BASE: dict[str, Style] = {
    "title": Style(fill="ink", bold=True),
    "subtitle": Style(fill="muted"),
    "label": Style(fill="ink"),
    "margin": Style(fill="muted"),
    "mark": Style(fill="muted", bold=True),
    "condition": Style(fill="muted"),
    "kind": Style(fill="ink", bold=True),
    "finding": Style(fill="red"),
    "legend": Style(fill="muted"),
    "host": Style(fill="muted"),
    "head": Style(stroke="muted", fill="head"),
    "head words": Style(fill="ink", bold=True),
    "figure": Style(stroke="ink", width=1.3),
    "lifeline": Style(stroke="faint", dash=(5, 4)),
    "bar": Style(stroke="muted", fill="bar"),
    "frame": Style(stroke="faint"),
    "tab": Style(stroke="faint"),
    "border": Style(stroke="faint", dash=(4, 3)),
    "note": Style(stroke="faint", fill="note"),
    "gap": Style(stroke="faint", fill="paper", dash=(2, 4)),
    "call": Style(stroke="ink", width=1.3),
    "cast": Style(stroke="ink", width=1.3),
    "own": Style(stroke="muted", width=1.1),
    "reply": Style(stroke="ink", dash=(7, 4)),
}
_RED = ("deviation", "missing")


def style_of(name: str, *, words: bool = False) -> Style:
    """Return the style of a shape.

    Args:
        name: what it is and how it looks, such as `call missing`.
        words: it is words, which are filled and not stroked.
    """
    kind, _, look = name.partition(" ")
    base = _BASE["head words"] if words and kind == "head" else _BASE[kind]
    if look in _RED:
        base = _coloured(base, "red", words=words)
        if kind == "frame":
            base = replace(base, fill="tint", width=1.3)
    elif look == "extra":
        base = _coloured(base, "amber", words=words)
    elif look == "unseen":
        base = _coloured(base, "muted", words=words)
    if look in ("missing", "unseen") and not words:
        base = replace(base, dash=(5, 3) if look == "missing" else (1.5, 3))
    return base


def _coloured(style: Style, ink: Ink, *, words: bool) -> Style:
    return replace(style, fill=ink) if words else replace(style, stroke=ink)
