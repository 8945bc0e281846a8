"""A flow compiled to numbered places and transitions: what the aligner walks.

A marking is a bit mask of places. Sequence, choice and loop keep one token in a body, `par` one in each branch.
Order between roles need not be modelled: the observed order has none between processes, so a sequence of steps of
different roles restricts nothing (UML's weak sequencing).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING

from analyzer.model import Alt, Attempt, Break, Loop, Named, Opt, Par, Step
from analyzer.notation.lint import decider

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.model import Flow, Item, Place, Releases, VerdictName


def bits(mask: int) -> Iterator[int]:
    """Yield the numbers of the set bits."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(frozen=True, slots=True)
class Transition:
    """Takes tokens and gives tokens; silent without a step.

    `reset` needs any one of the places it takes, and takes all tokens it finds there (a retry, a break), but not while
    one is in a `barred` place: a named block that was entered has its deciding line before it is left.
    `turn` names the block that it enters; a `firm` step cannot be passed without its line.
    """

    take: int
    give: int
    step: Step | None = None
    reset: bool = False
    turn: str | None = None
    turn_place: Place | None = None
    verdict: VerdictName | None = None
    unbinds: tuple[str, ...] = ()
    firm: bool = False
    barred: int = 0

    def enabled(self, marking: int) -> bool:
        """Tell whether it can fire."""
        if self.reset:
            return bool(marking & self.take) and not marking & self.barred
        return marking & self.take == self.take

    def fire(self, marking: int) -> int:
        """Return the marking after it."""
        return marking & ~self.take | self.give


@dataclass(frozen=True, eq=False)
class Net:
    """A compiled flow. `begin` and `final` are markings."""

    transitions: tuple[Transition, ...]
    begin: int
    final: int
    places: int

    @cached_property
    def alphabet(self) -> frozenset[str]:
        """The event ids that its steps name."""
        return frozenset(t.step.event for t in self.transitions if t.step and t.step.event)

    @cached_property
    def takers(self) -> dict[int, tuple[int, ...]]:
        """For each place the numbers of the transitions that take its token."""
        found: dict[int, list[int]] = {}
        for n, transition in enumerate(self.transitions):
            for place in bits(transition.take):
                found.setdefault(place, []).append(n)
        return {place: tuple(numbers) for place, numbers in found.items()}

    @cached_property
    def ahead(self) -> dict[int, int]:
        """For each place the mask of the transitions that may still fire once it has a token.

        Or more: a join is taken to need one of its tokens only.
        """
        return self._reached(turns=True)

    @cached_property
    def straight(self) -> dict[int, int]:
        """The same without another turn."""
        return self._reached(turns=False)

    def _reached(self, *, turns: bool) -> dict[int, int]:
        reached = dict.fromkeys(range(self.places), 0)
        changed = True
        while changed:
            changed = False
            for n in range(len(self.transitions) - 1, -1, -1):
                transition = self.transitions[n]
                if transition.turn and not turns:
                    continue
                mask = 1 << n
                for place in bits(transition.give):
                    mask |= reached[place]
                for place in bits(transition.take):
                    if reached[place] | mask != reached[place]:
                        reached[place] |= mask
                        changed = True
        return reached

    @cached_property
    def undecided(self) -> int:
        """The places of named blocks that were entered, and paid for, but whose deciding line is still to come."""
        return _undecided(self.transitions)

    def enabled(self, marking: int) -> Iterator[int]:
        """Yield the numbers of the transitions that can fire, in the order of the file."""
        near = {n for place in bits(marking) for n in self.takers.get(place, ())}
        for n in sorted(near):
            if self.transitions[n].enabled(marking):
                yield n


def _undecided(transitions: Sequence[Transition]) -> int:
    mask = reduce(or_, (t.give for t in transitions if t.turn), 0)
    while True:
        further = (t.give for t in transitions if not t.firm and not t.turn and t.take & mask)
        wider = mask | reduce(or_, further, 0)
        if wider == mask:
            return mask
        mask = wider


