"""The event catalogue: from a log record to the event that it reports."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.data import folder as data_folder
from analyzer.data import shown
from analyzer.errors import NotationError
from analyzer.model import EventSpec, Releases
from analyzer.notation.wordings import Wording, read_events

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping, Sequence

# The pseudo logger of texts that stand inside other messages: exception texts.
EXCEPTION = "exc"

_ALIASES = {"AUDIT": "INFO", "WARN": "WARNING", "TRACE": "ERROR", "FATAL": "CRITICAL"}
_SUMMARISED = frozenset({"WARNING", "ERROR", "CRITICAL"})
_REMEMBERED = 4096  # names of loggers come from a log, so they may be without end


@dataclass(frozen=True, slots=True)
class Match:
    """A record that the catalogue knows: the event, what its template captured, and the wording that took it."""

    spec: EventSpec
    captures: Mapping[str, str]
    wording: Wording


class Catalogue:
    """All declared events.

    Attributes:
        specs: the events by id.
        wordings: every way to log them, in the order of the files.
    """

    def __init__(self, specs: Mapping[str, EventSpec], wordings: Sequence[Wording]) -> None:
        self.specs = specs
        self.wordings = tuple(wordings)
        ranked = sorted(self.wordings, key=lambda wording: -wording.template.literals)
        self._exceptions = tuple(wording for wording in ranked if EXCEPTION in wording.loggers)
        self._ranked = tuple(wording for wording in ranked if EXCEPTION not in wording.loggers)
        self._candidates: dict[tuple[str, str], tuple[tuple[str, str, Wording], ...]] = {}

    def match(self, logger: str, level: str, message: str) -> Match | None:
        """Name the event that a record reports.

        Args:
            logger: the record's logger, e.g. `nova.compute.manager`.
            level: its level; Juno's AUDIT counts as INFO.
            message: its text, without the `[instance: ]` prefix and the function and place that DEBUG lines end with.

        Returns:
            The event whose template matches with most literal characters, or None.
        """
        key = (logger, level)
        candidates = self._candidates.get(key)
        if candidates is None:
            candidates = self._find_candidates(logger, level)
            if len(self._candidates) < _REMEMBERED:
                self._candidates[key] = candidates
        if not candidates:
            return None
        stripped = message.rstrip()
        for prefix, literal, wording in candidates:
            if message.startswith(prefix) and literal in message:
                pattern = _pattern(wording, level)
                found = pattern.fullmatch(message) or pattern.fullmatch(stripped)
                if found:
                    return Match(self.specs[wording.event], found.groupdict(), wording)
        return None

    def releases_of(self, event: str, level: str, message: str) -> Releases | None:
        """Return the releases that log this event in these words; None: all, or not to be told.

        Args:
            event: the id.
            level: the record's level.
            message: its text, as for `match`.
        """
        fits = [one for one in self.wordings_of(event) if _pattern(one, level).fullmatch(message.rstrip())]
        return _span(fits) if fits else None

    def exceptions(self, text: str) -> tuple[Match, ...]:
        """Find the exception texts in a message or traceback.

        Args:
            text: anything that may quote an exception: an error line, a traceback, the body of an API fault.

        Returns:
            One match for each exception text found, the one with most literal characters first.
        """
        return tuple(
            Match(self.specs[wording.event], found.groupdict(), wording)
            for wording in self._exceptions
            if wording.template.longest in text and (found := wording.template.anywhere.search(text))
        )

    def near(self, name: str) -> tuple[str, ...]:
        """Return up to three event ids that look like `name`, the nearest first."""
        return tuple(get_close_matches(name, self.specs, n=3))

    def wordings_of(self, name: str) -> tuple[Wording, ...]:
        """Return the wordings of the event `name` in the order of declaration; none if there is no such event."""
        return tuple(wording for wording in self.wordings if wording.event == name)

    def _find_candidates(self, logger: str, level: str) -> tuple[tuple[str, str, Wording], ...]:
        plain = _ALIASES.get(level, level)
        return tuple(
            (wording.template.prefix, wording.template.longest, wording)
            for wording in self._ranked
            if plain in wording.levels and any(_covers(pattern, logger) for pattern in wording.loggers)
        )


def load_catalogue(folder: Path | None = None, extra: Sequence[Path] = ()) -> Catalogue:
    """Load the event catalogue.

    Args:
        folder: where the `.events` files are; None is the catalogue that NovaFlow brings.
        extra: further `.events` files; these may add wordings to events declared before.

    Raises:
        NotationError: a file is wrong, an event is declared twice, or two events have the same words.
    """
    folder = folder or data_folder("reference_flows") / "events"
    paths = sorted(folder.glob("*.events"))
    if not paths:
        raise NotationError("there is no .events file here", file=shown(folder), hint="name a folder that has some")
    declared: dict[str, tuple[Wording, ...]] = {}
    for path in (*paths, *extra):
        for wordings in read_events(path):
            event = wordings[0].event
            if event in declared and path not in extra:
                raise _declared_twice(wordings[0], declared[event][0])
            declared[event] = (*declared.get(event, ()), *wordings)
    specs = {event: _spec(wordings) for event, wordings in declared.items()}
    everything = [wording for wordings in declared.values() for wording in wordings]
    _refuse_same_words(everything)
    return Catalogue(specs, everything)


def _covers(pattern: str, logger: str) -> bool:
    if pattern == "*":
        return True
    return logger.startswith(pattern[:-1]) if pattern.endswith(".*") else logger == pattern


def _pattern(wording: Wording, level: str) -> re.Pattern[str]:
    template = wording.template
    return template.summarised if _ALIASES.get(level, level) in _SUMMARISED else template.whole


def _spec(wordings: Sequence[Wording]) -> EventSpec:
    first = wordings[0]
    for wording in wordings:
        if wording.kind != first.kind:
            raise NotationError(
                f"{wording.event} is {wording.kind} here and {first.kind} at {first.place}",
                file=wording.place.file,
                line=wording.place.line,
                hint="all wordings of an event have one class; what differs in class is another event",
            )
    return EventSpec(
        name=first.event,
        kind=first.kind,
        family=Path(first.place.file).stem,
        levels=frozenset().union(*(wording.levels for wording in wordings)),
        operations=frozenset().union(*(wording.operations for wording in wordings)),
        releases=_span(wordings),
    )


def _span(wordings: Iterable[Wording]) -> Releases | None:
    ranges = [wording.releases or Releases() for wording in wordings]
    firsts = [one.first for one in ranges if one.first is not None]
    lasts = [one.last for one in ranges if one.last is not None]
    first = min(firsts) if len(firsts) == len(ranges) else None
    last = max(lasts) if len(lasts) == len(ranges) else None
    return None if first is None and last is None else Releases(first, last)


def _declared_twice(wording: Wording, earlier: Wording) -> NotationError:
    return NotationError(
        f"the event {wording.event} is declared already at {earlier.place}",
        file=wording.place.file,
        line=wording.place.line,
        hint="put this wording under the first declaration, without the id, or give the event another id",
    )


def _refuse_same_words(wordings: Iterable[Wording]) -> None:
    """Refuse two events which the same record would report: nothing could tell them apart."""
    seen: dict[tuple[tuple[str, ...], str, str], Wording] = {}
    for wording in wordings:
        for logger in wording.loggers:
            for level in wording.levels:
                earlier = seen.setdefault((wording.template.shape, logger, level), wording)
                if earlier.event != wording.event:
                    raise NotationError(
                        f"{wording.event} has the words, logger and level of {earlier.event} at {earlier.place}",
                        file=wording.place.file,
                        line=wording.place.line,
                        hint="make one event of the two, or tell more of the message in one of the templates",
                    )
