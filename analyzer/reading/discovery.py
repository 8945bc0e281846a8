"""From what the user names to the logs to read."""

from __future__ import annotations

import glob
import hashlib
import os
from dataclasses import replace
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import InputError, UsageError
from analyzer.model import SkippedFile, Source
from analyzer.reading import content, names, stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_HINT = "name log files, folders of them, or - for standard input"


def read(paths: Sequence[str], hosts: Mapping[str, str] | None = None) -> tuple[list[Source], list[SkippedFile]]:
    """Find the logs at the given paths.

    Args:
        paths: files, folders (searched with all folders in them), glob patterns, `-` for standard input.
        hosts: the host that wrote a file, by the file's path, name or glob pattern; overrides what the path tells.

    Returns:
        The logs, the files of a rotated log oldest first; and what is no log, not readable or there twice, with why.

    Raises:
        InputError: there is nothing at a path, or no log at all.
        UsageError: `hosts` has a file that is not read.
    """
    skipped: list[SkippedFile] = []
    heads: dict[str, bytes] = {}
    for path in _each_once(found for given in paths for found in _expand(given, skipped)):
        reason, head = (None, b"") if _read_once(path) else _sniff(path)
        if reason:
            skipped.append(SkippedFile(path, reason, foreign=path not in paths and content.is_foreign(reason)))
        else:
            heads[path] = head
    copies = dict(_copies(heads))
    skipped += [SkippedFile(path, f"the same as {original}") for path, original in copies.items()]
    readable = [path for path in heads if path not in copies]
    if not readable:
        reasons = "; ".join(f"{skip.path}: {skip.why}" for skip in skipped[:3])
        raise InputError(f"no log to read ({reasons or 'nothing there'})", file=next(iter(paths), None), hint=_HINT)
    readable.sort(key=lambda path: (names.log_of(path), names.age(path)))
    skipped += [SkippedFile(path, f"not there, {why}") for path, why in names.gaps((*readable, *copies))]
    return _with_hosts(_sources(readable), hosts or {}), skipped


def _expand(path: str, skipped: list[SkippedFile]) -> Iterator[str]:
    """Give the files at a path."""
    literal = path == stream.STDIN or Path(path).exists()
    matches = [path] if literal else sorted(glob.glob(path, recursive=True))  # noqa: PTH207  Path.glob takes no absolute one
    if not matches:
        raise InputError("there is nothing at this path", file=path, hint=_HINT)
    for match in matches:
        if Path(match).is_dir():
            yield from _walk(match, skipped)
        else:
            yield match


def _walk(folder: str, skipped: list[SkippedFile]) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        skipped.append(SkippedFile(str(error.filename), f"unreadable: {error.strerror}"))

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(parent, name)  # noqa: PTH118  a Path would lose a leading "./"
            if Path(path).is_file():
                yield path
            else:
                skipped.append(SkippedFile(path, "not a file", foreign=True))


def _each_once(paths: Iterable[str]) -> Iterable[str]:
    """Drop the second of two ways to write one path."""
    first: dict[object, str] = {}
    for path in paths:
        first.setdefault(path if path == stream.STDIN else Path(path).resolve(), path)
    return first.values()


def _read_once(path: str) -> bool:
    """Tell whether a path can be read only once: standard input, a pipe."""
    return path == stream.STDIN or Path(path).is_fifo()


def _sniff(path: str) -> tuple[str | None, bytes]:
    """Return why not to read a file, if so, and how it begins."""
    try:
        with Path(path).open("rb") as file:
            file.read(1)
    except OSError as error:
        return f"unreadable: {error.strerror}", b""
    head = next(stream.blocks(path), b"")
    if not head:
        return ("damaged: nothing in it can be read" if Path(path).stat().st_size else content.EMPTY), b""
    reason = content.why_unreadable(head)
    if reason is None and names.service_and_host(path)[0] is None:
        reason = content.why_foreign(path, head)
    return reason, head


def _copies(heads: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Give each file that is, decompressed, the same as one before it, and that one."""
    alike: dict[bytes, list[str]] = {}
    for path, head in heads.items():
        if head:
            alike.setdefault(hashlib.sha256(head).digest(), []).append(path)
    for group in alike.values():
        if len(group) > 1:
            originals: dict[bytes, str] = {}
            for path in group:
                original = originals.setdefault(_digest(stream.blocks(path)), path)
                if original != path:
                    yield path, original


def _digest(blocks: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.digest()


def _sources(paths: Sequence[str]) -> list[Source]:
    folders: dict[Path, set[str | None]] = {}
    for path in paths:
        folders.setdefault(Path(path).parent, set()).add(names.service_and_host(path)[0])
    sources = []
    for path in paths:
        service, host = names.service_and_host(path)
        certain = True
        if host is None and path != stream.STDIN:
            host, certain = names.folder_host(path)
            # A folder that holds the logs of a whole cloud is no host.
            if not certain and len(folders) == 1 and folders[Path(path).parent] != {"compute"}:
                host = None
        lines = partial(stream.lines, path)
        sources.append(Source(path, service, host, lines, names.log_of(path), certain or host is None))
    return sources


def _with_hosts(sources: list[Source], hosts: Mapping[str, str]) -> list[Source]:
    for file, host in hosts.items():
        chosen = [source for source in sources if _names(file, source.path)]
        if not chosen:
            raise UsageError(
                f"a host is given for {file}, which is not read", hint="name a file as it is listed in the account"
            )
        for source in chosen:
            sources[sources.index(source)] = replace(source, host=host, certain=True)
    return sources


def _names(file: str, path: str) -> bool:
    return file in (path, Path(path).name) or fnmatch(path, file) or Path(file).resolve() == Path(path).resolve()
