"""Whatever a log holds, no format hands it on to be obeyed: by a terminal, a browser, a runner or a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from analyzer.model import Condition, Input, Place, Report, SkippedFile
from analyzer.reporting import format_names, write
from analyzer.reporting.terminal import console
from tests.conftest import BEGAN, a_conformant_pause, a_deviating_migration, an_unknown_operation

if TYPE_CHECKING:
    from analyzer.model import Verdict

TEXTUAL = sorted(set(format_names()) - {"parquet", "parquet-events"})
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

pieces = st.sampled_from(
    [
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x9b31m",
        "[red]",
        "[/]",
        "[link=http://x]",
        ":smile:",
        "\u202e",
        "\u2066",
        "\u2028",
        "\n",
        "\r\n",
        "\n::error::",
        "::set-output name=x::",
        "%0A::error::",
        "</failure>",
        "]]>",
        "<!--",
        "&#10;",
        "</code></summary></details><script>",
        "```",
        "`",
        "~~~",
        "|",
        "\\",
        "![x](http://x)",
        "[x](javascript:x)",
        "<http://x>",
        "**",
        "=cmd|'x'!A1",
        "@x",
        "\t=1",
        '","',
        "{0}",
        "\udc80",
        "\x00",
        "\x7f",
        "\ufffe",
        "a",
        " ",
    ]
)
hostile = st.one_of(st.lists(pieces, max_size=6).map("".join), st.text(st.characters(), max_size=20))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def saying(text: str) -> Report:
    """Return a report that says `text` wherever a log, a body or a file name can."""
    verdicts = tuple(_says(verdict, text) for verdict in (a_deviating_migration(), a_conformant_pause()))
    unknown = _says(an_unknown_operation(), text)
    return Report(
        input=Input((), (SkippedFile(text, text),), {text: 1.0}),
        verdicts=(*verdicts, unknown),
        conditions=(Condition("service-down", text, (Place(text, 4),), (text,), first=BEGAN),),
        fail_on="conformant",
    )


def _says(verdict: Verdict, text: str) -> Verdict:
    events = tuple(
        replace(event, message=text, host=text, process=text, logger=text, place=Place(text, 1 + number))
        for number, event in enumerate(verdict.trace.events)
    )
    trace = replace(verdict.trace, events=events, request=text, server=text, parameters={text: text})
    found = tuple(
        replace(one, message=text, because=text, evidence=(Place(text, 1),), flow=Place(text, 1))
        for one in verdict.deviations
    )
    return replace(verdict, trace=trace, deviations=found, hosts={"source": text})


def written(report: Report, format_name: str, file: io.StringIO | None = None) -> str:
    page = io.StringIO() if file is None else file
    write(report, format_name, console(page))
    return page.getvalue()


@pytest.mark.parametrize("format_name", TEXTUAL)
@given(text=hostile)
@settings(max_examples=60)
def test_no_control_character_leaves_a_format(format_name: str, text: str) -> None:
    for file in (io.StringIO(), Terminal()):
        page = written(saying(text), format_name, file)
        sent = COLOUR.sub("", page) if format_name == "text" and file.isatty() else page
        assert [line for line in sent.split("\n") if not line.isprintable()] == []


@pytest.mark.parametrize("format_name", TEXTUAL)
def test_markup_of_rich_is_shown_as_it_is(format_name: str) -> None:
    assert written(saying("[red]x[/red]"), format_name).count("[red]x[/red]") > 1


@given(text=hostile)
@settings(max_examples=60)
def test_the_runner_of_github_gets_no_command_but_ours(text: str) -> None:
    lines = written(saying(text), "github").splitlines()
    assert all(re.match(r"::(error|warning|notice) |novaflow: ", line) for line in lines)
    assert len(lines) == 5


@given(text=hostile)
@settings(max_examples=60)
def test_xml_json_and_csv_are_read_back(text: str) -> None:
    report = saying(text)
    assert len(list(ET.fromstring(written(report, "junit")).iter("testcase"))) == 3  # noqa: S314 - our own XML
    for format_name in ("json", "sarif", "trace"):
        json.loads(written(report, format_name), parse_constant=pytest.fail)
    for format_name, rows in (("csv", 3), ("csv-events", 4)):
        table = list(csv.reader(io.StringIO(written(report, format_name))))
        assert {len(row) for row in table} == {len(table[0])}
        assert len(table) == 1 + rows
        assert not [cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@"))]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.found.append(tag)


@given(text=hostile)
@settings(max_examples=100)
def test_a_page_of_markdown_has_no_link_and_no_tag_but_ours(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(written(saying(text), "markdown"))
    inner = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in (*tokens, *inner)}
    assert not kinds & {"link_open", "image", "html_inline", "code_block", "blockquote_open", "hr"}
    tags = Tags()
    tags.feed("".join(token.content for token in tokens if token.type == "html_block"))
    assert tags.found == ["details", "summary", "code"] * 3
    assert sum(token.type == "heading_open" for token in tokens) == 4
    assert sum(token.type == "fence" for token in tokens) == 3
