"""One operation step by step: what its flow expects beside the line that was seen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.text import Text

from analyzer.reporting.diagnostics import print_verdict
from analyzer.reporting.printable import iso, shortened
from analyzer.reporting.terminal import hang, new_table, plain, print_table

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.model import AlignedStep, Event, Guard, Move, Step, Verdict

MARKS: dict[Move, tuple[str, str]] = {
    "sync": ("=", "green"),
    "log": ("+", "yellow"),
    "model": ("-", "red"),
    "unseen": (".", "dim"),
}
LONGEST_MESSAGE = 200

LEGEND = "=  expected and seen   +  seen only   -  expected only   .  these logs cannot show it"


def print_operation(out: Console, verdict: Verdict) -> None:
    """Print the alignment of an operation, then its verdict and deviations.

    Without an alignment (no flow could be chosen) the events stand alone.
    """
    if verdict.flow is not None:
        hang(out, "flow: ", f"{verdict.flow.place.file}, {verdict.flow.title}")
    folder = _common_folder(verdict)
    if folder:
        hang(out, "logs: ", folder)
    out.print()
    table = new_table()
    table.add_column("")
    table.add_column("expected", ratio=2, overflow="fold")
    table.add_column("seen", ratio=3, overflow="fold")
    if verdict.alignment is None:
        for event in verdict.trace.all_events:
            table.add_row("", "", seen(event, folder))
    else:
        for move in verdict.alignment.moves:
            mark, style = MARKS[move.move]
            line = Text("") if move.event is None else seen(move.event, folder)
            table.add_row(Text(mark, style), _expected(move), line)
    print_table(out, table)
    if verdict.alignment is not None:
        out.print()
        hang(out, "", LEGEND, style="dim")
    out.print()
    print_verdict(out, verdict)


def seen(event: Event, folder: str) -> Text:
    """Return an event in two lines: when and where, its file named from `folder` on; and what was said."""
    place = str(event.place).removeprefix(folder)
    head = plain(f"{iso(event.time)[11:-1]} {event.host} {place}", "dim")
    return Text.assemble(head, "\n  ", shortened(event.message, LONGEST_MESSAGE))


def step_words(step: Step) -> str:
    """Return a step as its flow writes it: `conductor ~> target: compute.claim-ok(node=target)`."""
    arrow = {"call": "->", "cast": "~>", None: ""}[step.arrow]
    who = step.role if step.sender is None else f"{step.sender} {arrow} {step.role}"
    if step.event is None:
        return who
    guards = ", ".join(_guard(guard) for guard in step.guards)
    return f"{who}: {step.event}({guards})" if guards else f"{who}: {step.event}"


def _common_folder(verdict: Verdict) -> str:
    """Return the folder, with its last slash, that all lines of an operation come from; empty if there is none."""
    folders = {event.place.file.rpartition("/")[0] for event in verdict.trace.all_events}
    if "" in folders or len({folder.startswith("/") for folder in folders}) != 1:
        return ""
    return f"{os.path.commonpath(folders)}/"


def _guard(guard: Guard) -> str:
    return f'~ "{guard.value}"' if guard.key is None else f"{guard.key}={guard.value}"


def _expected(move: AlignedStep) -> Text:
    if move.step is None:
        return Text("")
    words = plain(step_words(move.step), "dim" if move.move == "unseen" else "")
    return Text.assemble(words, "\n", (f"  line {move.step.place.line}", "dim"))
