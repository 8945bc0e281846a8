"""Two machines under one name: logs that cannot be of one host, and what to do about it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from analyzer.model import SkippedFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from analyzer.model import FileSummary


def shared_names(files: Iterable[FileSummary], pids: Mapping[str, set[str]]) -> Iterator[SkippedFile]:
    """Give the files that were read as a host's which another file seems to be of, with why.

    A host runs one nova-compute: two that write at the same time are two hosts, and their lines cannot be told apart.

    Args:
        files: the account.
        pids: the processes that wrote events, by path.
    """
    computes = [file for file in files if file.service == "compute" and file.host]
    for one, other in combinations(computes, 2):
        ours, theirs = pids.get(one.path, set()), pids.get(other.path, set())
        if one.host == other.host and ours and theirs and not ours & theirs and _overlap(one, other):
            why = f"read, but {one.path} is also of a compute on {one.host} at that time: tell them apart with --host"
            yield SkippedFile(other.path, why)


def _overlap(one: FileSummary, other: FileSummary) -> bool:
    spans = ((one.first, one.last), (other.first, other.last))
    firsts = [first for first, _ in spans if first is not None]
    lasts = [last for _, last in spans if last is not None]
    return len(firsts) == len(lasts) == len(spans) and max(firsts) < min(lasts)
