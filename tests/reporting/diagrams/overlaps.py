"""Words of a picture that stand on other words or off the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting.charting.shapes import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.reporting.charting.shapes import Picture


def overlaps(page: Picture) -> Iterator[tuple[str, str]]:
    """Yield two texts for each pair whose boxes meet."""
    boxes = sorted((shape.box(), shape.words) for shape in page.shapes if isinstance(shape, Text) and shape.words)
    for number, (one, words) in enumerate(boxes):
        for other, others in boxes[number + 1 :]:
            if other[0] >= one[2]:
                break
            if one[1] < other[3] and other[1] < one[3]:
                yield words, others


def off_the_page(page: Picture) -> Iterator[str]:
    """Yield each text that is not on the page as a whole."""
    for shape in page.shapes:
        if isinstance(shape, Text):
            left, top, right, bottom = shape.box()
            if left < 0 or top < 0 or right > page.width or bottom > page.height:
                yield shape.words
