"""Lines of the logs around the evidence, as far as the files can still be read."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.reporting.printable import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Place, Report

CONTEXT = 2
PLACES_SHOWN = 5
LARGEST_FILE = 256 * 1024 * 1024  # bytes; reading to the last line of a larger one would be felt
MOST_PLACES = 5000
LONGEST_LINE = 400

# The lines around a place, each with its number.
Excerpt = tuple[tuple[int, str], ...]


def excerpts(report: Report) -> Mapping[Place, Excerpt]:
    """Return the evidence of all deviations with the two lines before and after each.

    Only files that the run read are opened. What is compressed, gone or larger than 256 MiB has no excerpt: whoever
    shows one checks that its line is still the one that was read.
    """
    wanted: defaultdict[str, set[Place]] = defaultdict(set)
    shown = (place for one in report.verdicts for found in one.deviations for place in found.evidence[:PLACES_SHOWN])
    for _, place in zip(range(MOST_PLACES), dict.fromkeys(shown), strict=False):
        wanted[place.file].add(place)
    found: dict[Place, Excerpt] = {}
    for file in report.input.files:
        if places := wanted.get(file.path):
            found |= _read(Path(file.path), places)
    return found


def _read(path: Path, places: Iterable[Place]) -> Mapping[Place, Excerpt]:
    around = {place: range(max(1, place.line - CONTEXT), place.line + CONTEXT + 1) for place in places}
    needed = {number for numbers in around.values() for number in numbers}
    lines: dict[int, str] = {}
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_FILE:
            return {}
        with path.open("rb") as file:
            for number, line in zip(range(1, max(needed) + 1), file, strict=False):
                if number in needed:
                    lines[number] = shortened(line.decode(errors="backslashreplace").rstrip("\r\n"), LONGEST_LINE)
    except (OSError, ValueError):  # a name with a NUL is a ValueError
        return {}
    return {
        place: tuple((number, lines[number]) for number in numbers if number in lines)
        for place, numbers in around.items()
        if place.line in lines
    }
