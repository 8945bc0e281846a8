"""Lines come out the same whatever compressed the file and whatever is wrong with it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tracemalloc
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import InputError
from analyzer.reading import stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "".join(f"2026-11-22 06:15:50.607 16942 INFO nova.compute.manager [-] Took {n} seconds\n" for n in range(5000))
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "bzip2": lambda data: bz2.compress(data, 1),
    "xz": lambda data: lzma.compress(data, preset=0),
    "zstandard": zstandard.compress,
    "two zstandard frames": lambda data: zstandard.compress(data[:100]) + zstandard.compress(data[100:]),
}


def texts(path: Path) -> list[str]:
    return [line.text for line in stream.lines(str(path))]


@pytest.mark.parametrize("how", COMPRESS)
def test_compression_is_told_by_content_not_by_name(how: str, tmp_path: Path) -> None:
    path = tmp_path / "nova-compute.log"
    path.write_bytes(COMPRESS[how](TEXT.encode()))
    assert texts(path) == TEXT.splitlines()


@pytest.mark.parametrize("how", ["gzip", "bzip2", "xz", "zstandard"])
def test_a_truncated_file_is_read_to_where_it_ends(how: str, tmp_path: Path) -> None:
    path = tmp_path / "nova-compute.log"
    words = "".join(f"{n * 7919 % 100_003} {n * 104_729 % 999_983}\n" for n in range(40_000))
    data = COMPRESS[how](words.encode())
    path.write_bytes(data[: len(data) * 2 // 3])
    read: list[str] = []
    with pytest.raises(InputError, match=r"truncated: \d+ lines were read"):
        read.extend(line.text for line in stream.lines(str(path)))
    assert read == words.splitlines()[: len(read)]
    assert len(read) > 1000


def test_what_follows_the_end_of_a_gzip_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "nova-compute.log.gz"
    path.write_bytes(gzip.compress(b"one\ntwo\n") + b"garbage")
    with pytest.raises(InputError, match="damaged: 2 lines were read"):
        texts(path)


def test_line_ends_marks_and_wrong_bytes(tmp_path: Path) -> None:
    path = tmp_path / "nova-compute.log"
    path.write_bytes(b"\xef\xbb\xbfone\r\n\0\0\0two\nth\xffree\nfo\0ur\n\nno end")
    assert texts(path) == ["one", "two", "th\ufffdree", "fo\0ur", "", "no end"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b"one\ntwo\n"))))
    assert [(line.text, str(line.place)) for line in stream.lines("-")] == [("one", "-:1"), ("two", "-:2")]


def test_a_line_of_any_length_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "nova-compute.log"
    path.write_bytes(b"a" * 8_000_000 + b"\n" + b"\0" * 8_000_000 + b"b\n")
    tracemalloc.start()
    lengths = [(len(line.text), line.text[:1]) for line in stream.lines(str(path))]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lengths == [(stream.MAX_LINE, "a"), (1, "b")]
    assert peak < 8_000_000


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"))))
def test_lines_come_out_as_they_went_in(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "log"
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    assert texts(path) == lines
