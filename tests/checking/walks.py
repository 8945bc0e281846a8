"""Random walks of a flow: traces that follow it, with the net's own transitions as the only source."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import assume
from hypothesis import strategies as st

from analyzer.checking import readout
from analyzer.checking.net import compile_flow
from analyzer.checking.problem import Problem
from analyzer.model import Event, Place, Releases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.model import Alignment, Flow, Step

HOSTS = ("node-1", "node-2", "node-3")
RELEASE = 26


def event_of(step: Step, flow: Flow, hosts: dict[str, str], number: int) -> Event:
    """Make the event that a step describes, on the host its role is on."""
    captures: dict[str, str] = {}
    words: list[str] = []
    for guard in step.guards:
        if guard.key is None:
            words.append(guard.value)
        else:
            captures[guard.key] = hosts.get(guard.value, guard.value)
    service = flow.roles[step.role]
    host = hosts[step.role] if service == "compute" else "controller"
    return Event(
        name=step.event or "",
        time=1000.0 + number,
        place=Place(f"{service}-{host}.log", number + 1),
        service=service,
        host=host,
        process="1",
        level="INFO",
        logger="nova",
        message=" ".join(words),
        request="req-1",
        server="s-1",
        captures=captures,
    )


@st.composite
def walks(draw: st.DrawFn, flow: Flow, *, turns: bool) -> tuple[list[Event], list[str]]:
    """Draw a walk from begin to end: its events, and the names of the blocks it turned into.

    One number decides it all: hypothesis need not learn a choice a transition.
    """
    choose = random.Random(draw(st.integers(0, 2**32))).choice  # noqa: S311 - no secret depends on it
    net = compile_flow(flow, Releases(RELEASE, RELEASE))
    compute_roles = [role for role, service in flow.roles.items() if service == "compute"]
    hosts = dict(zip(compute_roles, HOSTS, strict=False))
    marking, events, taken, passed = net.begin, list[Event](), list[str](), dict[int, int]()
    for _ in range(400):
        if marking & net.final:
            return events, taken
        enabled = [n for n in net.enabled(marking) if turns or not net.transitions[n].turn]
        least = min(passed.get(n, 0) for n in enabled)
        fresh = [n for n in enabled if passed.get(n, 0) <= least + 1]  # does not stay in a loop for ever
        n = choose(fresh)
        passed[n] = passed.get(n, 0) + 1
        transition = net.transitions[n]
        if transition.turn:
            assume(len(taken) < 3)
            taken.append(transition.turn)
            for role in transition.unbinds:
                hosts[role] = choose(HOSTS)
        if transition.step:
            events.append(event_of(transition.step, flow, hosts, len(events)))
        marking = transition.fire(marking)
    assume(False)  # noqa: FBT003 - hypothesis' own signature
    return events, taken


def problem_of(flow: Flow, events: Sequence[Event], *, covered: bool = True) -> Problem:
    """Pose the problem of a trace of which everything costs and, unless told otherwise, everything is covered."""
    ordered = sorted(events, key=lambda event: (event.time, event.place))
    net = compile_flow(flow, Releases(RELEASE, RELEASE))
    costly = [True] * len(ordered)
    return Problem(
        net,
        flow.roles,
        ordered,
        costly=costly,
        counted=costly,
        covered=lambda _step, _host: covered,
        hosts=frozenset(HOSTS),
    )


def align(flow: Flow, events: Sequence[Event], *, covered: bool = True) -> Alignment:
    """Align the trace of such a problem."""
    return readout.align(problem_of(flow, events, covered=covered))
