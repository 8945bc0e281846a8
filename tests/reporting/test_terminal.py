from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from analyzer.errors import UsageError
from analyzer.reporting import write
from analyzer.reporting.terminal import bytes_of, console

if TYPE_CHECKING:
    from analyzer.model import Report

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CYAN = "\x1b[36m"
HAS_AN_ID_OR_A_PLACE = re.compile(r"req-|-->|= flow: |= raised: ")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def a_common_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def shown(report: Report, file: io.StringIO) -> str:
    write(report, "text", console(file))
    return file.getvalue()


@pytest.mark.parametrize("width", [80, 120, 200])
class TestAtEveryWidth:
    def test_a_terminal_is_never_left_on_the_right(
        self, width: int, six_verdicts: Report, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        lines = COLOUR.sub("", shown(six_verdicts, Terminal())).splitlines()
        assert not [line for line in lines if len(line) > width and "-->" not in line and "= raised: " not in line]

    def test_a_file_breaks_no_line_with_an_id_or_a_place(
        self, width: int, six_verdicts: Report, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        lines = shown(six_verdicts, io.StringIO()).splitlines()
        assert not [line for line in lines if len(line) > width and not HAS_AN_ID_OR_A_PLACE.search(line)]
        assert [line for line in lines if line.startswith("stop req-") and line.endswith(": rejected")]

    def test_the_columns_of_the_summary_are_whole(
        self, width: int, six_verdicts: Report, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        _, table, *_ = shown(six_verdicts, io.StringIO()).split("\n\n")
        heading, rule, *rows = table.splitlines()
        columns = ["operation", "conformant", "deviating", "failed", "rejected", "unfinished", "unknown", "all"]
        assert heading.split() == columns
        assert {len(row) for row in (heading, rule, *rows)} == {len(heading)}


def test_a_verdict_has_its_colour_on_a_terminal_only(six_verdicts: Report) -> None:
    assert f"{CYAN}rejected" in shown(six_verdicts, Terminal()).replace("\x1b[2;", "\x1b[")
    assert "\x1b" not in shown(six_verdicts, io.StringIO())


def test_no_color_is_respected(six_verdicts: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    codes = {code for found in COLOUR.findall(shown(six_verdicts, Terminal())) for code in found[2:-1].split(";")}
    assert codes <= {"0", "1", "2"}  # bold and dim are no colours


def test_a_file_has_no_colour_even_where_a_ci_job_forces_it(
    six_verdicts: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in shown(six_verdicts, io.StringIO())


def test_what_is_no_text_is_not_sent_to_a_terminal() -> None:
    with pytest.raises(UsageError, match="not text"):
        bytes_of(console(Terminal()))
