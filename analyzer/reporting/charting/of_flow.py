"""The chart of a reference flow: what should happen, with every way it may take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.model import Alt, Attempt, Break, Loop, Named, Opt, Par, Step
from analyzer.notation.lint import decider
from analyzer.reporting.chart import Branch, Chart, Frame, Lifeline, Message, used
from analyzer.reporting.charting.answers import ANSWER, with_replies
from analyzer.reporting.charting.further import with_hypervisor, with_queue
from analyzer.reporting.charting.participants import CLIENT, heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.model import Flow, Item, Releases, RequestForm, Retry
    from analyzer.notation.events import Catalogue
    from analyzer.reporting.chart import FrameKind, Row


def flow_chart(flow: Flow, catalogue: Catalogue, *, queue: bool = False, hypervisor: bool = False) -> Chart:
    """Return the chart of a flow.

    Of a turn that Nova may take (`retry`, `deviation`, `break`) it has the step that tells it, for all that may come
    with it would hide the way that is meant.

    Args:
        flow: what to draw.
        catalogue: where the words of its events stand.
        queue: draw the message queue that calls and casts go through.
        hypervisor: draw libvirt, and what it is asked for and answers.
    """
    lifelines = (CLIENT, *(Lifeline(role, heading([role], service)) for role, service in flow.roles.items()))
    rows = with_replies((*_requests(flow), *_Rows(catalogue).of(flow.body)), apart=("retry", "deviation", "break"))
    chart = Chart(
        title=f"{flow.name}: {flow.title}",
        lifelines=used(lifelines, rows),
        rows=rows,
        subtitle=f"the reference flow, {flow.place.file}",
        description=f"{flow.title}. Drawn from {flow.place.file}, for {', '.join(flow.roles)}.",
    )
    computes = [role for role, service in flow.roles.items() if service == "compute"]
    if hypervisor:
        chart = with_hypervisor(chart, computes)
    return with_queue(chart) if queue else chart


def request_words(form: RequestForm) -> str:
    """Return the call that asks for an operation: `POST /servers/{server}/action migrate`."""
    if form.action is None:
        return f"{form.method} {form.path}"
    arguments = ", ".join(f"{key}={value}" for key, value in form.arguments.items())
    return f"POST /servers/{{server}}/action {form.action}" + (f" ({arguments})" if arguments else "")


def words_of(catalogue: Catalogue, event: str) -> str:
    """Return what the newest release writes, captures by their names: `Claim successful on node {node}`."""
    wordings = catalogue.wordings_of(event)
    newest = next((one for one in wordings if not (one.releases and one.releases.last)), wordings[-1])
    return "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in newest.template.parts)


def _requests(flow: Flow) -> Iterator[Row]:
    api = next((role for role, service in flow.roles.items() if service == "api"), None)
    if api and flow.requests:
        words = " or ".join(map(request_words, flow.requests))
        yield Message(CLIENT.key, api, "call", words, origin=str(flow.requests[0].place))


class _Rows:
    """Items of a flow to rows of a chart."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def of(self, items: tuple[Item, ...]) -> tuple[Row, ...]:
        return tuple(row for item in items if (row := self._row(item)) is not None)

    def _row(self, item: Item) -> Row | None:
        match item:
            case Step():
                return self._step(item)
            case Opt():
                return Frame("opt", (Branch(self.of(item.body), _when(item.releases)),))
            case Loop():
                return Frame("loop", (Branch(self.of(item.body), _times(item)),))
            case Alt() | Par():
                branches = [self.of(branch) for branch in item.branches]
                first, *others = branches
                kind: FrameKind = "alt" if isinstance(item, Alt) else "par"
                return Frame(kind, (Branch(first, _when(item.releases)), *map(Branch, others)))
            case Attempt():
                tries = [self._turn(retry) for retry in item.retries]
                rows = (*self.of(item.body), *(turn for turn in tries if turn))
                return Frame("attempt", (Branch(rows, f"{item.label}{_and(item.releases)}"),))
            case Named() | Break():
                return self._turn(item)

    def _turn(self, turn: Named | Break | Retry) -> Frame | None:
        told_by = decider(turn.body)
        if told_by is None:
            return None
        kind: FrameKind = "deviation" if isinstance(turn, Named) else "break" if isinstance(turn, Break) else "retry"
        ends = f", {turn.verdict}" if isinstance(turn, Break) else ""
        condition = f"{turn.name}{ends}{_and(turn.releases)}"
        return Frame(kind, (Branch((replace(self._step(told_by), look="deviation"),), condition),), "deviation")

    def _step(self, step: Step) -> Message:
        words = "" if step.event is None else self._words(step, step.event)
        answer = step.event == ANSWER
        sender = step.sender or step.role
        return Message(
            sender=sender,
            receiver=CLIENT.key if answer else step.role,
            arrow="reply" if answer else step.arrow or "own",
            text=f"{words}{_and(step.releases)}".strip(", ") if words else _when(step.releases),
            event=step.event,
            origin=str(step.place),
        )

    def _words(self, step: Step, event: str) -> str:
        """Return what is written, with what the step asks of it."""
        words = words_of(self._catalogue, event)
        asked = [f"{guard.key}={guard.value}" if guard.key else f'"{guard.value}"' for guard in step.guards]
        return f"{words} [{', '.join(asked)}]" if asked else words


def _when(releases: Releases | None) -> str:
    if releases is None:
        return ""
    if releases.first == releases.last:
        return f"release {releases.first}"
    if releases.first is None:
        return f"until release {releases.last}"
    return f"from release {releases.first}" if releases.last is None else f"releases {releases.first}-{releases.last}"


def _and(releases: Releases | None) -> str:
    return f", {_when(releases)}" if releases else ""


def _times(loop: Loop) -> str:
    if loop.high is None:
        times = "" if not loop.low else "once or more" if loop.low == 1 else f"{loop.low} times or more"
    else:
        times = f"{loop.high} times" if loop.low == loop.high else f"{loop.low} to {loop.high} times"
    return ", ".join(part for part in (times, _when(loop.releases)) if part)
