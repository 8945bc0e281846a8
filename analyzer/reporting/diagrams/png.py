"""A portable network graphics image, drawn by matplotlib."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Literal

from analyzer.errors import UsageError
from analyzer.reporting.charting.folding import shortened_to
from analyzer.reporting.charting.page import picture
from analyzer.reporting.charting.shapes import Box, Path, Text, arrow_head
from analyzer.reporting.charting.styles import LIGHT, style_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analyzer.reporting.chart import Chart
    from analyzer.reporting.charting.shapes import Anchor, Picture
    from analyzer.reporting.charting.styles import Style

PER_INCH = 96  # CSS pixels
SHARPNESS = 1.5  # pixels of the image for each
COLOURS = 64  # of the palette: a quarter of the bytes, and no difference to be seen
HIGHEST = 20_000.0  # pixels of the page; images that are higher are shown by few programs
FONT = "DejaVu Sans"  # matplotlib brings it
POINTS = 72 / PER_INCH
ALIGNED: dict[Anchor, Literal["left", "center", "right"]] = {"start": "left", "middle": "center", "end": "right"}


def draw(chart: Chart) -> bytes:
    """Draw a chart as PNG, in the colours of a light page.

    Where it would be higher than viewers can show, plain rows in the middle are left out, and it says how many.

    Raises:
        UsageError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - only this format needs it, and it may be missing
        from PIL import Image  # noqa: PLC0415 - matplotlib brings it
    except ImportError as error:
        raise UsageError("png needs matplotlib", hint="pip install 'novaflow[png]', or take svg") from error
    page, most = picture(chart), len(chart.rows)
    while page.height > HIGHEST and most > 1:
        most //= 2
        page = picture(shortened_to(chart, most))
    figure = Figure((page.width / PER_INCH, page.height / PER_INCH), facecolor=LIGHT["paper"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, page.width), ylim=(page.height, 0))
    axes.set_axis_off()
    _paint(page, axes)
    drawn, out = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png", dpi=PER_INCH * SHARPNESS)
    Image.open(drawn).convert("RGB").quantize(COLOURS).save(out, format="png", optimize=True)
    return out.getvalue()


def _paint(page: Picture, axes: Axes) -> None:
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415 - as above

    known = frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())
    for order, shape in enumerate(page.shapes):
        match shape:
            case Text():
                _write(shape, axes, order, known)
            case Box():
                _box(shape, axes, order)
            case Path():
                _line(shape, axes, order)


def _write(text: Text, axes: Axes, order: int, known: frozenset[int]) -> None:
    from matplotlib.patheffects import withStroke  # noqa: PLC0415 - as above

    style = style_of(text.style, words=True)
    axes.text(
        text.x,
        text.y,
        "".join(char if ord(char) in known else "\N{WHITE SQUARE}" for char in text.words),
        parse_math=False,
        family=FONT,
        size=text.size * POINTS,
        color=LIGHT[style.fill],
        weight="bold" if style.bold else "normal",
        horizontalalignment=ALIGNED[text.anchor],
        verticalalignment="baseline",
        path_effects=[withStroke(linewidth=3 * POINTS, foreground=LIGHT["paper"])],
        zorder=order,
    )


def _box(box: Box, axes: Axes, order: int) -> None:
    from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415 - as above

    style = style_of(box.style)
    patch = FancyBboxPatch(
        (box.x, box.y),
        box.width,
        box.height,
        boxstyle=f"round,pad=0,rounding_size={box.radius}" if box.radius else "square,pad=0",
        facecolor=LIGHT[style.fill],
        edgecolor=LIGHT[style.stroke],
        linewidth=style.width * POINTS,
        linestyle=_dash(style),
        zorder=order,
    )
    axes.add_patch(patch)


def _line(path: Path, axes: Axes, order: int) -> None:
    from matplotlib.patches import Polygon  # noqa: PLC0415 - as above

    style = style_of(path.style)
    colour, width = LIGHT[style.stroke], style.width * POINTS
    x, y = zip(*path.points, strict=True)
    axes.plot(x, y, color=colour, linewidth=width, linestyle=_dash(style), dash_capstyle="butt", zorder=order)
    if path.head == "filled":
        axes.add_patch(Polygon(arrow_head(path), closed=True, color=colour, linewidth=width, zorder=order))
    elif path.head == "open":
        x, y = zip(*arrow_head(path), strict=True)
        axes.plot(x, y, color=colour, linewidth=width, zorder=order)


def _dash(style: Style) -> tuple[float, tuple[float, ...] | None]:
    """Return a line style; matplotlib counts dashes in widths of the line."""
    return 0.0, tuple(length / style.width for length in style.dash) or None
