"""The cheapest way to read a trace as a flow: an exact best-first search.

A state is (marking of the net, mask of the events consumed, hosts the roles are bound to). To match an event, all that
came before it must be consumed: what was not matched by then is unexplained. Cost, compared left to right: covered
mandatory steps skipped plus flow events unexplained; named turns taken; flow events not matched; others not matched.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING

from analyzer.checking.bound import LOOSE, MOST_TURNS, TURN, WRONG, Bound
from analyzer.checking.net import bits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from analyzer.checking.net import Net
    from analyzer.checking.problem import Binds, Problem

    State = tuple[int, int, Binds]

STRAY = 1
BUDGET = 20_000  # states expanded; the longest conformant trace of the recorded logs needs under 2,000
BREADTH = 10  # states met for each of them: hundreds of lines of one instant can each be the next


@dataclass(frozen=True, slots=True)
class Way:
    """Silent turns and steps without any line, walked to reach a transition from a marking."""

    marking: int
    via: tuple[int, ...]
    cost: int
    unbinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Move:
    """How a state was reached: transitions passed in silence, then a step, then the event it matched.

    `elsewhere`: the event is the step's but for the host its role is on.
    """

    previous: State
    via: tuple[int, ...]
    transition: int
    event: int | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """The cheapest way found: its moves, the silence after the last, and where it stopped.

    `closed`: it reached the end of the net. `exhausted`: there may be a cheaper one. `settled`: but none with less that
    is wrong or fewer turns.
    """

    moves: tuple[Move, ...]
    tail: tuple[int, ...]
    state: State
    wrong: int
    closed: bool
    exhausted: bool
    settled: bool


@lru_cache(maxsize=512)
def _ways_in(_net: Net, _free: frozenset[int]) -> dict[int, tuple[tuple[tuple[Way, int], ...], Way | None]]:
    """Return what searches have found out of where silence leads, by marking: it depends on these two alone."""
    return {}


class Search:
    """The search of one problem.

    Args:
        problem: what to align.
        budget: the number of states to expand at most.
        stray: what it costs not to match an event that is no flow event.
    """

    def __init__(self, problem: Problem, budget: int = BUDGET, stray: int = STRAY) -> None:
        self.problem, self.net, self.budget = problem, problem.net, budget
        self.bound = Bound(problem, stray)
        self._ways = _ways_in(problem.net, problem.free)

    def _from(self, marking: int) -> tuple[tuple[tuple[Way, int], ...], Way | None]:
        """Return the (way, transition with a step) pairs that silence leads to, and the way to the end if any."""
        known = self._ways.get(marking)
        if known is not None:
            return known
        found: dict[tuple[int, frozenset[str]], Way] = {}
        queue = [(0, 0, Way(marking, (), 0, frozenset()))]
        order = count(1)
        steps: list[tuple[Way, int]] = []
        end: Way | None = None
        while queue:
            _, _, way = heapq.heappop(queue)
            key = (way.marking, way.unbinds)
            if key in found:
                continue
            found[key] = way
            if way.marking & self.net.final:
                end = end or way
                continue
            for n in self.net.enabled(way.marking):
                t = self.net.transitions[n]
                if t.step and n not in self.problem.free:
                    steps.append((way, n))
                    continue
                cost = way.cost + (TURN if t.turn else 0)
                further = Way(t.fire(way.marking), (*way.via, n), cost, way.unbinds | frozenset(t.unbinds))
                heapq.heappush(queue, (cost, next(order), further))
        self._ways[marking] = tuple(steps), end
        return self._ways[marking]

    def run(self) -> Path:
        """Return the cheapest path found within the budget."""
        problem = self.problem
        begin: State = (self.net.begin, problem.hopeless, (None,) * len(problem.compute_roles))
        reached: dict[State, Move | None] = {}
        paid: dict[State, int] = {begin: 0}
        order = count()
        queue: list[tuple[int, int, int, State, Move | None, int]] = [(0, 0, next(order), begin, None, 0)]
        best: tuple[int, State, Way | None] = (1 << 120, begin, None)
        while queue and not self._spent(reached, paid):
            estimate, _, _, state, move, cost = heapq.heappop(queue)
            if best[0] <= estimate:
                break
            if cost > paid[state]:
                continue
            reached[state] = move
            steps, end = self._from(state[0])
            # One skipped step before the end is told as such: giving up is dearer by a trifle.
            closing = cost + self.bound.price(problem.everything & ~state[1]) + (end.cost if end else WRONG + LOOSE)
            if closing < best[0]:
                best = (closing, state, end)
            for way, n in steps:
                for after, price, via in self._expand(state, way, n):
                    total = cost + way.cost + price
                    if paid.get(after, total + 1) <= total or total % WRONG >= TURN * (MOST_TURNS + 1):
                        continue
                    paid[after] = total
                    ahead = self.bound.ahead(after[0], after[1])
                    if total + ahead < best[0]:
                        heapq.heappush(queue, (total + ahead, -after[1].bit_count(), next(order), after, via, total))
        exhausted = self._spent(reached, paid)
        least = queue[0][0] if exhausted and queue else best[0]
        return self._path(reached, best, exhausted=exhausted, least=least)

    def _spent(self, reached: Collection[State], met: Collection[State]) -> bool:
        return len(reached) > self.budget or len(met) > self.budget * BREADTH

    def _path(
        self, reached: dict[State, Move | None], best: tuple[int, State, Way | None], *, exhausted: bool, least: int
    ) -> Path:
        cost, state, end = best
        moves: list[Move] = []
        move = reached[state]
        while move is not None:
            moves.append(move)
            move = reached[move.previous]
        wrong = cost // WRONG + (self.problem.hopeless & self.problem.costly).bit_count()
        tail, closed, settled = end.via if end else (), end is not None, cost // TURN <= least // TURN
        return Path(tuple(reversed(moves)), tail, state, wrong, closed, exhausted, settled)

    def _expand(self, state: State, way: Way, n: int) -> Iterator[tuple[State, int, Move]]:
        problem = self.problem
        _, cut, binds = state
        transition = self.net.transitions[n]
        step = transition.step
        if step is None:
            return
        if way.unbinds:
            binds = tuple(
                None if role in way.unbinds else b for role, b in zip(problem.compute_roles, binds, strict=True)
            )
        after = transition.fire(way.marking)
        undecided = problem.scattered and problem.host_of(binds, step.role) is None
        for i in bits(problem.match[n] & ~cut):
            if problem.twin[i] & ~cut:
                continue
            bound = problem.bind(binds, step, problem.events[i])
            skipped = problem.pred[i] & ~cut
            price = self.bound.price(skipped)
            further = cut | skipped | 1 << i
            if bound is not None:
                yield (after, further, bound), price, Move(state, way.via, n, i)
            if not transition.firm and (bound is None or undecided):
                price += WRONG + (0 if problem.costly >> i & 1 else LOOSE)
                yield (after, further, binds), price, Move(state, way.via, n, i, elsewhere=True)
        if not transition.firm:
            price = WRONG if problem.covered(step, problem.host_of(binds, step.role)) else 0
            yield (after, cut, binds), price, Move(state, way.via, n)


def cheapest(problem: Problem) -> Path:
    """Return the cheapest path of a problem.

    A launch that failed on three hosts has dozens of lines of trouble that fit every try: where they would use the
    budget up they weigh nothing.
    """
    path = Search(problem, BUDGET // 8).run()
    return Search(problem, stray=0).run() if path.exhausted else path
