"""Each text format draws one small chart as its golden file has it; `make golden` writes them anew."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib.image import imread

from analyzer.reporting.charting.page import picture
from analyzer.reporting.charting.shapes import Box
from analyzer.reporting.diagrams import ascii, diagram_names, draw, png  # noqa: A004 - a format is called so

if TYPE_CHECKING:
    from analyzer.reporting.chart import Chart

GOLDEN = Path(__file__).with_name("golden")
ENDINGS = {"svg": "svg", "mermaid": "mmd", "plantuml": "puml", "seqdiag": "diag"}
WIDTHS = {"80": (80, True), "wide": (160, True), "plain": (80, False)}


def check(name: str, text: str, request: pytest.FixtureRequest) -> None:
    path = GOLDEN / name
    if request.config.getoption("--golden"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_format_has_a_golden_or_a_test_of_its_own() -> None:
    assert set(diagram_names()) == {*ENDINGS, "ascii", "png"}


@pytest.mark.parametrize("name", sorted(ENDINGS))
def test_a_format_draws_what_its_golden_has(name: str, chart: Chart, request: pytest.FixtureRequest) -> None:
    drawn = draw(chart, name)
    assert isinstance(drawn, str)
    check(f"chart.{ENDINGS[name]}", drawn, request)


@pytest.mark.parametrize("name", sorted(WIDTHS))
def test_ascii_draws_what_its_golden_has(name: str, chart: Chart, request: pytest.FixtureRequest) -> None:
    width, unicode = WIDTHS[name]
    check(f"chart-{name}.txt", ascii.draw(chart, width=width, unicode=unicode), request)


def test_png_is_the_picture_in_pixels(chart: Chart) -> None:
    drawn = png.draw(chart)
    page, image = picture(chart), imread(BytesIO(drawn))
    assert drawn == png.draw(chart)
    assert image.shape[:2] == pytest.approx((page.height * png.SHARPNESS, page.width * png.SHARPNESS), abs=2)
    head = next(shape for shape in page.shapes if isinstance(shape, Box) and shape.style.startswith("head"))
    pixel = image[round((head.y + 5) * png.SHARPNESS), round((head.x + 6) * png.SHARPNESS)]
    assert [round(channel * 255) for channel in pixel[:3]] == pytest.approx([0xEA, 0xF1, 0xFB], abs=3)
    assert [round(channel * 255) for channel in image[2, 2][:3]] == pytest.approx([0xFF] * 3, abs=3)
