"""A reference flow told: its diagram, who does what in which words, and what may go wrong."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from analyzer.checking.rules import all_rules
from analyzer.reporting.charting.of_flow import flow_chart, request_words, words_of
from analyzer.reporting.charting.participants import heading
from analyzer.reporting.diagrams import mermaid
from benchmarks.flow_rows import Row, blocks, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.model import Flow, Step
    from analyzer.notation.events import Catalogue


def diagram(flow: Flow, catalogue: Catalogue) -> Iterator[str]:
    """Yield the lines of the flow's sequence diagram, as GitHub draws it."""
    yield "```mermaid"
    yield from mermaid.draw(flow_chart(flow, catalogue)).splitlines()
    yield "```"


def story(flow: Flow, catalogue: Catalogue) -> Iterator[str]:
    """Yield what happens along the main way as a numbered list, an item each time another service goes on."""
    if flow.requests:
        yield f"The client asks for it by {' or '.join(f'`{request_words(form)}`' for form in flow.requests)}. Then:"
        yield ""
    main = [row for row in rows(flow.body) if not row.block]
    turns = (list(group) for _, group in groupby(main, key=lambda row: row.step.role))
    called: set[tuple[str, str]] = set()
    for number, turn in enumerate(turns, 1):
        yield f"{number}. {_turn(flow, turn, called, catalogue)}"


def troubles(flow: Flow) -> Iterator[str]:
    """Yield what each named turn of the flow comes from and what helps, in the words of its rule; ends with a blank."""
    names = dict.fromkeys(block.name for block in blocks(flow.body))
    rules = [all_rules()[name] for name in names if name in all_rules()]
    for rule in rules:
        words = " ".join(map(_sentence, (rule.title, rule.cause, rule.remedy)))
        yield f"- **{rule.name}** ({rule.code}). {words}"
    if rules:
        yield ""


def _turn(flow: Flow, turn: list[Row], called: set[tuple[str, str]], catalogue: Catalogue) -> str:
    who = _who(flow, turn[0].step.role)
    sent = (f"{_who(flow, step.sender)} {_verb(step, called)} {who}" for step in _sent(turn))
    brought = "; ".join(dict.fromkeys(sent))
    lines = list(dict.fromkeys(_line(row, catalogue) for row in turn if row.step.event))
    if not lines:
        return f"{brought}, which logs nothing of it."
    return f"{brought}, which logs {', '.join(lines)}." if brought else f"{who} logs {', '.join(lines)}."


def _sent(turn: Iterable[Row]) -> Iterator[Step]:
    return (row.step for row in turn if row.step.sender)


def _verb(step: Step, called: set[tuple[str, str]]) -> str:
    """Return what a message is; `called` has (caller, callee) of the calls so far, whose answers go the other way."""
    sender = step.sender or ""
    if (step.role, sender) in called:
        return "answers"
    if step.arrow == "cast":
        return "casts to"
    called.add((sender, step.role))
    return "calls"


def _who(flow: Flow, role: str | None) -> str:
    return f"**{heading([role], flow.roles[role])}**" if role else ""


def _line(row: Row, catalogue: Catalogue) -> str:
    words = f"`{words_of(catalogue, row.step.event or '')}`"
    return words if row.needed == "always" else f"{words} ({row.needed})"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if not text or text.endswith(".") else f"{text}."
