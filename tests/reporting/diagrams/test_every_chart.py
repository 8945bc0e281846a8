"""Every reference flow and every operation of the samples can be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from analyzer.reporting.chart import messages
from analyzer.reporting.charting.page import picture
from analyzer.reporting.diagrams import diagram_names, draw
from tests.reporting.diagrams.overlaps import off_the_page, overlaps

if TYPE_CHECKING:
    from analyzer.reporting.chart import Chart

TEXT_FORMATS = sorted(set(diagram_names()) - {"png"})  # png takes a second each, and paints what svg has


def test_no_words_overlap(every_chart: dict[str, Chart]) -> None:
    pages = {name: picture(chart) for name, chart in every_chart.items()}
    assert not {name: found for name, page in pages.items() if (found := [*overlaps(page), *off_the_page(page)])}


def test_every_text_format_draws_them_and_always_the_same(every_chart: dict[str, Chart]) -> None:
    for name, chart in every_chart.items():
        for form in TEXT_FORMATS:
            assert draw(chart, form) == draw(chart, form), name


def test_every_svg_is_xml_with_a_title_and_a_description(every_chart: dict[str, Chart]) -> None:
    for name, chart in every_chart.items():
        root = ET.fromstring(draw(chart, "svg"))  # noqa: S314 - our own
        assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"], name
        assert root[0].text == chart.title
        assert root[1].text


def test_every_message_stands_on_a_lifeline(every_chart: dict[str, Chart]) -> None:
    for name, chart in every_chart.items():
        keys = {line.key for line in chart.lifelines}
        assert {key for message in messages(chart.rows) for key in (message.sender, message.receiver)} == keys, name