class _Compiler:
    """Numbers places and collects transitions while it walks a flow."""

    def __init__(self, releases: Releases | None) -> None:
        self.releases = releases
        self.places = 0
        self.transitions: list[Transition] = []
        self.final = self.place()

    def place(self) -> int:
        self.places += 1
        return 1 << (self.places - 1)

    def silent(self, take: int, give: int) -> None:
        self.transitions.append(Transition(take, give))

    def body(self, items: tuple[Item, ...], entry: int, firm: Step | None) -> int:
        """Add a body from `entry`; return its exit. Its breaks may be entered from any of its places."""
        first, here, own = self.places, entry, len(self.transitions)
        for item in items:
            if not isinstance(item, Break):
                here = self.item(item, here, firm)
        inside, barred = entry | self._since(first), _undecided(self.transitions[own:])
        for item in items:
            if isinstance(item, Break) and self._admitted(item.releases):
                entered = self.place()
                turn = Transition(inside, entered, reset=True, turn=item.name, turn_place=item.place, barred=barred)
                self.transitions.append(replace(turn, verdict=item.verdict))
                self.silent(self.body(item.body, entered, decider(item.body)), self.final)
        return here

    def _since(self, first: int) -> int:
        return ((1 << self.places) - 1) & ~((1 << first) - 1)

    def _admitted(self, releases: Releases | None) -> bool:
        return releases is None or releases.meet(self.releases)

    def item(self, item: Item, here: int, firm: Step | None) -> int:
        if not self._admitted(item.releases):
            return here
        after = self._step(item, here, firm) if isinstance(item, Step) else self._block(item, here, firm)
        if item.releases is not None and not item.releases.hold(self.releases) and after != here:
            self.silent(here, after)  # not all that the logs may be of have it: with and without it
        return after

    def _step(self, step: Step, here: int, firm: Step | None) -> int:
        if step.event is None:
            return here
        after = self.place()
        self.transitions.append(Transition(here, after, step, firm=step is firm))
        return after

    def _block(self, item: Item, here: int, firm: Step | None) -> int:
        after = self.place()
        match item:
            case Opt():
                self.silent(self.body(item.body, here, firm), after)
                self.silent(here, after)
            case Alt():
                for branch in item.branches:
                    match branch:
                        case (Named() as only,):  # the branch is the deviation: taking it is not optional
                            self._turn(only, here, after)
                        case _:
                            self.silent(self.body(branch, here, firm), after)
            case Par():
                begins = [self.place() for _ in item.branches]
                ends = [self.body(branch, begin, firm) for branch, begin in zip(item.branches, begins, strict=True)]
                self.silent(here, sum(begins))
                self.silent(sum(ends), after)
            case Loop():
                self._loop(item, here, after, firm)
            case Named():
                self._turn(item, here, after)
                self.silent(here, after)
            case Attempt():
                self._attempt(item, here, after, firm)
        return after

    def _turn(self, item: Named, here: int, after: int) -> None:
        if self._admitted(item.releases):
            entered = self.place()
            self.transitions.append(Transition(here, entered, turn=item.name, turn_place=item.place))
            self.silent(self.body(item.body, entered, decider(item.body)), after)

    def _loop(self, loop: Loop, here: int, after: int, firm: Step | None) -> None:
        for _ in range(loop.low):
            here = self.body(loop.body, here, firm)
        if loop.high is None:
            again = self.place()
            self.silent(here, again)
            self.silent(self.body(loop.body, again, firm), again)
            self.silent(again, after)
            return
        for _ in range(loop.high - loop.low):
            self.silent(here, after)
            here = self.body(loop.body, here, firm)
        self.silent(here, after)

    def _attempt(self, attempt: Attempt, here: int, after: int, firm: Step | None) -> None:
        first, own = self.places, len(self.transitions)
        begin = self.place()
        self.silent(here, begin)
        self.silent(self.body(attempt.body, begin, firm), after)
        inside, barred = self._since(first), _undecided(self.transitions[own:])
        for retry in attempt.retries:
            if self._admitted(retry.releases):
                entered = self.place()
                turn = Transition(inside, entered, reset=True, turn=retry.name, turn_place=retry.place, barred=barred)
                self.transitions.append(turn)
                left = self.body(retry.body, entered, decider(retry.body))
                self.transitions.append(Transition(left, begin, unbinds=retry.unbinds))


def compile_flow(flow: Flow, releases: Releases | None) -> Net:
    """Return the net of a flow.

    Args:
        flow: the declared flow.
        releases: the logs are of one of them; steps that only some of them have may or may not be there. None: any.
    """
    compiler = _Compiler(releases)
    begin = compiler.place()
    compiler.silent(compiler.body(flow.body, begin, None), compiler.final)
    return Net(tuple(compiler.transitions), begin, compiler.final, compiler.places)
