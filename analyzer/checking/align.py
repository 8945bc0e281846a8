"""The cheapest way to read a trace as a flow: an exact best-first search.

A state is (marking of the net, mask of the events consumed, hosts the roles are bound to). To match an event, all that
came before it must be consumed: what was not matched by then is unexplained. Cost, compared left to right: covered
mandatory steps skipped plus flow events unexplained; named turns taken; events not matched.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from functools import reduce
from itertools import count
from operator import or_
from typing import TYPE_CHECKING

from analyzer.checking.net import bits
from analyzer.checking.order import predecessors
from analyzer.model import AlignedStep, Alignment, Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from analyzer.checking.net import Net, Transition
    from analyzer.model import Event, Guard, Step

    Covered = Callable[[Step, str | None], bool]
    State = tuple[int, int, tuple[str | None, ...]]

WRONG, TURN, LOOSE = 1 << 40, 1 << 20, 1
BUDGET = 60_000  # states expanded; the longest conformant trace of the recorded logs needs under 2,000
MOST_TURNS = 10


@dataclass(frozen=True, slots=True)
class Way:
    """Silent turns and steps without any line, walked to reach a transition from a marking."""

    marking: int
    via: tuple[int, ...]
    cost: int
    unbinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Move:
    """How a state was reached: transitions passed in silence, then a step, then the event it matched.

    `elsewhere`: the event is the step's but for the host its role is on.
    """

    previous: State
    via: tuple[int, ...]
    transition: int
    event: int | None = None
    elsewhere: bool = False


class Aligner:
    """Aligns one trace with one net.

    Args:
        net: the compiled flow.
        roles: the flow's roles, each with its service.
        events: the events of the alphabet, by time.
        costly: for each event, whether it costs when nothing explains it; one that proves a named turn always does,
            else a turn that only trouble proves would never be worth its name.
        covered: tells whether the logs would show a step of a role on a host (None: not known which).
        hosts: the compute hosts that the logs know, to tell a capture that names one from other words.
    """

    def __init__(  # noqa: PLR0913 - the six things an alignment depends on
        self,
        net: Net,
        roles: dict[str, str],
        events: Sequence[Event],
        costly: Sequence[bool],
        covered: Covered,
        hosts: frozenset[str],
    ) -> None:
        self.net, self.roles, self.events, self.covered, self.hosts = net, roles, events, covered, hosts
        self.compute_roles = tuple(role for role, service in roles.items() if service == "compute")
        self.pred = predecessors(events)
        self.match = tuple(self._matches(transition) for transition in net.transitions)
        self.hopeless = ((1 << len(events)) - 1) & ~reduce(or_, self.match, 0)
        turning = reduce(or_, (mask for mask, t in zip(self.match, net.transitions, strict=True) if t.firm), 0)
        self.costly = sum(1 << i for i, cost in enumerate(costly) if cost or turning >> i & 1)
        self.twin = self._twins()
        self.scattered = len({event.host for event in events if event.service == "compute"}) > 1
        self.free = frozenset(
            n
            for n, t in enumerate(net.transitions)
            if t.step and not t.firm and not self.match[n] and not self._ever_covered(t.step)
        )
        self._ways: dict[int, tuple[tuple[tuple[Way, int], ...], Way | None]] = {}
        self.match_ahead = {
            place: reduce(or_, (self.match[n] for n in bits(numbers)), 0) for place, numbers in net.ahead.items()
        }

    def _matches(self, transition: Transition) -> int:
        step = transition.step
        if step is None:
            return 0
        service = self.roles[step.role]
        return sum(
            1 << i
            for i, event in enumerate(self.events)
            if event.name == step.event and event.service == service and all(self._holds(g, event) for g in step.guards)
        )

    def _holds(self, guard: Guard, event: Event) -> bool:
        if guard.key is None:
            return guard.value in event.message or guard.value in event.detail
        if guard.value in self.roles:
            return True  # bound or tested when the step is taken
        return event.captures.get(guard.key, "").casefold() == guard.value.casefold()

    def _twins(self) -> tuple[int, ...]:
        """For each event the mask of earlier ones that serve the same steps: the first of them is as good as any."""
        signature = [tuple(n for n, mask in enumerate(self.match) if mask >> i & 1) for i in range(len(self.events))]
        same = [(s, e.host, tuple(sorted(e.captures.items()))) for s, e in zip(signature, self.events, strict=True)]
        return tuple(
            sum(1 << j for j in bits(self.pred[i]) if same[j] == same[i]) for i in range(len(self.events))
        )

    def _ever_covered(self, step: Step) -> bool:
        if self.roles[step.role] != "compute":
            return self.covered(step, None)
        return any(self.covered(step, host) for host in (None, *self.hosts))

    def ways(self, marking: int) -> tuple[tuple[tuple[Way, int], ...], Way | None]:
        """Return the (way, transition with a step) pairs that silence leads to, and the way to the end if there is one."""
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
                if t.step and n not in self.free:
                    steps.append((way, n))
                    continue
                cost = way.cost + (TURN if t.turn else 0)
                further = Way(t.fire(way.marking), (*way.via, n), cost, way.unbinds | frozenset(t.unbinds))
                heapq.heappush(queue, (cost, next(order), further))
        self._ways[marking] = tuple(steps), end
        return self._ways[marking]

    def matchable(self, marking: int) -> int:
        """Return the mask of the events that a step ahead of this marking could match."""
        mask = 0
        for place in bits(marking):
            mask |= self.match_ahead.get(place, 0)
        return mask

    def bind(self, binds: tuple[str | None, ...], step: Step, event: Event) -> tuple[str | None, ...] | None:
        """Return the bindings after a step matched an event; None if they contradict it."""
        wanted = [(step.role, event.host)] if step.role in self.compute_roles else []
        for guard in step.guards:
            if guard.key and guard.value in self.compute_roles:
                host = event.captures.get(guard.key)
                if host in self.hosts and host is not None:
                    wanted.append((guard.value, host))
        for role, host in wanted:
            i = self.compute_roles.index(role)
            if binds[i] is None:
                binds = (*binds[:i], host, *binds[i + 1 :])
            elif binds[i] != host:
                return None
        return binds

    def host_of(self, binds: tuple[str | None, ...], role: str) -> str | None:
        """Return the host that a role is bound to."""
        return binds[self.compute_roles.index(role)] if role in self.compute_roles else None

    def run(self) -> Alignment:
        """Search. The result is exact unless `exhausted`."""
        everything = (1 << len(self.events)) - 1
        begin: State = (self.net.begin, self.hopeless, (None,) * len(self.compute_roles))
        reached: dict[State, _Move | None] = {}
        order = count()
        queue: list[tuple[int, int, int, State, _Move | None, int]] = [(0, 0, next(order), begin, None, 0)]
        best: tuple[int, State, tuple[int, ...], bool] | None = None
        expanded = 0
        while queue:
            estimate, _, _, state, move, cost = heapq.heappop(queue)
            if best is not None and best[0] <= estimate:
                break
            if state in reached:
                continue
            reached[state] = move
            expanded += 1
            if expanded > BUDGET:
                break
            marking, cut, binds = state
            left = everything & ~cut
            rest = (left & self.costly).bit_count() * WRONG + left.bit_count() * LOOSE
            steps, end = self.ways(marking)
            closing = cost + rest + (end.cost if end else WRONG + LOOSE)  # one skipped step is told as such
            if best is None or closing < best[0]:
                best = (closing, state, end.via if end else (), end is not None)
            for way, n in steps:
                for after, price, via in self._expand(state, way, n):
                    total = cost + way.cost + price
                    if after in reached or (total >= TURN * (MOST_TURNS + 1) and total % WRONG >= TURN * (MOST_TURNS + 1)):
                        continue
                    unmatched = everything & ~after[1] & ~self.matchable(after[0])
                    ahead = (unmatched & self.costly).bit_count() * WRONG + unmatched.bit_count() * LOOSE
                    item = (total + ahead, -after[1].bit_count(), next(order), after, via, total)
                    if best is None or item[0] < best[0]:
                        heapq.heappush(queue, item)
        if best is None:
            raise AssertionError  # the first state always offers a close
        return self._result(reached, best, exhausted=expanded > BUDGET)

    def _expand(self, state: State, way: Way, n: int) -> Iterator[tuple[State, int, _Move]]:
        _, cut, binds = state
        transition = self.net.transitions[n]
        step = transition.step
        if step is None:
            return
        if way.unbinds:
            binds = tuple(None if role in way.unbinds else b for role, b in zip(self.compute_roles, binds, strict=True))
        after = transition.fire(way.marking)
        for i in bits(self.match[n] & ~cut):
            if self.twin[i] & ~cut:
                continue
            bound = self.bind(binds, step, self.events[i])
            skipped = self.pred[i] & ~cut
            price = (skipped & self.costly).bit_count() * WRONG + skipped.bit_count() * LOOSE
            further = cut | skipped | 1 << i
            if bound is not None:
                yield (after, further, bound), price, _Move(state, way.via, n, i)
            if not transition.firm and (bound is None or self.scattered and self.host_of(binds, step.role) is None):
                price += WRONG + (0 if self.costly >> i & 1 else LOOSE)
                yield (after, further, binds), price, _Move(state, way.via, n, i, elsewhere=True)
        if not transition.firm:
            price = WRONG if self.covered(step, self.host_of(binds, step.role)) else 0
            yield (after, cut, binds), price, _Move(state, way.via, n)

    def _result(
        self, reached: dict[State, _Move | None], best: tuple[int, State, tuple[int, ...], bool], *, exhausted: bool
    ) -> Alignment:
        cost, state, tail, closed = best
        binds = state[2]
        path: list[_Move] = []
        here: State = state
        while (move := reached[here]) is not None:
            path.append(move)
            here = move.previous
        path.reverse()
        moves: list[AlignedStep] = []
        turns: list[Turn] = []
        taken, ended = 0, False
        for n, i, elsewhere in self._walk(path, tail):
            transition = self.net.transitions[n]
            step = transition.step
            if transition.turn and transition.turn_place:
                turns.append(Turn(transition.turn, transition.turn_place, None, transition.verdict))
            if step is None:
                continue
            host = self.host_of(binds, step.role)
            if i is None:
                seen = n not in self.free and self.covered(step, host)
                moves.append(AlignedStep("model" if seen else "unseen", step, None, step.role, host))
                continue
            event = self.events[i]
            ended = ended or step.ends
            if elsewhere:
                moves.append(AlignedStep("model", step, None, step.role, host))
                continue
            taken |= 1 << i
            if transition.firm and turns and turns[-1].event is None:
                turns[-1] = replace(turns[-1], event=event)
            moves.append(AlignedStep("sync", step, event, step.role, event.host))
        for i in bits(((1 << len(self.events)) - 1) & ~taken):
            event = self.events[i]
            moves.append(AlignedStep("log" if self.costly >> i & 1 else "unseen", None, event, None, event.host))
        owed = () if closed else self._owed(state)
        bound = {role: host for role, host in zip(self.compute_roles, binds, strict=True) if host}
        wrong = cost // WRONG + (self.hopeless & self.costly).bit_count()
        ahead = [] if closed else [step for step in self._steps_ahead(state[0]) if step.ends]
        ended, end_covered = (True, True) if ended else self._ended(moves, owed, ahead, binds)
        return Alignment(tuple(moves), tuple(turns), wrong, bound, ended, end_covered, owed, exhausted)

    def _steps_ahead(self, marking: int) -> Iterator[Step]:
        """Yield the steps that may still come, those of named blocks too."""
        numbers = reduce(or_, (self.net.ahead[place] for place in bits(marking)), 0)
        return (step for n in bits(numbers) if (step := self.net.transitions[n].step) is not None)

    def _ended(
        self, moves: list[AlignedStep], owed: tuple[Step, ...], ahead: list[Step], binds: tuple[str | None, ...]
    ) -> tuple[bool, bool]:
        """Tell whether the end was seen though no step marked `ends` was, and whether the logs would show one.

        Where no step marked `ends` is covered the last covered step on a compute stands in.
        """
        passed = [move.step for move in moves if move.step and move.step.ends]
        due = [step for step in (*passed, *ahead) if self.covered(step, self.host_of(binds, step.role))]
        if due or any(step.role in self.compute_roles for step in owed):
            return False, True
        on_compute = [m.move for m in moves if m.step and m.role in self.compute_roles and m.move in ("sync", "model")]
        return bool(on_compute) and on_compute[-1] == "sync", bool(on_compute)

    @staticmethod
    def _walk(path: list[_Move], tail: tuple[int, ...]) -> Iterator[tuple[int, int | None, bool]]:
        for move in path:
            yield from ((n, None, False) for n in move.via)
            yield move.transition, move.event, move.elsewhere
        yield from ((n, None, False) for n in tail)

    def _owed(self, state: State) -> tuple[Step, ...]:
        """Return the covered steps on the cheapest way from a state to the end."""
        marking, _, binds = state
        queue: list[tuple[int, int, int, tuple[Step, ...]]] = [(0, 0, marking, ())]
        order, done = count(1), set[int]()
        while queue:
            cost, _, here, passed = heapq.heappop(queue)
            if here & self.net.final:
                return passed
            if here in done:
                continue
            done.add(here)
            for t in map(self.net.transitions.__getitem__, self.net.enabled(here)):
                if t.turn or t.firm:
                    continue
                due = t.step is not None and self.covered(t.step, self.host_of(binds, t.step.role))
                further = (*passed, t.step) if due and t.step else passed
                heapq.heappush(queue, (cost + due, next(order), t.fire(here), further))
        return ()
