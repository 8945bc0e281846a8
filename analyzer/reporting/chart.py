"""A sequence diagram as data: lifelines, and what happens on them from the top down.

It knows nothing of colours, positions or notations: `charting` makes charts from a flow, a trace or a verdict, and each
file in `diagrams` draws any chart in its own way. Texts are as the log has them, so whoever draws one escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LifelineKind = Literal["actor", "service", "queue", "hypervisor"]

# What goes between two lifelines, in UML's terms: a synchronous message, an asynchronous one, the answer to a
# synchronous one. `own` is what a role does by itself: a message to itself.
Arrow = Literal["call", "cast", "reply", "own"]

# `deviation` has a code; `missing` should be in these logs and is not; `unseen` cannot be in these logs; `extra` is a
# line that the flow does not expect.
Look = Literal["plain", "deviation", "missing", "unseen", "extra"]

FrameKind = Literal["opt", "alt", "par", "loop", "attempt", "retry", "deviation", "break"]


@dataclass(frozen=True, slots=True)
class Lifeline:
    """Who takes part: `key` is its name in rows, `title` and `host` its two lines of heading."""

    key: str
    title: str
    kind: LifelineKind = "service"
    host: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """An arrow, or a line that a role writes by itself (`own`: then sender and receiver are the same).

    `event` is its id in the catalogue, `expected` the step of the flow beside it, `mark` how the two fit (as in
    `novaflow show`: `=`, `+`, `-`, `.`), `time` when it was logged (seconds since the epoch, UTC), `origin` the line of
    the log or of the flow that it is drawn from.
    """

    sender: str
    receiver: str
    arrow: Arrow
    text: str
    look: Look = "plain"
    codes: tuple[str, ...] = ()
    event: str | None = None
    time: float | None = None
    expected: str = ""
    mark: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Words that belong to no arrow. `over` are lifelines; empty: all of them."""

    text: str
    over: tuple[str, ...] = ()
    look: Look = "plain"
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds in which nothing was logged; `limit` are those that were allowed, if that is known."""

    seconds: float
    limit: float | None = None
    look: Look = "plain"
    codes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What the gap says: `12.3 s later, 5 s are allowed`."""
        return f"{self.seconds:.1f} s later" + ("" if self.limit is None else f", {self.limit:g} s are allowed")


@dataclass(frozen=True, slots=True)
class Branch:
    """One compartment of a frame and the condition in its corner."""

    rows: tuple[Row, ...]
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A combined fragment: one branch, or for `alt` and `par` several."""

    kind: FrameKind
    branches: tuple[Branch, ...]
    look: Look = "plain"
    codes: tuple[str, ...] = ()


Row = Message | Note | Gap | Frame


@dataclass(frozen=True, slots=True)
class Finding:
    """A deviation of the operation that is drawn: its code, and one sentence."""

    code: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A sequence diagram. `description` says in a sentence or two what it shows, for whoever cannot see it."""

    title: str
    lifelines: tuple[Lifeline, ...]
    rows: tuple[Row, ...]
    subtitle: str = ""
    description: str = ""
    findings: tuple[Finding, ...] = ()


def messages(rows: Iterable[Row]) -> Iterator[Message]:
    """Yield the messages of rows and of the frames in them, from the top down."""
    for row in rows:
        if isinstance(row, Message):
            yield row
        elif isinstance(row, Frame):
            for branch in row.branches:
                yield from messages(branch.rows)


def rewritten(rows: Iterable[Row], change: Callable[[Message], Iterable[Row]]) -> tuple[Row, ...]:
    """Return the rows with each message, those in frames too, replaced by what `change` makes of it."""
    made: list[Row] = []
    for row in rows:
        if isinstance(row, Message):
            made += change(row)
        elif isinstance(row, Frame):
            branches = (replace(branch, rows=rewritten(branch.rows, change)) for branch in row.branches)
            made.append(replace(row, branches=tuple(branches)))
        else:
            made.append(row)
    return tuple(made)


def used(lifelines: Iterable[Lifeline], rows: Iterable[Row]) -> tuple[Lifeline, ...]:
    """Return the lifelines that have a message."""
    busy = {key for message in messages(rows) for key in (message.sender, message.receiver)}
    return tuple(lifeline for lifeline in lifelines if lifeline.key in busy)
