"""Known deviations: a TOML file of what a deployment accepts, for what reason and until when.

    [[known]]
    deviation = "self-migrate-retry"      # slug or code
    operation = "migrate"                 # the rest up to `reason` is optional, and narrows
    host = "node-*"
    event = "compute.*"
    message = "NoValidHost|no host was found"
    reason = "bug 1234: the source is offered as a target"
    expires = 2027-03-31                  # the last day it holds, UTC

`host` and `event` are shell patterns; `message` is a regular expression, searched for in what the finding says.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import NovaFlowError, UsageError
from analyzer.model import Acceptance, Known, Place
from analyzer.notation.flows import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Deviation, Flow, Report, RuleInfo, Verdict

REQUIRED = ("deviation", "reason", "expires")
NARROWING = ("operation", "host", "event", "message")
HINT = '[[known]], then deviation = "SLUG", reason = "WHY", expires = 2027-03-31'


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted deviation; None lets everything through."""

    name: str
    known: Known
    operation: str | None = None
    host: str | None = None
    event: str | None = None
    message: re.Pattern[str] | None = None

    def fits(self, verdict: Verdict, deviation: Deviation) -> bool:
        """Tell whether the entry is about this deviation of this operation."""
        return (
            deviation.rule.name == self.name
            and self.operation in (None, verdict.operation)
            and (self.host is None or any(fnmatchcase(host, self.host) for host in _hosts(verdict, deviation)))
            and (self.event is None or fnmatchcase(deviation.event or "", self.event))
            and (self.message is None or any(map(self.message.search, _words(deviation))))
        )


def accept(report: Report, entries: Iterable[Entry], today: date) -> Report:
    """Return the report with what is known marked as known.

    The first entry that fits a deviation and holds `today` speaks for it.

    Args:
        report: what a check found.
        entries: the list of known deviations.
        today: the day that entries expire by, in UTC; an entry holds on the day that it names.
    """
    wanted = tuple(entries)
    found: Counter[int] = Counter()

    def mark(verdict: Verdict, deviation: Deviation) -> Deviation:
        fitting = [number for number, entry in enumerate(wanted) if entry.fits(verdict, deviation)]
        holding = [number for number in fitting if today <= wanted[number].known.expires]
        found.update(fitting)
        return replace(deviation, known=wanted[holding[0]].known) if holding else deviation

    verdicts = tuple(
        replace(one, deviations=tuple(mark(one, deviation) for deviation in one.deviations)) for one in report.verdicts
    )
    acceptances = tuple(
        Acceptance(entry.name, entry.known, found[number], today > entry.known.expires)
        for number, entry in enumerate(wanted)
    )
    return replace(report, verdicts=verdicts, acceptances=(*(report.acceptances or ()), *acceptances))


def _hosts(verdict: Verdict, deviation: Deviation) -> Iterable[str]:
    """Give the hosts that wrote the evidence; without any, those of the operation."""
    told = {event.host for event in verdict.trace.all_events if event.place in set(deviation.evidence)}
    return told or set(verdict.hosts.values())


def _words(deviation: Deviation) -> Iterable[str]:
    raised = deviation.raised
    return (deviation.message, deviation.because, f"{raised.exception}: {raised.message}" if raised else "")


