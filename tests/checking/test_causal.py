"""Order across hosts: a line cannot come before the message that led to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.checking.case import Case
from analyzer.checking.causal import TOLERANCE, breaches
from analyzer.model import AlignedStep, Alignment, Coverage, Event, Flow, Item, Par, Place, Step, Trace

ROLES = {"api": "api", "conductor": "conductor", "source": "compute", "target": "compute"}
HOSTS = {"api": "controller", "conductor": "controller", "source": "node-1", "target": "node-2"}


def step(line: int, role: str, event: str | None = None, sender: str | None = None) -> Step:
    return Step(Place("x.flow", line), role, event, sender=sender)


ASKED = step(1, "api", "api.action-body")
CAST = step(2, "target", None, "api")  # leaves no line
CLAIMED = step(3, "target", "compute.claim-ok")
MOVED = step(4, "source", "libvirt.migrate-disk", "target")
BODY = (ASKED, CAST, CLAIMED, MOVED)


def case(body: tuple[Item, ...], *lines: tuple[Step, float]) -> Case:
    """Make the case of an operation that matched these steps at these times."""
    moves = []
    for step, at in lines:
        place = Place(f"{HOSTS[step.role]}.log", step.place.line)
        told = Event(step.event or "", at, place, ROLES[step.role], HOSTS[step.role], "7", "INFO", "nova", "")
        moves.append(AlignedStep("sync", step, told, step.role, told.host))
    flow = Flow("move", "", Place("x.flow", 1), (), ROLES, body)
    trace = Trace("req-a", "server", "move", "api", tuple(move.event for move in moves if move.event))
    alignment = Alignment(tuple(moves), (), 0, HOSTS, ended=True, end_covered=True)
    return Case(trace, "move", flow, alignment, Coverage((), {}), {})


def early(told: Case) -> list[tuple[str, str]]:
    return [(breach.event.name, breach.cause.name) for breach in breaches(told)]


def test_lines_in_the_order_of_the_messages() -> None:
    assert early(case(BODY, (ASKED, 1), (CLAIMED, 2), (MOVED, 3))) == []


def test_a_receiver_before_its_sender() -> None:
    assert early(case(BODY, (ASKED, 1), (CLAIMED, 9), (MOVED, 3))) == [("libvirt.migrate-disk", "compute.claim-ok")]


def test_a_message_without_a_line_orders_too() -> None:
    assert early(case(BODY, (ASKED, 9), (CLAIMED, 2))) == [("compute.claim-ok", "api.action-body")]


def test_a_chain_of_messages_orders_where_the_middle_was_not_seen() -> None:
    told = [("libvirt.migrate-disk", "api.action-body")]
    assert early(case(BODY, (ASKED, 9), (MOVED, 2))) == told


@pytest.mark.parametrize(("early_by", "found"), [(TOLERANCE - 0.1, 0), (TOLERANCE + 0.1, 1)])
def test_what_may_be_left_of_a_skew_is_no_breach(early_by: float, found: int) -> None:
    assert len(early(case(BODY, (ASKED, 9), (CLAIMED, 9 - early_by)))) == found


def test_an_access_line_orders_nothing() -> None:
    access = step(1, "api", "api.access")
    assert early(case((access, *BODY[1:]), (access, 9), (CLAIMED, 2))) == []


def test_branches_of_a_par_order_nothing() -> None:
    both = Par(Place("x.flow", 3), ((CLAIMED,), (MOVED,)))
    assert early(case((ASKED, CAST, both), (ASKED, 1), (CLAIMED, 9), (MOVED, 3))) == []


def test_a_line_on_another_host_after_a_retry_is_not_ordered_to_the_first_attempt() -> None:
    told = case(BODY, (ASKED, 1), (CLAIMED, 9), (CLAIMED, 5), (MOVED, 6))
    assert told.alignment is not None
    again = told.alignment.moves[2]
    assert again.event is not None
    event = replace(again.event, host="node-3")
    moves = (*told.alignment.moves[:2], replace(again, event=event, host="node-3"), told.alignment.moves[3])
    trace = replace(told.trace, events=tuple(move.event for move in moves if move.event))
    assert early(replace(told, trace=trace, alignment=replace(told.alignment, moves=moves))) == []
