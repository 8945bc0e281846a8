"""What every way on costs at least: the heuristic of the search, without which it tries all orders of a failed launch.

A line that the way so far has passed by can only be matched in another try, and that costs a turn; a turn needs a line
that proves it. So lines of one kind are counted against the steps that can still match them, for each number of turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from analyzer.checking.net import bits

if TYPE_CHECKING:
    from analyzer.checking.problem import Problem

WRONG, TURN, LOOSE = 1 << 60, 1 << 40, 1 << 20
MOST_TURNS = 10
_ENDLESS = 1 << 30


@dataclass(frozen=True, slots=True)
class _Near:
    """What a marking says by itself.

    `matchable`: the events that a step ahead could match. `proving`: None outside of a named block, else the events
    that can prove it. `scarce`: of a kind with more events than steps ahead that need no turn the events, the number
    of those steps, and how many more a turn lets match. `provable`: how many lines that only prove a turn can match
    without another one.
    """

    matchable: int
    proving: int | None
    scarce: tuple[tuple[int, int, int], ...]
    provable: int


@dataclass(frozen=True, slots=True)
class _Kind:
    """Events that fit the same steps.

    `again`: how many more of them one turn lets match at most.
    """

    events: int
    steps: int
    again: int


class Bound:
    """The least that is left to pay, by state.

    Args:
        problem: what is aligned.
        stray: what it costs not to match an event that is no flow event.
    """

    def __init__(self, problem: Problem, stray: int) -> None:
        self.problem, self.stray = problem, stray
        net = problem.net
        loops = sum(
            1 << n for n, t in enumerate(net.transitions) if any(net.straight[p] >> n & 1 for p in bits(t.give))
        )
        kinds: dict[tuple[int, ...], int] = {}
        for i in bits(problem.everything & ~problem.hopeless):
            steps = tuple(n for n, mask in enumerate(problem.match) if mask >> i & 1)
            kinds[steps] = kinds.get(steps, 0) | 1 << i
        self._kinds = tuple(
            _Kind(events, sum(1 << n for n in steps), _ENDLESS if any(loops >> n & 1 for n in steps) else len(steps))
            for steps, events in kinds.items()
        )
        self._loops = loops
        self._firm = sum(1 << n for n, t in enumerate(net.transitions) if t.firm)
        self._proofs = max([1, *(self._provable(t.give) for t in net.transitions if t.turn)])
        self._guarded = not net.undecided & net.final
        self._near: dict[int, _Near] = {}
        self._known: dict[tuple[int, int], int] = {}

    def price(self, events: int) -> int:
        """Return what it costs to leave these events unexplained."""
        problem = self.problem
        counted = events & problem.counted
        strays = (events & ~counted).bit_count() * self.stray
        return (events & problem.costly).bit_count() * WRONG + counted.bit_count() * LOOSE + strays

    def ahead(self, marking: int, cut: int) -> int:
        """Return what every way on costs at least.

        Args:
            marking: where in the net the way is.
            cut: mask of the events that are matched, or left unexplained and paid for.
        """
        key = marking, cut
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._ahead(marking, self.problem.everything & ~cut)
        return known

    def _ahead(self, marking: int, left: int) -> int:
        near = self._near.get(marking) or self._look(marking)
        lost = left & ~near.matchable
        cost = self.price(lost)
        left &= ~lost
        given_up = near.proving is not None and not left & near.proving
        if given_up:
            cost += WRONG + LOOSE  # the block that was entered cannot be left
        surplus = [
            (over, again, events & left)
            for events, room, again in near.scarce
            if (over := (events & left).bit_count() - room) > 0
        ]
        unproved = (left & self.problem.only_turning).bit_count() - near.provable
        turns = -(-unproved // self._proofs) if unproved > 0 else 0
        if not surplus:
            return cost + turns * TURN
        # Of more turns than lines that can prove one, those entered already among them, the last cannot be left.
        entered = (marking & self.problem.net.undecided).bit_count()
        proofs = (left & self.problem.turning).bit_count() - entered
        if given_up or not self._guarded:
            proofs = MOST_TURNS
        best = _ENDLESS * WRONG
        for number in range(turns, max(turns, MOST_TURNS) + 1):
            unmet = WRONG + LOOSE if number > proofs else 0
            for over, again, events in surplus:
                if over > number * again:
                    unmet += self._cheapest(over - number * again, events)
            best = min(best, number * TURN + unmet)
            if not unmet or number > proofs:
                break
        return cost + best

    def _cheapest(self, number: int, events: int) -> int:
        """Return what it costs to leave so many of these events unexplained."""
        problem = self.problem
        strays = min(number, (events & ~problem.counted).bit_count())
        loose = min(number - strays, (events & problem.counted & ~problem.costly).bit_count())
        wrong = number - strays - loose
        return wrong * (WRONG + LOOSE) + loose * LOOSE + strays * self.stray

    def _provable(self, marking: int) -> int:
        """Return how many deciding lines can match at most from a place on, without another turn."""
        steps = reduce(or_, (self.problem.net.straight[place] for place in bits(marking)), 0) & self._firm
        return _ENDLESS if steps & self._loops else steps.bit_count()

    def _look(self, marking: int) -> _Near:
        problem, net = self.problem, self.problem.net
        straight = reduce(or_, (net.straight[place] for place in bits(marking)), 0)
        scarce = []
        for kind in self._kinds:
            steps = kind.steps & straight
            if not steps & self._loops and steps.bit_count() < kind.events.bit_count():
                scarce.append((kind.events, steps.bit_count(), kind.again))
        proving = None
        if self._guarded and marking & net.undecided:
            proving = reduce(or_, (problem.match[n] for n in bits(straight) if net.transitions[n].firm), 0)
        provable = sum(map(self._provable, (1 << place for place in bits(marking))))
        self._near[marking] = _Near(problem.matchable(marking), proving, tuple(scarce), provable)
        return self._near[marking]
