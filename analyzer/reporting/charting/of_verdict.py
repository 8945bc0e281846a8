"""The chart of an operation: what its flow expects beside what was seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from analyzer.model import AlignedStep, Break, Named, Retry
from analyzer.reporting.chart import Branch, Chart, Finding, Frame, Gap, Message, Note, used
from analyzer.reporting.charting.answers import with_replies
from analyzer.reporting.charting.findings import Codes
from analyzer.reporting.charting.folding import folded
from analyzer.reporting.charting.further import TOLD, with_hypervisor, with_queue
from analyzer.reporting.charting.of_flow import request_words
from analyzer.reporting.charting.of_trace import began, event_row, trace_chart
from analyzer.reporting.charting.outline import Outline
from analyzer.reporting.charting.participants import CLIENT, Participants
from analyzer.reporting.side_by_side import MARKS, step_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.model import Alignment, Event, Flow, Step, Verdict
    from analyzer.reporting.chart import FrameKind, Look, Row
    from analyzer.reporting.charting.outline import Turning

LOOKS: dict[str, Look] = {"sync": "plain", "log": "extra", "model": "missing", "unseen": "unseen"}
KINDS: dict[type[Turning], FrameKind] = {Named: "deviation", Retry: "retry", Break: "break"}
CALM = ("DEBUG", "INFO")
LONG_SILENCE = 10.0  # seconds that are worth a mark of their own


def verdict_chart(
    verdict: Verdict, *, release: int | None = None, queue: bool = False, hypervisor: bool = False
) -> Chart:
    """Return the chart of an operation.

    Its rows are in the order of the flow; lines that the flow has no step for stand where their time puts them. Without
    an alignment it is the chart of the trace.

    Args:
        verdict: what to draw.
        release: the release that wrote the logs (`Report.release`); None: unknown.
        queue: draw the message queue that calls and casts go through.
        hypervisor: draw libvirt, and what it is asked for and answers.
    """
    findings = tuple(Finding(one.rule.code, one.rule.name, one.message) for one in verdict.deviations)
    if verdict.flow is None or verdict.alignment is None:
        drawn = trace_chart(verdict.trace, hypervisor=hypervisor)
        reason = (Note(verdict.reason),) if verdict.reason else ()
        return replace(drawn, title=_title(verdict), rows=(*drawn.rows, *reason), findings=findings)
    made = _Operation(verdict, verdict.flow, verdict.alignment, release, hypervisor=hypervisor)
    chart = Chart(
        title=_title(verdict),
        lifelines=made.lifelines,
        rows=made.rows,
        subtitle=", ".join(part for part in (_server(verdict), began(verdict.trace.all_events)) if part),
        description=_description(verdict),
        findings=findings,
    )
    if hypervisor:
        chart = with_hypervisor(chart, [line.key for line in chart.lifelines if line.host])
    return with_queue(chart) if queue else chart


def _title(verdict: Verdict) -> str:
    name = verdict.operation or " or ".join(verdict.candidates) or "unknown operation"
    return " ".join(part for part in (name, verdict.trace.request, f"is {verdict.verdict}") if part)


def _server(verdict: Verdict) -> str:
    return f"server {verdict.trace.server}" if verdict.trace.server else ""


def _description(verdict: Verdict) -> str:
    told = "; ".join(f"{one.rule.code} {one.rule.name}: {one.message}" for one in verdict.deviations)
    against = f" against {verdict.flow.place.file}" if verdict.flow else ""
    return f"The steps of one operation{against}. {_title(verdict)}{f': {told}' if told else ''}."


class _Operation:
    """The rows of an alignment, from the top down."""

    def __init__(
        self, verdict: Verdict, flow: Flow, alignment: Alignment, release: int | None, *, hypervisor: bool
    ) -> None:
        self._outline = Outline(flow)
        self._codes = Codes(verdict)
        self._release = release
        self._flow = flow
        found = (*alignment.moves, *_beside(verdict, alignment))
        moves = _by_time(move for move in found if self._is_drawn(move, hypervisor=hypervisor))
        self._people = Participants(flow, self._outline, moves, alignment.bindings)
        self._last: dict[str, int] = {}  # where in the flow each role was last
        self._time: float | None = None
        turns = self._turns(moves)
        walked = [(turns[number], row) for number, move in enumerate(moves) for row in self._move(number, move)]
        body = [row for turn, pairs in groupby(walked, key=lambda pair: pair[0]) for row in self._in_turn(turn, pairs)]
        owed = self._owed(verdict, alignment, len(moves) - 1) if moves else ()
        self.rows = with_replies((*self._request(verdict, moves), *body, *owed))
        others = (move.event for move in moves if move.event and move.role is None)
        self.lifelines = used((CLIENT, *self._people.lifelines(others)), self.rows)

    def _is_drawn(self, move: AlignedStep, *, hypervisor: bool) -> bool:
        """Leave out the lines that never mean anything, but not what went wrong or what the hypervisor told."""
        if move.move != "unseen" or move.event is None or self._codes.concern(move.event):
            return True
        return hypervisor and move.event.name.startswith(TOLD)

    def _request(self, verdict: Verdict, moves: Sequence[AlignedStep]) -> Iterator[Row]:
        api = next((role for role, service in self._flow.roles.items() if service == "api"), None)
        wrote = any(move.role == api and move.event for move in moves)
        if api and self._flow.requests and verdict.trace.origin == "api" and wrote:
            yield Message(CLIENT.key, api, "call", request_words(self._flow.requests[0]))

    def _turns(self, moves: Sequence[AlignedStep]) -> list[Turning | None]:
        """Return the named block of each move; a line without a step is in the one that goes on after it."""
        turns = [self._outline.turn_of(move.step) if move.step else None for move in moves]
        following: Turning | None = None
        for number in reversed(range(len(moves))):
            if moves[number].step:
                following = turns[number]
                continue
            before = next((turns[n] for n in reversed(range(number)) if moves[n].step), None)
            turns[number] = following if following is before else None
        return turns

    def _move(self, number: int, move: AlignedStep) -> Iterator[Row]:
        codes = self._codes.of(move)
        if move.event is not None:
            yield from self._gap(move, move.event.time)
        if move.step is None:
            if move.event is not None:
                yield self._without_step(move, move.event, codes)
            return
        look = LOOKS[move.move]
        dim: Look = "plain" if move.move == "sync" else "unseen"
        for role in (move.step.sender, move.step.role):
            if role:
                sent = self._outline.brought(role, move.step, self._last.get(role, 0), self._release)
                yield from (self._arrow(one, number, dim) for one in sent)
                self._last[role] = move.step.place.line
        yield self._row(move, number, "deviation" if codes and look == "plain" else look, codes)

    def _without_step(self, move: AlignedStep, event: Event, codes: tuple[str, ...]) -> Message:
        """Return the row of a line that the flow has no step for: trouble and what the hypervisor tells never cost."""
        costs = move.move == "log"
        look: Look = "deviation" if codes else "extra" if costs or event.level not in CALM else "plain"
        row = event_row(event, self._people.key_of(event), look, codes)
        return replace(row, mark=MARKS["log"][0]) if costs else row

    def _arrow(self, step: Step, number: int, look: Look) -> Message:
        sender = self._people.key(step.sender or step.role, number)
        return Message(sender, self._people.key(step.role, number), step.arrow or "call", "", look)

    def _row(self, move: AlignedStep, number: int, look: Look, codes: tuple[str, ...]) -> Message:
        step = move.step
        if step is None:
            raise AssertionError("a move without a step has no row here")
        key = self._people.key(step.role, number)
        if move.event is None:
            row = Message(key, key, "own", step.event or "", look, codes, step.event, origin=str(step.place))
        else:
            row = event_row(move.event, key, look, codes)
        if step.sender:
            sender = self._people.key(step.sender, number)
            row = replace(row, sender=sender, arrow=step.arrow if sender != key and step.arrow else "own")
        return replace(row, expected=_asked(step), mark=MARKS[move.move][0])

    def _gap(self, move: AlignedStep, time: float) -> Iterator[Gap]:
        before, self._time = self._time, max(time, self._time or time)
        late = self._codes.lateness(move)
        if late is not None:
            limit = move.step.within if move.step else None
            yield Gap(late, limit, "deviation", self._codes.of(move))
        elif before is not None and time - before >= LONG_SILENCE:
            yield Gap(time - before)

    def _in_turn(self, turn: Turning | None, pairs: Iterable[tuple[Turning | None, Row]]) -> tuple[Row, ...]:
        rows = folded(row for _, row in pairs)
        if turn is None:
            return rows
        before = tuple(takewhile(lambda row: isinstance(row, Gap), rows))
        codes = self._codes.named(turn.name)
        return (*before, Frame(KINDS[type(turn)], (Branch(rows[len(before) :], turn.name),), "deviation", codes))

    def _owed(self, verdict: Verdict, alignment: Alignment, number: int) -> Iterator[Row]:
        """Yield what should have come after the last line, if the operation stopped on its way."""
        stuck = verdict.verdict in ("unfinished", "unknown") or any(map(self._codes.of_step, alignment.owed))
        for step in alignment.owed if stuck else ():
            key = self._people.key(step.role, number)
            look: Look = "unseen" if verdict.verdict == "unknown" else "missing"
            codes = self._codes.of_step(step)
            row = Message(key, key, "own", step.event or "", look, codes, step.event, origin=str(step.place))
            yield replace(row, expected=_asked(step), mark="-")


def _beside(verdict: Verdict, alignment: Alignment) -> Iterator[AlignedStep]:
    """Yield the lines of an operation that the alignment passes over, for its flow knows nothing of them."""
    taken = {move.event.place for move in alignment.moves if move.event}
    for event in verdict.trace.all_events:
        if event.place not in taken:
            yield AlignedStep("unseen", None, event, None, event.host)


def _by_time(moves: Iterable[AlignedStep]) -> list[AlignedStep]:
    """Return the moves in the order of the flow, a line without a step behind the last of its host before it."""
    path: list[AlignedStep] = []
    loose: list[AlignedStep] = []
    for move in moves:
        (path if move.step else loose).append(move)
    for move in sorted(loose, key=lambda one: (one.event.time, one.event.place) if one.event else (0.0, None)):
        event = move.event
        if event is None:
            continue
        before = [
            (number, other.event.host == event.host)
            for number, other in enumerate(path)
            if other.event and other.event.time <= event.time
        ]
        own = [number for number, same in before if same]
        path.insert((own[-1] if own else before[-1][0] if before else -1) + 1, move)
    return path


def _asked(step: Step) -> str:
    """Return what a step expects; who is to write it is to be seen from its lifeline."""
    return step_words(step).partition(": ")[2]
