"""Messages that lack their end: fluentd and databases keep only so many characters of each."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from analyzer.notation.events import Match

if TYPE_CHECKING:
    from analyzer.notation.events import Catalogue
    from analyzer.notation.wordings import Wording


def match_cut(catalogue: Catalogue, logger: str, level: str, message: str) -> Match | None:
    """Name the event that a message with its end cut off reports; None if none does, or several may.

    What the cut went through is not captured.

    Args:
        catalogue: the events.
        logger: the record's logger.
        level: its level.
        message: what is left of its text.
    """
    found: dict[str, Match] = {}
    for wording in _wordings(catalogue, logger, level):
        if part := _pattern(wording.template.whole.pattern).fullmatch(message, partial=True):
            held = {name: value for name, value in part.groupdict().items() if part.end(name) < len(message)}
            found.setdefault(wording.event, Match(catalogue.specs[wording.event], held, wording))
    return found.popitem()[1] if len(found) == 1 else None


@lru_cache(maxsize=256)
def _wordings(catalogue: Catalogue, logger: str, level: str) -> tuple[Wording, ...]:
    """Return what a logger may say; without words at its beginning a template would fit anything."""
    return tuple(
        wording
        for wording in catalogue.wordings
        if level in wording.levels
        and wording.template.prefix
        and any(fnmatchcase(logger, pattern) for pattern in wording.loggers)
    )


@lru_cache(maxsize=4096)
def _pattern(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.DOTALL)
