"""The page as a file: what is in it, and how much."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from analyzer.model import FileSummary, Input, Place, Report
from analyzer.reporting.html.diagrams import MOST_OWN, draw
from analyzer.reporting.html.excerpts import excerpts
from analyzer.reporting.html.gantt import MOST_HOSTS, MOST_LANES, gantt
from analyzer.reporting.html.page import page
from tests.conftest import BEGAN, a_conformant_pause, a_deviating_migration, an_unknown_operation

if TYPE_CHECKING:
    from pathlib import Path


class Parts(HTMLParser):
    """The elements of a page, and the texts of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            tag, attributes = self.tags[-1]
            self.blocks.append((attributes.get("type") or tag, data))


def test_the_policy_admits_the_scripts_and_styles_of_the_page_and_nothing_else(six_verdicts: Report) -> None:
    parts = Parts(page(six_verdicts))
    policy = next(a["content"] or "" for tag, a in parts.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind in ("script", "style"):
        texts = [text for tag, text in parts.blocks if tag == kind]
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert re.findall(rf"{kind}-src ([^;]*);", policy) == [f"'sha256-{hashes[0]}'"]
        assert len(hashes) == 1
    assert not [a for _, a in parts.tags if "style" in a or any(name.startswith("on") for name in a)]


def test_it_names_nothing_that_is_elsewhere(six_verdicts: Report) -> None:
    parts = Parts(page(six_verdicts))
    links = [value or "" for _, a in parts.tags for name, value in a.items() if name in {"src", "href", "xlink:href"}]
    assert [link for link in links if not link.startswith(("#", "data:,"))] == []


def test_the_data_reads_back(six_verdicts: Report) -> None:
    blocks = [json.loads(text) for kind, text in Parts(page(six_verdicts)).blocks if kind == "application/json"]
    index, *details = blocks
    assert [one["verdict"] for one in index["operations"]] == [one.verdict for one in six_verdicts.verdicts]
    aligned = [len(one.alignment.moves) for one in six_verdicts.verdicts if one.alignment]
    assert [len(one["steps"]) for one in details if one["flow"]] == aligned


def test_without_operations_there_is_a_page_all_the_same() -> None:
    assert "No server operation in these logs" in page(Report(Input(()), ()))


def test_those_who_took_the_same_steps_share_a_diagram(six_verdicts: Report) -> None:
    pause = six_verdicts.verdicts[0]
    assert pause.verdict == "conformant"
    again = replace(pause, trace=replace(pause.trace, request="req-00000000-0000-4000-8000-000000000001"))
    drawn = draw(replace(six_verdicts, verdicts=(pause, again, a_deviating_migration())))
    assert drawn.of[0] == drawn.of[1] == 1
    assert drawn.of[2] == 0
    assert drawn.own == 1
    assert len(drawn.svgs) == 2
    assert pause.trace.request is not None
    assert pause.trace.request not in drawn.svgs[1]


def test_a_thousand_failures_do_not_take_a_thousand_diagrams() -> None:
    migrations = tuple(a_deviating_migration() for _ in range(1000))
    drawn = draw(Report(Input(()), migrations))
    assert len(drawn.svgs) == MOST_OWN + 1
    assert len(drawn.of) == 1000


def test_a_diagram_has_no_style_of_its_own(six_verdicts: Report) -> None:
    drawn = draw(six_verdicts)
    assert [text for text in drawn.svgs if "<style" in text or "style=" in text] == []
    assert drawn.css.count("--ink:#1b1f24") == 1


def test_bars_stand_where_their_time_and_host_put_them() -> None:
    """A migration from the first second to the 34th on two hosts, a pause from the 60th to the 61st on none."""
    chart = gantt(Report(Input(()), (a_deviating_migration(), a_conformant_pause(), an_unknown_operation())))
    assert chart is not None
    rows = {row.host: [(bar.number, bar.left, bar.width, bar.lane) for bar in row.bars] for row in chart.rows}
    assert rows["node-1"] == rows["node-2"] == [(0, 0.0, 38.0, 0)]
    assert [(number, left) for number, left, _, _ in rows["no compute"]] == [(1, 66.67), (2, 99.65)]
    assert [words for _, words in chart.ticks] == [
        "06:21:00",
        "06:21:15",
        "06:21:30",
        "06:21:45",
        "06:22:00",
        "06:22:15",
    ]


def test_what_runs_at_once_stands_in_lanes_of_its_own_as_far_as_there_is_room() -> None:
    pauses = tuple(
        replace(a_conformant_pause(), hosts={"compute": f"node-{host}"}, started=BEGAN + second, finished=BEGAN + 100)
        for host in range(30)
        for second in range(10)
    )
    chart = gantt(Report(Input(()), pauses))
    assert chart is not None
    assert (len(chart.rows), chart.hidden) == (MOST_HOSTS, 30 - MOST_HOSTS)
    assert {row.lanes for row in chart.rows} == {MOST_LANES}


def test_without_times_there_are_no_bars() -> None:
    assert gantt(Report(Input(()), (replace(a_conformant_pause(), started=None),))) is None


def a_report_of(log: Path, evidence: int) -> Report:
    made = a_deviating_migration()
    place = Place(str(log), evidence)
    found = tuple(replace(one, evidence=(place,)) for one in made.deviations)
    summary = FileSummary(str(log), "compute", "node-1", "oslo", 9, 9, 0, 0, 0, BEGAN, BEGAN, "INFO")
    return Report(Input((summary,)), (replace(made, deviations=found),))


def test_evidence_has_two_lines_before_and_after(tmp_path: Path) -> None:
    log = tmp_path / "nova-compute.log"
    log.write_bytes(b"".join(b"line %d\x1b\n" % number for number in range(1, 10)))
    middle, first = (excerpts(a_report_of(log, line)) for line in (5, 1))
    assert [number for number, _ in middle[Place(str(log), 5)]] == [3, 4, 5, 6, 7]
    assert first[Place(str(log), 1)][0] == (1, "line 1\\x1b")


def test_a_log_that_is_gone_or_was_not_read_is_not_opened(tmp_path: Path) -> None:
    report = a_report_of(tmp_path / "gone.log", 1)
    assert excerpts(report) == {}
    secret = tmp_path / "secret"
    secret.write_text("line 1\n")
    assert excerpts(replace(a_report_of(secret, 1), input=Input(()))) == {}


def test_a_line_that_is_not_the_one_that_was_read_is_not_shown(tmp_path: Path) -> None:
    log = tmp_path / "nova-compute.log"
    log.write_text("another line\n" * 9, encoding="utf-8")
    assert "another line" not in page(a_report_of(log, 120))
    log.write_text("another line\n" * 119 + "Claim successful on node node-1, they said\n", encoding="utf-8")
    report = a_report_of(log, 120)
    (verdict,) = report.verdicts
    events = tuple(replace(event, place=Place(str(log), event.place.line)) for event in verdict.trace.events)
    shown = page(replace(report, verdicts=(replace(verdict, trace=replace(verdict.trace, events=events)),)))
    assert "another line" in shown


def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    assert excerpts(a_report_of(tmp_path, 1)) == {}
