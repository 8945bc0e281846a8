"""The documentation pages of the rules and the conditions, written from their own words.

python -m analyzer.checking.rules._pages docs/deviations
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.checking.conditions import all_conditions
from analyzer.checking.rules import all_rules
from analyzer.checking.rules._words import HEADINGS, sections

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.model import RuleInfo

_NOTE = "<!-- Written by `python -m analyzer.checking.rules._pages docs/deviations` from the rule's docstring. -->"
_FAMILIES = {
    "S": ("Of the flow", "What a reference flow shows of an operation, whatever the reason."),
    "N": ("Nova's own", "What Nova is known to do, or to say, when something goes wrong."),
    "C": ("Of the whole log", "Conditions: not of one operation; the report names those that they touched."),
}


def page(rule: RuleInfo) -> str:
    """Return a rule's page as Markdown."""
    words = sections(rule.text)
    told = [f"**{heading}**: {words[heading]}" for heading in HEADINGS[1:]]
    return "\n\n".join((f"# {rule.code} {rule.name}", _NOTE, f"{rule.title}.", *told)) + "\n"


def index(rules: Iterable[RuleInfo]) -> str:
    """Return the page that lists all others as Markdown."""
    parts = ["# Deviations", _NOTE.replace("the rule's docstring", "the rules' docstrings")]
    parts.append("`novaflow explain CODE` or `novaflow explain NAME` prints what a page says.")
    for letter, (title, words) in _FAMILIES.items():
        rows = [
            f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {rule.severity} | {rule.title} |"
            for rule in sorted(rules, key=lambda rule: rule.code)
            if rule.code.startswith(letter)
        ]
        table = "\n".join(("| code | name | severity | what it says |", "|---|---|---|---|", *rows))
        parts += [f"## {title}", words, table]
    return "\n\n".join(parts) + "\n"


def explained() -> tuple[RuleInfo, ...]:
    """Return all that has a page: the rules, and the conditions that have words of their own."""
    return tuple({rule.code: rule for rule in (*all_rules().values(), *all_conditions().values())}.values())


def write(folder: Path) -> None:
    """Write `README.md` and a page `<code>.md` for every rule and condition into a folder, made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(index(explained()), encoding="utf-8")
    for rule in explained():
        (folder / f"{rule.code}.md").write_text(page(rule), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
