"""The account: every line is counted once, as what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import InputError, UsageError
from analyzer.model import FileSummary, Line, Place, SkippedFile, Source
from analyzer.parsing import parse
from tests.parsing.case import BEGAN, ORIGIN, claim, line, source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.notation.events import Catalogue

TRACEBACK = "2026-11-22 06:20:57.000 7 ERROR nova.compute.manager   File\n"
PIECES = [
    claim(),
    line("Instance failed to spawn", level="ERROR"),
    line("Nobody knows this", level="WARNING"),
    line("Selected host: node-1" + ORIGIN, level="DEBUG", logger="nova.conductor.manager"),
    line("ready", logger="neutron.manager"),
    TRACEBACK,
    "no header\n",
    "2026-13-45 06:20:57.000 7 INFO nova.compute.manager [-] on a day that is none\n",
    "\n",
]


def test_each_kind_of_line(catalogue: Catalogue) -> None:
    text = "before all\n" + claim() + "no header\n" + line("Nobody knows this", at="58.000") + claim(at="59.500")
    assert parse([source(text)], catalogue).input.files == (
        FileSummary(
            path="nova-compute.log",
            service="compute",
            host="node-1",
            form="oslo",
            lines=5,
            events=2,
            known=1,
            continuation=1,
            unrecognised=1,
            first=BEGAN,
            last=BEGAN + 2.5,
            level="INFO",
        ),
    )


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=40).map(lambda text: text.replace("\n", "") + "\n")))
@pytest.mark.parametrize("min_level", [None, "INFO"])
@pytest.mark.parametrize("service", ["compute", "neutron", None])
def test_the_parts_add_up(catalogue: Catalogue, service: str | None, min_level: str | None, pieces: list[str]) -> None:
    text = claim() + "".join(pieces)
    (file,) = parse([source(text, service=service)], catalogue, min_level=min_level).input.files
    assert file.events + file.known + file.continuation + file.unrecognised == file.lines == len(pieces) + 1


def test_another_services_file_is_counted_and_gives_no_event(catalogue: Catalogue) -> None:
    log = parse([source(claim() + "no header\n", "neutron-server.log", "neutron")], catalogue)
    (file,) = log.input.files
    assert (file.service, file.known, file.continuation) == ("neutron", 1, 1)
    assert not log.events
    assert not log.coverage.processes
    assert not log.coverage.footprints


def test_what_is_below_the_level_is_known_and_shows_nothing(catalogue: Catalogue) -> None:
    debug = line("Selected host: node-1\nsecond line", level="DEBUG", logger="nova.conductor.manager")
    log = parse([source(debug + claim(), service="conductor")], catalogue, min_level="INFO")
    (file,) = log.input.files
    (process,) = log.coverage.processes
    assert (file.events, file.known, file.continuation) == (1, 2, 0)
    assert process.levels | process.families == {"INFO", "compute"}


def test_a_level_that_is_none(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="'LOUD' is no level"):
        parse([source(claim())], catalogue, min_level="LOUD")


def test_a_file_that_ends_before_its_end_is_read_that_far(catalogue: Catalogue) -> None:
    def lines() -> Iterator[Line]:
        yield Line(claim().rstrip(), Place("nova-compute.log.gz", 1))
        raise InputError("truncated: 1 lines were read", file="nova-compute.log.gz")

    log = parse([Source("nova-compute.log.gz", "compute", "node-1", lines, "nova-compute.log")], catalogue)
    assert len(log.events) == 1
    assert log.input.skipped == (SkippedFile("nova-compute.log.gz", "truncated: 1 lines were read"),)


def test_input_without_any_log_line_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match="no line was recognised") as caught:
        parse([source("", "empty.log"), source("some\nwords\n", "novel.log")], catalogue)
    assert caught.value.file == "novel.log"
    assert caught.value.hint


def test_input_without_any_line_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match="no line to read"):
        parse([source("", "-")], catalogue)
