"""Scalable vector graphics, light or dark as the reader's system is.

Its public face is `svg(chart) -> str`: one complete `<svg>` element that stands alone as a file and inside HTML.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from analyzer.reporting.charting.page import picture
from analyzer.reporting.charting.shapes import Box, Path, Text, arrow_head
from analyzer.reporting.charting.styles import DARK, LIGHT, style_of
from analyzer.reporting.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.reporting.chart import Chart
    from analyzer.reporting.charting.shapes import Shape
    from analyzer.reporting.charting.styles import Ink

FONTS = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "DejaVu Sans", sans-serif'
ROOT = "novaflow-chart"


def svg(chart: Chart) -> str:
    """Draw a chart as SVG.

    All that comes from a log is escaped; there is no script, no link, no id and no font or image from elsewhere, so
    several may stand in one HTML page. Colours follow `prefers-color-scheme`. Words stay words: they can be searched
    and copied, and pointing at one tells its event, its whole text and its line in the log.

    Args:
        chart: what `charting.of_flow.flow_chart`, `charting.of_trace.trace_chart` or
            `charting.of_verdict.verdict_chart` made.

    Returns:
        One `<svg>` element with its namespace and its size in CSS pixels, without XML declaration, and a newline.
    """
    page = picture(chart)
    width, height = _number(page.width), _number(page.height)
    styles = sorted({(shape.style, isinstance(shape, Text)) for shape in page.shapes})
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{ROOT}" role="img" {size} aria-label="{_quoted(page.title)}">',
        f"<title>{_quoted(page.title)}</title>",
        f"<desc>{_quoted(page.description)}</desc>",
        f"<style>{_css(styles)}</style>",
        f'<rect class="page" width="{width}" height="{height}"/>',
        *map(_shape, page.shapes),
        "</svg>",
    )
    return "\n".join(parts) + "\n"


draw = svg


def _css(styles: Iterable[tuple[str, bool]]) -> str:
    lines = [
        f".{ROOT}{{{_colours(LIGHT)}font-family:{FONTS};max-width:none}}",
        f"@media(prefers-color-scheme:dark){{.{ROOT}{{{_colours(DARK)}}}}}",
        f".{ROOT} .page{{fill:var(--paper)}}",
        f".{ROOT} text{{white-space:pre;stroke:var(--paper);stroke-width:3px;paint-order:stroke}}",
    ]
    for name, words in styles:
        style = style_of(name, words=words)
        css = f"fill:{_ink(style.fill)};"
        if words:
            css += "font-weight:600;" if style.bold else ""
        else:
            css += f"stroke:{_ink(style.stroke)};stroke-width:{_number(style.width)};"
            css += f"stroke-dasharray:{' '.join(map(_number, style.dash))};" if style.dash else ""
        lines.append(f".{ROOT} .{_css_class(name, words=words)}{{{css}}}")
        if not words:
            lines.append(f".{ROOT} .{_css_class(name, words=words)}-head{{{_head_css(name)}}}")
    return "\n".join(lines)


def _head_css(name: str) -> str:
    style = style_of(name)
    return f"fill:{_ink(style.stroke)};stroke:{_ink(style.stroke)};stroke-width:{_number(style.width)};"


def _colours(colours: Mapping[Ink, str]) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in colours.items() if name != "none")


def _ink(name: Ink) -> str:
    return "none" if name == "none" else f"var(--{name})"


def _css_class(style: str, *, words: bool) -> str:
    return f"{'t' if words else 's'}-{style.replace(' ', '-')}"


def _shape(shape: Shape) -> str:
    css = _css_class(shape.style, words=isinstance(shape, Text))
    match shape:
        case Text():
            more = f"<title>{_quoted(shape.more)}</title>" if shape.more else ""
            anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
            at = f'x="{_number(shape.x)}" y="{_number(shape.y)}" font-size="{_number(shape.size)}"{anchor}'
            return f'<text class="{css}" {at}>{_quoted(shape.words)}{more}</text>'
        case Box():
            round_off = f' rx="{_number(shape.radius)}"' if shape.radius else ""
            size = f'width="{_number(shape.width)}" height="{_number(shape.height)}"{round_off}'
            return f'<rect class="{css}" x="{_number(shape.x)}" y="{_number(shape.y)}" {size}/>'
        case Path():
            line = f'<polyline class="{css}" points="{_points(shape.points)}"/>'
            if shape.head is None:
                return line
            head = _points(arrow_head(shape))
            element = "polygon" if shape.head == "filled" else "polyline"
            fill = "" if shape.head == "filled" else ' style="fill:none"'
            return f'{line}<{element} class="{css}-head"{fill} points="{head}"/>'


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _quoted(text: str) -> str:
    return escape(printable(text))
