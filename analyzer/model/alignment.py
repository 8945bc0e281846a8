"""How a trace reads as a flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model.events import Event
    from analyzer.model.flow import Step
    from analyzer.model.lines import Place
    from analyzer.model.verdict import VerdictName

Move = Literal["sync", "log", "model", "unseen"]


@dataclass(frozen=True, slots=True)
class AlignedStep:
    """One move of an alignment.

    Both (`sync`), a line without a step (`log`), a step without a line that the logs would show (`model`), a step or
    line that means nothing (`unseen`: the logs cannot show it, or it never costs).
    """

    move: Move
    step: Step | None
    event: Event | None
    role: str | None
    host: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A named block that was entered, and the event that decided it."""

    name: str
    place: Place
    event: Event | None
    verdict: VerdictName | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A time that was passed, in seconds, and who says so; `firm` if nobody may have allowed this server more.

    `flow` is the step that names it, `place` where it is set, if a file sets it.
    """

    seconds: float
    origin: str
    firm: bool = True
    flow: Place | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something took, in seconds, up to the line `event`.

    A `step` took from the line `since` that caused it, what a line has `told` as long as it says, the `whole` operation
    from its first line `since` to its last. `passed` is the limit that it passed, if no part of it is to blame.
    """

    what: Literal["step", "told", "whole"]
    event: Event
    since: Event | None
    seconds: float
    step: Step
    passed: Limit | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cheapest way to read a trace as a flow. `cost` is skipped covered steps + unexplained flow events.

    `ended`: a step marked `ends` has its line (or what stands in for one), `end_covered`: the logs would show one.
    `owed` are the covered steps on the shortest way to the end from where the trace stopped.
    `exhausted` tells that the budget was used up before the cheapest way was found. `durations` are those of its steps;
    `patience` is how many seconds the first of `owed` may take before its absence means anything. `hidden`: steps are
    `unseen` because their process wrote nothing at all when they were due.
    """

    moves: tuple[AlignedStep, ...]
    turns: tuple[Turn, ...]
    cost: int
    bindings: Mapping[str, str]
    ended: bool
    end_covered: bool
    owed: tuple[Step, ...] = ()
    exhausted: bool = False
    durations: tuple[Duration, ...] = ()
    patience: float = 60.0
    hidden: bool = False
