"""From the cheapest path to what it says: moves, turns, bindings, whether the end was seen, what was still owed."""

from __future__ import annotations

import heapq
from dataclasses import replace
from functools import reduce
from itertools import count
from operator import or_
from typing import TYPE_CHECKING

from analyzer.checking.align import cheapest
from analyzer.checking.net import bits
from analyzer.model import AlignedStep, Alignment, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.align import Path, State
    from analyzer.checking.problem import Binds, Problem
    from analyzer.model import Step


def align(problem: Problem) -> Alignment:
    """Return the cheapest alignment of a problem; exact unless `exhausted`."""
    path = cheapest(problem)
    binds = path.state[2]
    moves, turns, ended = _moves(problem, path)
    owed = () if path.closed else _owed(problem, path.state)
    if not ended:
        ended, end_covered = _ended(problem, path, moves, owed)
    else:
        end_covered = True
    return Alignment(
        moves=tuple(moves),
        turns=tuple(turns),
        # A step may have been passed before its role was known to be on a host whose log shows it.
        cost=max(path.wrong, _told(moves) - sum(move.elsewhere for move in path.moves)),
        bindings={role: host for role, host in zip(problem.compute_roles, binds, strict=True) if host},
        ended=ended,
        end_covered=end_covered,
        owed=owed,
        exhausted=not path.settled,
    )


def _told(moves: list[AlignedStep]) -> int:
    return sum(move.move in ("model", "log") for move in moves)


def _moves(problem: Problem, path: Path) -> tuple[list[AlignedStep], list[Turn], bool]:
    """Return the moves in the order of the flow, the turns taken, and whether a step marked `ends` has its line."""
    moves: list[AlignedStep] = []
    turns: list[Turn] = []
    taken, ended = 0, False
    for n, i, elsewhere in _walk(path):
        transition = problem.net.transitions[n]
        step = transition.step
        if transition.turn and transition.turn_place:
            turns.append(Turn(transition.turn, transition.turn_place, None, transition.verdict))
        if step is None:
            continue
        if i is None or elsewhere:
            host = problem.host_of(path.state[2], step.role)
            seen = elsewhere or (n not in problem.free and problem.covered(step, host))
            moves.append(AlignedStep("model" if seen else "unseen", step, None, step.role, host))
        else:
            event = problem.events[i]
            taken |= 1 << i
            if transition.firm and turns and turns[-1].event is None:
                turns[-1] = replace(turns[-1], event=event)
            moves.append(AlignedStep("sync", step, event, step.role, event.host))
        ended = ended or (step.ends and i is not None)
    for i in bits(problem.everything & ~taken):
        event = problem.events[i]
        moves.append(AlignedStep("log" if problem.costly >> i & 1 else "unseen", None, event, None, event.host))
    return moves, turns, ended


def _walk(path: Path) -> Iterator[tuple[int, int | None, bool]]:
    """Yield (transition, event or None, elsewhere) along a path."""
    for move in path.moves:
        yield from ((n, None, False) for n in move.via)
        yield move.transition, move.event, move.elsewhere
    yield from ((n, None, False) for n in path.tail)


def _ended(problem: Problem, path: Path, moves: list[AlignedStep], owed: tuple[Step, ...]) -> tuple[bool, bool]:
    """Tell whether the end was seen though no step marked `ends` was, and whether the logs would show one.

    Where no step marked `ends` is covered the last covered step on a compute stands in. A compute that had a part and
    whose log cannot show it may be where it ended: a migration is not over because the log of one of its hosts is. One
    with another driver than the flow's has its part in a log that was read, and says so in no words that are known.
    """
    on_compute = [m for m in moves if m.step and m.role in problem.compute_roles]
    visible = [m for m in on_compute if m.move in ("sync", "model")]
    due = [step.role for step in owed if step.role in problem.compute_roles]
    seen = {move.role for move in visible} | {r for r in problem.compute_roles if _otherwise(problem, path.state[2], r)}
    if not {move.role for move in on_compute} <= seen:
        return False, False
    passed = [move.step for move in moves if move.step and move.step.ends]
    ahead = [] if path.closed else [step for step in _steps_ahead(problem, path.state[0]) if step.ends]
    if any(_covered(problem, path.state[2], step) for step in (*passed, *ahead)):
        return False, True
    if not set(problem.compute_roles) <= seen | set(due):
        return False, False
    return bool(visible) and not due and visible[-1].move == "sync", bool(visible or due)


def _covered(problem: Problem, binds: Binds, step: Step) -> bool:
    return problem.covered(step, problem.host_of(binds, step.role))


def _otherwise(problem: Problem, binds: Binds, role: str) -> bool:
    return problem.otherwise(problem.host_of(binds, role))


def _steps_ahead(problem: Problem, marking: int) -> Iterator[Step]:
    """Yield the steps that may still come, those of named blocks too."""
    numbers = reduce(or_, (problem.net.ahead[place] for place in bits(marking)), 0)
    return (step for n in bits(numbers) if (step := problem.net.transitions[n].step) is not None)


def _owed(problem: Problem, state: State) -> tuple[Step, ...]:
    """Return the covered steps on the cheapest way from a state to the end."""
    queue: list[tuple[int, int, int, tuple[Step, ...]]] = [(0, 0, state[0], ())]
    order, done = count(1), set[int]()
    while queue:
        cost, _, here, passed = heapq.heappop(queue)
        if here & problem.net.final:
            return passed
        if here in done:
            continue
        done.add(here)
        for transition in map(problem.net.transitions.__getitem__, problem.net.enabled(here)):
            step = transition.step
            if transition.turn or transition.firm:
                continue
            due = step is not None and _covered(problem, state[2], step)
            further = (*passed, step) if due and step else passed
            heapq.heappush(queue, (cost + due, next(order), transition.fire(here), further))
    return ()
