"""Damaged, doubled and ambiguous logs are read as far as they go, and the account says what was wrong."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from analyzer import pipeline
from analyzer.notation.events import load_catalogue
from tests.parsing.case import claim, line

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.model import FileSummary, Log

BUILT = line("Took 1.50 seconds to build instance.", at="58.000")


def read(folder: Path, **files: str | bytes) -> Log:
    for name, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        (folder / f"nova-{name.replace('__', '.')}").write_bytes(data)
    return pipeline.events([str(folder)], load_catalogue())


def only(log: Log) -> FileSummary:
    (file,) = log.input.files
    assert file.lines == file.events + file.known + file.continuation + file.unrecognised
    return file


def test_a_line_of_sixty_megabytes_is_one_line(tmp_path: Path) -> None:
    long = line("x" * 60_000_000, logger="nova.compute.api", level="DEBUG")
    file = only(read(tmp_path, compute__log=claim() + long + BUILT))
    assert (file.lines, file.events, file.known) == (3, 2, 1)


def test_a_log_that_went_through_windows(tmp_path: Path) -> None:
    log = read(tmp_path, compute__log="\ufeff" + (claim() + BUILT).replace("\n", "\r\n"))
    assert only(log).events == 2
    assert log.events[0].captures["node"] == "node-1"


def test_a_first_line_that_was_cut_in_the_middle(tmp_path: Path) -> None:
    file = only(read(tmp_path, compute__log=claim()[40:] + BUILT))
    assert (file.lines, file.events, file.unrecognised) == (2, 1, 1)


@pytest.mark.parametrize("cut", [1, 30, 80])
def test_a_last_line_that_was_cut_in_the_middle(cut: int, tmp_path: Path) -> None:
    assert only(read(tmp_path, compute__log=BUILT + claim()[:-cut])).lines == 2


def test_nuls_of_a_log_that_was_cut_while_it_was_open(tmp_path: Path) -> None:
    file = only(read(tmp_path, compute__log=b"\0" * 5000 + claim().encode() + b"\0\0\n" + BUILT.encode()))
    assert (file.events, file.continuation) == (2, 1)


def test_a_log_that_is_there_twice_is_read_once(tmp_path: Path) -> None:
    log = read(tmp_path, compute__log=claim(), compute__log__1=BUILT, compute__log__1__gz=gzip.compress(BUILT.encode()))
    assert len(log.events) == 2
    assert [skip.why.partition(" /")[0] for skip in log.input.skipped] == ["the same as"]


def test_a_copy_that_goes_on_longer_doubles_nothing(tmp_path: Path) -> None:
    log = read(tmp_path, compute__log=claim() + BUILT, compute__log__1=claim())
    assert [event.name for event in log.events] == ["compute.claim-ok", "compute.build-took"]
    assert sorted((file.events, file.known) for file in log.input.files) == [(1, 0), (1, 1)]


def test_two_machines_under_one_name_are_told(tmp_path: Path) -> None:
    first = claim(pid=7) + line("Took 1.50 seconds to build instance.", pid=7, at="59.000")
    second = claim(pid=8, at="58.000") + line("Took 1.50 seconds to build instance.", pid=8, at="59.500")
    for folder, text in (("a", first), ("b", second)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "nova-compute-node-1.log").write_text(text)
    log = pipeline.events([str(tmp_path)], load_catalogue())
    (told,) = log.input.skipped
    assert "also of a compute on node-1" in told.why


def test_a_host_that_was_restarted_is_one(tmp_path: Path) -> None:
    log = read(
        tmp_path, compute__log__1=claim(pid=7), compute__log=line("Took 1 seconds to build instance.", pid=8, at="59.5")
    )
    assert not log.input.skipped
