"""How long the steps of an operation took, and which of them took too long."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analyzer.model import Duration
from analyzer.notation.lint import steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from analyzer.model import AlignedStep, Alignment, Event, Flow, Step

# Written when the answer was sent, in a thread of its own: as often before the cast's first line as after it.
UNORDERED = frozenset({"api.access"})
# What libvirt tells of the guest comes when it comes, up to 15 s late (nova.virt.libvirt.host), and ends no operation.
ASIDE = frozenset({"lifecycle.event"})
# What the capture is called in which a line says how long it took, in seconds.
TELLS = "elapsed"
# Thirty years: no line is believed more.
LONGEST_TOLD = 1e9


def finished(alignment: Alignment) -> bool:
    """Tell whether an operation was seen to the end that its flow is for: what broke off took some other time."""
    return alignment.ended and not any(turn.verdict for turn in alignment.turns)


def measured(flow: Flow, alignment: Alignment) -> tuple[Duration, ...]:
    """Return how long each step of an alignment took, and the operation, if it was seen to its end and took no turn."""
    moves = [move for move in alignment.moves if move.move == "sync"]
    found = list(_of_steps(flow, moves))
    if alignment.ended and not alignment.turns and not alignment.cost:
        found += _of_all(moves)
    return tuple(found)


def _of_steps(flow: Flow, moves: Sequence[AlignedStep]) -> Iterator[Duration]:
    askers = _askers(flow)
    last: dict[str, Event] = {}  # by role, its latest line so far
    seen: dict[str, Event] = {}  # by event id, the latest so far
    for move in moves:
        step, event = move.step, move.event
        if step is None or event is None:
            continue
        since = seen.get(step.within_of) if step.within_of else _cause(step, last, askers)
        if since is not None and event.name not in UNORDERED:
            yield Duration("step", event, since, max(0.0, event.time - since.time), step)
        if (told := _told(event)) is not None:
            yield Duration("told", event, None, told, step)
        seen[event.name] = event
        if step.role not in last or (event.name not in UNORDERED and event.time >= last[step.role].time):
            last[step.role] = event


def _told(event: Event) -> float | None:
    """Return the seconds that a line says something took; None if it says nothing, or what cannot be."""
    try:
        seconds = float(event.captures.get(TELLS, ""))
    except ValueError:
        return None
    return seconds if 0.0 <= seconds <= LONGEST_TOLD else None


def _of_all(moves: Sequence[AlignedStep]) -> Iterator[Duration]:
    lines = [(move.event, move.step) for move in moves if move.event and move.step and move.event.name not in ASIDE]
    if len(lines) > 1:
        first, _ = min(lines, key=lambda line: line[0].time)
        last, step = max(lines, key=lambda line: line[0].time)
        yield Duration("whole", last, first, last.time - first.time, step)


def _cause(step: Step, last: Mapping[str, Event], askers: Mapping[str, set[str]]) -> Event | None:
    """Return the latest line that a step's time is counted from.

    Only what its own role or its sender wrote comes before it; of a role that wrote nothing yet, what those wrote that
    send it messages.
    """
    roles, asked = {step.role, step.sender or step.role}, set[str]()
    while roles:
        if known := [last[role] for role in roles if role in last]:
            return max(known, key=lambda event: event.time)
        asked |= roles
        roles = {asker for role in roles for asker in askers.get(role, ())} - asked
    return None


def _askers(flow: Flow) -> dict[str, set[str]]:
    """Return for each role those that send it messages."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for step in steps(flow.body):
        if step.sender:
            found[step.role].add(step.sender)
    return dict(found)
