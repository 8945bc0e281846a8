"""Say what a code, a deviation, an exception or an event means."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from analyzer.checking.conditions import all_conditions
from analyzer.checking.rules import all_rules
from analyzer.cli.names import flow_meant
from analyzer.errors import UsageError
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.reporting.terminal import console, hang, plain, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import Console

    from analyzer.model import EventClass, EventSpec, Flow, RuleInfo
    from analyzer.notation.wordings import Wording

MEANING: dict[EventClass, str] = {
    "flow": "an event that may be a step of a flow",
    "trouble": "an event that is a sign of trouble, judged by the rules",
    "ambient": "an event that comes with healthy operations and never counts against one",
}


@click.command("explain")
@click.argument("name")
def command(*, name: str) -> None:
    """Explain NAME: the code or name of a deviation or condition, an exception, the id of an event, or an operation."""
    rules = {**all_rules(), **all_conditions()}
    meant = [rule for rule in rules.values() if _spelt(name) in _names(rule)]
    for rule in meant:
        _print_rule(console(), rule)
    if meant:
        return
    catalogue = load_catalogue()
    event = name.strip().lower()
    if event in catalogue.specs:
        _print_event(console(), catalogue.specs[event], catalogue.wordings_of(event))
        return
    try:
        flow = flow_meant(name, load_flows(catalogue.specs))
    except UsageError:
        raise _unknown(name, rules.values(), catalogue.specs) from None
    _print_flow(console(), flow)


def _spelt(name: str) -> str:
    """Return a name of a rule as `_names` spells it: of an exception the class alone, without RPC's `_Remote`."""
    words = "-".join(name.lower().split())
    return words.rpartition(".")[2].removesuffix("_remote")


def _names(rule: RuleInfo) -> set[str]:
    """Return all names of a rule in lower case."""
    classes = (full.rpartition(".")[2] for full in rule.exceptions)
    return {name.lower() for name in (rule.code, rule.name, *classes)}


def _unknown(name: str, rules: Iterable[RuleInfo], specs: Mapping[str, EventSpec]) -> UsageError:
    spelt = {word.lower(): word for rule in rules for word in (rule.code, rule.name, *rule.exceptions)}
    spelt |= {event.lower(): event for event in specs}
    near = [spelt[word] for word in get_close_matches(name.lower(), spelt)]
    hint = f"did you mean {' or '.join(near)}?" if near else "novaflow check names codes, novaflow events events"
    return UsageError(f"nothing is called {name!r}", hint=hint)


def _print_rule(out: Console, rule: RuleInfo) -> None:
    hang(out, f"{rule.code} {rule.name}: ", rule.title)
    for paragraph in re.split(r"\n+(?!\s)", rule.text)[1:]:
        label, _, words = paragraph.partition(": ")
        if label != "Code":
            hang(out, f"  {label.lower()}: ", " ".join(words.split()))


def _print_event(out: Console, spec: EventSpec, wordings: Iterable[Wording]) -> None:
    hang(out, f"{spec.name}: ", MEANING[spec.kind])
    hang(out, "  operations: ", ", ".join(sorted(spec.operations)) or "any")
    for wording in wordings:
        hang(out, "  written as: ", wording.template.text)
        hang(out, "    by: ", f"{' or '.join(wording.loggers)} at {' or '.join(sorted(wording.levels))}")
        if wording.releases is not None:
            hang(out, "    in releases: ", f"{wording.releases.first or ''}-{wording.releases.last or ''}")
        unwrapped(out, plain(f"    --> {wording.place}"))


def _print_flow(out: Console, flow: Flow) -> None:
    hang(out, f"{flow.name}: ", flow.title)
    hang(out, "  also called: ", ", ".join(flow.aliases) or "nothing else")
    hang(out, "  its flow: ", f"novaflow flows {flow.name}")