def read_known(path: str, rules: Mapping[str, RuleInfo], flows: Mapping[str, Flow]) -> tuple[Entry, ...]:
    """Read a list of known deviations.

    Args:
        path: a TOML file.
        rules: every deviation by its slug.
        flows: every flow by its name.

    Raises:
        UsageError: it cannot be read, or an entry is wrong; with the line.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", file=path, hint="name a TOML file") from error
    except UnicodeDecodeError as error:
        raise UsageError("cannot be read as text", file=path, hint="save it as UTF-8") from error
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        last = text.count("\n") + 1
        words, line = (told[1], int(told[2] or last)) if told else (str(error), last)
        raise UsageError(f"is not TOML: {words}", file=path, line=line, hint=HINT) from error
    return tuple(_Reader(path, text, rules, flows).entries(document))


class _Reader:
    """One file, and what its entries may name."""

    def __init__(self, path: str, text: str, rules: Mapping[str, RuleInfo], flows: Mapping[str, Flow]) -> None:
        self._path = path
        self._lines = text.splitlines()
        self._heads = [
            number for number, line in enumerate(self._lines, 1) if re.match(r"\s*\[\[\s*known\s*\]\]", line)
        ]
        self._rules, self._flows = rules, flows

    def entries(self, document: Mapping[str, object]) -> Iterable[Entry]:
        tables = document.get("known")
        for key in document:
            if key != "known":
                raise self._wrong(f"has {key!r} beside its entries", self._line_of(0, key), HINT)
        if not isinstance(tables, list) or not tables:
            raise self._wrong("has no entry", None, HINT)
        for number, table in enumerate(tables):
            if not isinstance(table, dict):
                raise self._wrong("has an entry that is no table", None, HINT)
            yield self._entry(number, table)

    def _entry(self, number: int, table: Mapping[str, object]) -> Entry:
        head = self._heads[number] if number < len(self._heads) else 1
        for key in table:
            if key not in REQUIRED + NARROWING:
                raise self._wrong(f"no entry has {key!r}", self._line_of(head, key), _near(key, REQUIRED + NARROWING))
        for key in REQUIRED:
            if key not in table:
                raise self._wrong(f"the entry has no {key!r}", head, HINT)
        texts = {key: self._text(head, key, value) for key, value in table.items() if key != "expires"}
        expires = table["expires"]
        if not isinstance(expires, date) or isinstance(expires, datetime):
            raise self._wrong("'expires' is no day", self._line_of(head, "expires"), "write it bare: 2027-03-31")
        known = Known(texts["reason"], expires, Place(self._path, head))
        return Entry(
            self._slug(head, texts["deviation"]),
            known,
            self._operation(head, texts.get("operation")),
            texts.get("host"),
            texts.get("event"),
            self._pattern(head, texts.get("message")),
        )

    def _text(self, head: int, key: str, value: object) -> str:
        if isinstance(value, str) and value.strip():
            return value
        raise self._wrong(f"{key!r} is no text", self._line_of(head, key), f'write {key} = "..."')

    def _slug(self, head: int, name: str) -> str:
        for rule in self._rules.values():
            if name.lower() in (rule.name, rule.code.lower()):
                return rule.name
        hint = _near(name, [word for rule in self._rules.values() for word in (rule.name, rule.code)])
        raise self._wrong(f"no deviation is called {name!r}", self._line_of(head, "deviation"), hint)

    def _operation(self, head: int, name: str | None) -> str | None:
        if name is None:
            return None
        try:
            return resolve(name, self._flows).name
        except NovaFlowError as error:
            raise self._wrong(error.message, self._line_of(head, "operation"), error.hint) from error

    def _pattern(self, head: int, text: str | None) -> re.Pattern[str] | None:
        try:
            return None if text is None else re.compile(text)
        except re.error as error:
            hint = "a bracket that stands for itself is written \\[, in a TOML text in single quotes"
            words = f"'message' is no regular expression: {error.msg}"
            raise self._wrong(words, self._line_of(head, "message"), hint) from error

    def _line_of(self, head: int, key: str) -> int:
        """Return the line that sets a key of the entry that begins at `head`; the parser does not tell."""
        for number, line in enumerate(self._lines[head:], head + 1):
            if line.lstrip().startswith("["):
                break
            if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
                return number
        return max(head, 1)

    def _wrong(self, message: str, line: int | None, hint: str | None) -> UsageError:
        return UsageError(message, file=self._path, line=line, hint=hint)


def _near(name: str, known: Iterable[str]) -> str:
    words = tuple(known)
    near = get_close_matches(name, words, 1)
    return f"did you mean {near[0]}?" if near else f"one of: {', '.join(words[:12])}"
