"""The whole page: heading, lifelines, body, margins, findings and legend."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from analyzer.reporting.chart import messages
from analyzer.reporting.charting.body import LEADING, Body
from analyzer.reporting.charting.columns import SIZE, SMALL, head_width, host_words
from analyzer.reporting.charting.shapes import Box, Path, Picture, Text, tidy, width_of, wrapped
from analyzer.reporting.printable import iso, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.reporting.chart import Chart, Lifeline, Look
    from analyzer.reporting.charting.shapes import Head, Shape

PAGE = 20.0
TITLE = 16.0
HEAD = 40.0
LONG = 900.0  # pixels of body below which the headings stand at the foot again
MARGIN = 24.0
EXPECTED = 215.0
LEGEND = {
    "call": "call, waits for the answer",
    "cast": "cast, waits for nothing",
    "reply": "answer",
    "own": "line that a service writes",
}
LOOKS: dict[Look, str] = {
    "deviation": "deviation, with its code",
    "missing": "expected and not there",
    "unseen": "these logs cannot show it",
    "extra": "not expected",
}


def picture(chart: Chart) -> Picture:
    """Lay out a chart.

    Words never overlap, whatever they are and however many lifelines there are.

    Args:
        chart: any chart.

    Returns:
        The page, its shapes in the order they are painted: frames, lifelines, activations, arrows, words.
    """
    body = Body(chart)
    foot = body.y + 12
    tails = [HEAD] if body.y > LONG else []
    lines = [Path(((x, 0.0), (x, foot)), "lifeline") for x in body.x.values()]
    placed: list[Shape] = [*body.frames, *lines, *body.bars(), *body.arrows, *body.words]
    for number, line in enumerate(chart.lifelines):
        width = head_width(chart, number)
        placed += _head(line, body.x[line.key], -HEAD - 14, width)
        placed += _head(line, body.x[line.key], foot, width) if tails else ()
    placed += _margins(chart, body)
    left, right = _reach(placed)
    down = foot + sum(tails) + 24
    page_width = max(
        right - left,
        width_of(printable(chart.title), TITLE, bold=True),
        width_of(printable(chart.subtitle), SIZE),
        480.0,
    )
    for words, style in _below(chart, page_width):
        placed.append(Text(left, down, words, style, "start", SIZE))
        down += LEADING
    keys = list(_legend(chart, left, down + 8, page_width))
    placed += keys
    down = max([down, *(key.y for key in keys if isinstance(key, Text))]) + 6
    head = 2 * PAGE + TITLE + SIZE + 18 + HEAD
    shapes: list[Shape] = [shape.moved(PAGE - left, head) for shape in placed]
    shapes.append(Text(PAGE, PAGE + TITLE, printable(chart.title), "title", "start", TITLE))
    shapes.append(Text(PAGE, PAGE + TITLE + SIZE + 8, printable(chart.subtitle), "subtitle", "start", SIZE))
    return Picture(
        page_width + 2 * PAGE, head + down + PAGE, tuple(shapes), printable(chart.title), printable(chart.description)
    )


def _reach(shapes: list[Shape]) -> tuple[float, float]:
    left, right = [0.0], [0.0]
    for shape in shapes:
        match shape:
            case Text():
                box = shape.box()
                left.append(box[0])
                right.append(box[2])
            case Box():
                left.append(shape.x)
                right.append(shape.x + shape.width)
            case Path():
                left += (x for x, _ in shape.points)
                right += (x for x, _ in shape.points)
    return min(left), max(right)


def _head(line: Lifeline, x: float, y: float, width: float) -> Iterator[Shape]:
    """Yield the heading of a lifeline, in a box of HEAD pixels from y on; an actor is a figure."""
    host = host_words(line.host)
    if line.kind == "actor":
        yield Box(x - 5, y, 10, 10, "figure", 5)
        for points in (
            ((x, y + 10), (x, y + 20)),
            ((x - 8, y + 14), (x + 8, y + 14)),
            ((x - 6, y + 28), (x, y + 20), (x + 6, y + 28)),
        ):
            yield Path(points, "figure")
        yield Text(x, y + HEAD, tidy(line.title), "head", "middle", SIZE)
        return
    yield Box(x - width / 2, y, width, HEAD, f"head {line.kind}", 10 if line.kind == "queue" else 3)
    yield Text(x, y + (18 if host else 25), tidy(line.title), "head", "middle", SIZE)
    if host:
        yield Text(x, y + 33, host, "host", "middle", SMALL)


def _margins(chart: Chart, body: Body) -> Iterator[Text]:
    """Yield when each line was logged, at the left, and what the flow expects beside it, at the right."""
    left = min([body.left, *(body.x[line.key] - head_width(chart, n) / 2 for n, line in enumerate(chart.lifelines))])
    right = max([body.right, *(body.x[line.key] + head_width(chart, n) / 2 for n, line in enumerate(chart.lifelines))])
    if any(message.time is not None for message in messages(chart.rows)):
        yield Text(left - MARGIN, -18, "seen at (UTC)", "margin", "end", SMALL)
    if any(message.expected for message in messages(chart.rows)):
        yield Text(right + MARGIN, -18, "expected", "margin", "start", SMALL)
    for y, message in body.lines:
        if message.time is not None:
            yield Text(left - MARGIN, y, iso(message.time)[11:-1], "margin", "end", SMALL, iso(message.time))
        if message.mark:
            yield Text(right + MARGIN, y, message.mark, f"mark {message.look}", "middle", SMALL)
        words = tidy(message.expected)
        for short in wrapped(words, EXPECTED, partial(width_of, size=SMALL), 1):
            yield Text(right + MARGIN + 10, y, short, f"margin {message.look}", "start", SMALL, words)


def _below(chart: Chart, width: float) -> Iterator[tuple[str, str]]:
    for finding in chart.findings:
        text = tidy(f"{finding.code} {finding.name}: {finding.text}")
        yield from ((line, "finding") for line in wrapped(text, width, partial(width_of, size=SIZE), 3))


def _legend(chart: Chart, left: float, y: float, width: float) -> Iterator[Shape]:
    """Yield a key to the arrows and looks that the chart has, in as many lines as it takes."""
    drawn = list(messages(chart.rows))
    arrows = [(f"{arrow} plain", words) for arrow, words in LEGEND.items() if any(m.arrow == arrow for m in drawn)]
    looks = [(f"own {look}", words) for look, words in LOOKS.items() if any(m.look == look for m in drawn)]
    x = left
    for style, words in chain(arrows, looks):
        needed = 44 + width_of(words, SMALL) + MARGIN
        if x > left and x + needed > left + width:
            x, y = left, y + LEADING
        head: Head = "open" if style.startswith(("cast", "reply")) else "filled"
        yield Path(((x, y - 4), (x + 34, y - 4)), style, head)
        yield Text(x + 42, y, words, "legend", "start", SMALL)
        x += needed
