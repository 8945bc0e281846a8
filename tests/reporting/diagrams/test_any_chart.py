"""What holds of every chart, whatever a log may say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from analyzer.reporting.chart import Branch, Chart, Finding, Frame, Gap, Lifeline, Message, Note
from analyzer.reporting.charting.page import picture
from analyzer.reporting.charting.shapes import Text
from analyzer.reporting.diagrams import ascii, mermaid, plantuml, seqdiag, svg  # noqa: A004 - a format is called so
from tests.reporting.diagrams.overlaps import off_the_page, overlaps

if TYPE_CHECKING:
    from analyzer.reporting.chart import Arrow, Look

KEYS = ("a", "b", "c", "d")
LOOKS: st.SearchStrategy[Look] = st.sampled_from(["plain", "deviation", "missing", "unseen", "extra"])
CODES = st.sampled_from([(), ("N201",), ("S101", "N204")])
TEXTS = st.one_of(
    st.text(max_size=120),
    st.text(alphabet="<>&\"'\\#;%$!{}[]|`~*_-/=:.\n\t\x1b end", max_size=120),
    st.sampled_from(["end", "@enduml", "!include x", "\ud800", "\u202e", "好" * 60, "W" * 200, "a/b,c=d " * 40]),
)


@st.composite
def own_messages(draw: st.DrawFn) -> Message:
    ends = draw(st.sampled_from([(a, b) for a in KEYS for b in KEYS]))
    arrow: Arrow = "own" if ends[0] == ends[1] else draw(st.sampled_from(["call", "cast", "reply"]))
    times = st.one_of(st.none(), st.floats(0, 2e9))
    return Message(
        *ends,
        arrow,
        draw(TEXTS),
        draw(LOOKS),
        draw(CODES),
        "a.b",
        draw(times),
        draw(TEXTS),
        draw(st.sampled_from("=+-.")),
    )


ROWS = st.recursive(
    st.one_of(
        own_messages(),
        st.builds(Gap, st.floats(0, 1e6), st.none() | st.floats(0, 60), LOOKS, CODES),
        st.builds(Note, TEXTS, st.sampled_from([(), ("a",), ("d",)]), LOOKS, CODES),
    ),
    lambda rows: st.builds(
        Frame,
        st.sampled_from(["opt", "alt", "par", "loop", "attempt", "retry", "deviation", "break"]),
        st.lists(
            st.builds(Branch, st.lists(rows, min_size=1, max_size=3).map(tuple), TEXTS), min_size=1, max_size=3
        ).map(tuple),
        LOOKS,
        CODES,
    ),
    max_leaves=12,
)
KINDS = ("actor", "service", "queue", "hypervisor")
LIFELINES = st.tuples(*(st.builds(Lifeline, st.just(k), TEXTS, st.sampled_from(KINDS), TEXTS) for k in KEYS))
CHARTS = st.builds(
    Chart,
    TEXTS,
    LIFELINES,
    st.lists(ROWS, min_size=1, max_size=6).map(tuple),
    TEXTS,
    TEXTS,
    st.lists(st.builds(Finding, st.just("N201"), st.just("x"), TEXTS), max_size=2).map(tuple),
)

MERMAID_TEXT = r"(?:[\w .,()'/=+-]|#\d+;|<br/>)*"
MERMAID = re.compile(
    r"sequenceDiagram|\s*(?:title: T|accTitle: T|accDescr: T|(?:actor|participant) p\d as T"
    r"|p\d(?:->>|-\)|-->>|--x)p\d: T|Note over p\d(?:,p\d)?: T|(?:opt|alt|else|par|and|loop|break)(?: T)?"
    r"|rect rgba\(224, 36, 36, 0\.14\)|end)".replace("T", MERMAID_TEXT)
)
PLANTUML_TEXT = r"(?:[\w .,:()=+/-]|<U\+[0-9A-F]{4,6}>|\\n|<color:#[0-9a-f]{6}>)*"
PLANTUML = re.compile(
    r"@startuml|@enduml|skinparam \w+ \w+|title T|(?:actor|participant|queue|entity) \"T\" as p\d"
    r"|\s*(?:p\d -(?:\[[#0-9a-f]*,?(?:dashed)?\])?>>? p\d : T|note over p\d(?:, p\d)? : T|\.\.\.T\.\.\."
    r"|(?:opt|alt|else|par|loop|break)(?: T)?|group \w+ \[T\]|end)".replace("T", PLANTUML_TEXT)
)


@given(CHARTS)
@settings(max_examples=60)
def test_no_words_overlap_and_none_leave_the_page(chart: Chart) -> None:
    page = picture(chart)
    assert not list(overlaps(page))
    assert not list(off_the_page(page))


@given(CHARTS)
@settings(max_examples=60)
def test_svg_is_xml_that_holds_the_words_and_nothing_that_runs(chart: Chart) -> None:
    root = ET.fromstring(svg.svg(chart))  # noqa: S314 - our own
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    words = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert names <= {"svg", "title", "desc", "style", "rect", "text", "polyline", "polygon"}
    assert [word or "" for word in words] == [s.words for s in picture(chart).shapes if isinstance(s, Text)]
    assert root.get("role") == "img"


@given(CHARTS)
@settings(max_examples=60)
def test_no_text_is_a_statement_of_mermaid(chart: Chart) -> None:
    drawn = mermaid.draw(chart)
    assert len(drawn) < 50_000
    assert not [line for line in drawn.splitlines() if not MERMAID.fullmatch(line)]


@given(CHARTS)
@settings(max_examples=60)
def test_no_text_is_a_statement_of_plantuml(chart: Chart) -> None:
    assert not [line for line in plantuml.draw(chart).splitlines() if not PLANTUML.fullmatch(line)]


@given(CHARTS)
@settings(max_examples=60)
def test_seqdiag_takes_every_text_for_a_string(chart: Chart) -> None:
    strings = re.compile(r'".*?(?<!\\)"', re.DOTALL)  # as seqdiag's own scanner has it
    left = strings.sub("S", seqdiag.draw(chart).partition("\n")[2])
    known = r"[\s\w{};,=\[\]<>-]*"
    assert re.fullmatch(known, left)


@given(CHARTS, st.integers(70, 200), st.booleans())
@settings(max_examples=60)
def test_ascii_is_as_wide_as_asked_and_commands_no_terminal(chart: Chart, width: int, unicode: bool) -> None:  # noqa: FBT001
    drawn = ascii.draw(chart, width=width, unicode=unicode)
    assert drawn.replace("\n", "").isprintable()
    assert unicode or drawn.isascii()
    if unicode:
        assert max(map(cell_len, drawn.splitlines())) <= width
