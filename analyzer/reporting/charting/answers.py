"""The answers that logs leave out: a call is over when the caller goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.reporting.chart import Frame, Message, messages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from analyzer.reporting.chart import FrameKind, Look, Row

# The line that nova-api writes when it answers: the one that the client sees.
ANSWER = "api.access"

Call = tuple[str, str]  # caller and callee


def with_replies(rows: Iterable[Row], apart: Collection[FrameKind] = ()) -> tuple[Row, ...]:
    """Return the rows with an answer to each call between two services.

    The answer stands before the next thing that the caller does, after the answers to what was called for its sake. A
    message from the callee to the caller while the call is open is the answer itself. Client and API are left alone:
    `ANSWER` is their answer.

    Args:
        rows: of a chart, from the top down.
        apart: frames that may be entered at any time: what they do answers nothing before or after them.
    """
    return tuple(_Answers(apart).rows(rows, []))


class _Answers:
    """One walk over the rows. `calls` are those without their answer so far, the innermost last."""

    def __init__(self, apart: Collection[FrameKind]) -> None:
        self._apart = apart

    def rows(self, rows: Iterable[Row], calls: list[Call]) -> list[Row]:
        made: list[Row] = []
        for row in rows:
            match row:
                case Message():
                    made += self._message(row, calls)
                case Frame():
                    made += self._frame(row, calls)
                case _:
                    made.append(row)
        return made

    def _frame(self, frame: Frame, calls: list[Call]) -> list[Row]:
        """Answer what a branch calls in it; what was called before may be answered in one branch and not in another."""
        made: list[Row] = []
        first = next(messages([frame]), None)
        if frame.kind in self._apart:
            calls = []
        elif first and (first.receiver, first.sender) not in calls:
            made += _gone_on(first, calls)
        branches = []
        for branch in frame.branches:
            inside = list(calls)
            rows = self.rows(branch.rows, inside)
            late = [call for call in inside if call not in calls]
            branches.append(replace(branch, rows=(*rows, *(_reply(call) for call in reversed(late)))))
            calls[:] = [call for call in calls if call in inside]
        return [*made, replace(frame, branches=tuple(branches))]

    def _message(self, message: Message, calls: list[Call]) -> list[Row]:
        if message.arrow == "reply":
            return [message]
        answered = (message.receiver, message.sender)
        if answered in calls:
            inner = _closed(answered, calls)[:-1]
            return [*inner, replace(message, arrow="reply")]
        made = _gone_on(message, calls)
        if message.arrow == "call" and message.sender != "client":
            calls.append((message.sender, message.receiver))
        return [*made, message]


def _gone_on(message: Message, calls: list[Call]) -> list[Row]:
    """Answer the calls of whoever sends a message."""
    made: list[Row] = []
    while (call := next((call for call in reversed(calls) if call[0] == message.sender), None)) is not None:
        look: Look = "unseen" if message.look == "unseen" else "plain"
        made += (replace(reply, look=look) for reply in _closed(call, calls))
    return made


def _closed(call: Call, calls: list[Call]) -> list[Message]:
    """Take a call and those made for its sake from `calls`, and return their answers, the innermost first."""
    calls.remove(call)
    made: list[Message] = []
    for inner in [one for one in reversed(calls) if one[0] == call[1]]:
        if inner in calls:
            made += _closed(inner, calls)
    return [*made, _reply(call)]


def _reply(call: Call) -> Message:
    return Message(call[1], call[0], "reply", "")
