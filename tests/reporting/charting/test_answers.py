from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reporting.chart import Branch, Frame, Message
from analyzer.reporting.charting.answers import with_replies

if TYPE_CHECKING:
    from analyzer.reporting.chart import FrameKind

STARTING = Message("conductor", "scheduler", "call", "Starting to schedule")
SELECTED = Message("scheduler", "scheduler", "own", "Selected host")
CASTING = Message("conductor", "target", "cast", "Starting instance")
ANSWER = Message("scheduler", "conductor", "reply", "")


def test_a_call_is_answered_before_the_caller_goes_on() -> None:
    assert with_replies([STARTING, SELECTED, CASTING]) == (STARTING, SELECTED, ANSWER, CASTING)


def test_a_cast_has_no_answer() -> None:
    assert with_replies([CASTING, STARTING]) == (CASTING, STARTING)


def test_a_message_back_is_the_answer() -> None:
    took = Message("scheduler", "conductor", "call", "Took 0.3 seconds")
    rows = with_replies([STARTING, took, CASTING])
    assert [row.arrow for row in rows if isinstance(row, Message)] == ["call", "reply", "cast"]


def test_what_was_called_for_the_sake_of_a_call_is_answered_first() -> None:
    check = Message("conductor", "target", "call", "check destination")
    inner = Message("target", "source", "call", "check source")
    rows = with_replies([check, inner, Message("conductor", "conductor", "own", "Start binding ports")])
    ends = [(row.sender, row.receiver) for row in rows if isinstance(row, Message) and row.arrow == "reply"]
    assert ends == [("source", "target"), ("target", "conductor")]


def test_a_call_in_a_branch_is_answered_in_it() -> None:
    frame = Frame("opt", (Branch((STARTING, SELECTED)),))
    assert with_replies([frame, CASTING]) == (Frame("opt", (Branch((STARTING, SELECTED, ANSWER)),)), CASTING)


def test_a_call_before_a_frame_is_answered_before_it() -> None:
    frame = Frame("loop", (Branch((CASTING,)),))
    assert with_replies([STARTING, frame]) == (STARTING, ANSWER, frame)


def test_a_turn_that_may_come_at_any_time_answers_nothing() -> None:
    turn = Frame("break", (Branch((Message("conductor", "conductor", "own", "No valid host"),)),))
    apart: tuple[FrameKind, ...] = ("break",)
    assert with_replies([STARTING, turn, CASTING], apart) == (STARTING, turn, ANSWER, CASTING)
