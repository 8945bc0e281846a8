"""What differs between two reports, for a person and for a program."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table

from analyzer.reporting.printable import many
from analyzer.reporting.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from analyzer.reporting.comparison import Changed, Comparison, Kind

SCHEMA = "novaflow.diff/1"


def write_table(out: Console, found: Comparison) -> None:
    """Write what differs: by kind first, then single operations, then what is new or worse in one line each."""
    out.print(plain(f"old: {many(found.old, 'operation')}, new: {many(found.new, 'operation')}"), soft_wrap=True)
    if not (found.verdicts or found.deviations or found.causes or found.changed):
        out.print(plain("no operation ended otherwise, and none has other deviations"), soft_wrap=True)
        return
    for title, kinds in (("verdict", found.verdicts), ("deviation", found.deviations), ("cause", found.causes)):
        if kinds:
            out.print()
            out.print(_kinds(title, kinds))
    if found.changed:
        out.print()
        for one in found.changed:
            out.print(plain(_sentence(one)), soft_wrap=True)
    out.print()
    for kind in found.appeared:
        words = f"new: {kind.operation} {kind.name}, {many(kind.new, 'time')}, first {kind.example}"
        out.print(plain(words), soft_wrap=True)
    for one in found.worse:
        out.print(plain(f"worse: {one.operation} {one.request}, {one.new}"), soft_wrap=True)
    for share in found.more:
        words = (
            f"more: {share.operation}, {share.new} of {share.of_new} ended badly, {share.old} of {share.of_old} before"
        )
        out.print(plain(words), soft_wrap=True)
    if not (found.appeared or found.worse or found.more):
        out.print(plain("nothing is new or worse"), soft_wrap=True)


def _kinds(title: str, kinds: Iterable[Kind]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("operation", title):
        table.add_column(name)
    for name in ("old", "new", ""):
        table.add_column(name, justify="right")
    for kind in kinds:
        numbers = (str(kind.old), str(kind.new), f"{kind.new - kind.old:+}")
        table.add_row(*map(plain, (kind.operation, kind.name, *numbers)))
    return table


def _sentence(one: Changed) -> str:
    verdict = one.new if one.old == one.new else f"{one.old} -> {one.new}"
    names = [f"+{name}" for name in one.appeared] + [f"-{name}" for name in one.gone]
    return " ".join((f"changed: {one.operation} {one.request} of server {one.server}: {verdict}", *names))


def write_json(out: Console, found: Comparison) -> None:
    """Write the same as one JSON document of the schema novaflow.diff/1."""
    document = {
        "schema": SCHEMA,
        "operations": {"old": found.old, "new": found.new},
        "verdicts": [asdict(kind) for kind in found.verdicts],
        "deviations": [asdict(kind) for kind in found.deviations],
        "causes": [asdict(kind) for kind in found.causes],
        "changed": [asdict(one) for one in found.changed],
        "new": [asdict(kind) for kind in found.appeared],
        "worse": [asdict(one) for one in found.worse],
        "more": [asdict(one) for one in found.more],
    }
    out.file.write(json.dumps(document, indent=1) + "\n")
