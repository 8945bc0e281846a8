"""The lines of a file, whatever compressed it, one at a time."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zlib
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from analyzer.errors import InputError
from analyzer.model import Line, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

STDIN = "-"
# What is longer than this is cut: no line of Nova is, and nothing after it may take a line's length in memory.
MAX_LINE = 1 << 20
_BLOCK = 1 << 16
DAMAGED = (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError)


@contextmanager
def open_bytes(path: str) -> Iterator[BinaryIO]:
    """Open a file for reading, decompressed by what it begins with rather than by its name; `-` is standard input.

    Raises:
        OSError: it cannot be opened.
    """
    with nullcontext(sys.stdin.buffer) if path == STDIN else Path(path).open("rb") as file:
        raw = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", file))
        start = raw.peek(6)[:6]
        if start.startswith(b"\x1f\x8b"):
            yield cast("BinaryIO", gzip.GzipFile(fileobj=raw))
        elif start.startswith(b"BZh"):
            yield cast("BinaryIO", bz2.BZ2File(raw))
        elif start.startswith(b"\xfd7zXZ\0"):
            with lzma.LZMAFile(raw) as unpacked:
                yield cast("BinaryIO", unpacked)
        elif start.startswith(b"\x28\xb5\x2f\xfd"):
            yield io.BufferedReader(_Zstandard(raw))
        else:
            yield raw


def lines(path: str) -> Iterator[Line]:
    """Stream the lines of a file without their ends.

    What is not UTF-8 is replaced, the NULs that a log cut while it was open begins with are dropped, and of a line
    longer than `MAX_LINE` bytes the first of them are given.

    Raises:
        InputError: the file ends before its end or cannot be read on; what could be read has been given by then.
    """
    number = 0
    try:
        with open_bytes(path) as handle:
            for number, text in enumerate(_texts(handle), start=1):
                yield Line(text, Place(path, number))
    except EOFError as error:
        raise InputError(f"truncated: {number} lines were read", file=path) from error
    except DAMAGED as error:
        raise InputError(f"damaged: {number} lines were read ({error})", file=path) from error


def blocks(path: str) -> Iterator[bytes]:
    """Stream the decompressed bytes of a file, up to its end or the damage in it."""
    try:
        with open_bytes(path) as handle:
            yield from iter(partial(handle.read, _BLOCK), b"")
    except DAMAGED:
        return  # `lines` will tell


def _texts(handle: BinaryIO) -> Iterator[str]:
    first = True
    for raw in _raw_lines(handle):
        text = raw.rstrip(b"\r\n").decode("utf-8", "replace")
        yield text.removeprefix("\ufeff") if first else text
        first = False


def _raw_lines(handle: BinaryIO) -> Iterator[bytes]:
    while raw := handle.readline(MAX_LINE):
        text = raw.lstrip(b"\0")
        while not raw.endswith(b"\n"):
            raw = handle.readline(MAX_LINE)
            if not raw:
                break
            if len(text) < MAX_LINE:
                text = (text or b"") + (raw if text else raw.lstrip(b"\0"))
        yield text[:MAX_LINE]


class _Zstandard(io.RawIOBase):
    """A zstandard file that tells when it was cut, which zstandard's own reader does not.

    Args:
        raw: the compressed file.
    """

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self._raw = raw
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._left = b""
        self._begun = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer; 0 at the end.

        Raises:
            EOFError: the file ends inside a frame.
        """
        room = memoryview(buffer).cast("B")
        while not self._left:
            block = self._frame.unused_data if self._frame.eof else b""
            block = block or self._raw.read(_BLOCK)
            if not block:
                if self._begun and not self._frame.eof:
                    raise EOFError("the file ends inside a zstandard frame")
                return 0
            if self._frame.eof:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._begun = True
            self._left = self._frame.decompress(block)
        given = min(len(room), len(self._left))
        room[:given] = self._left[:given]
        self._left = self._left[given:]
        return given
