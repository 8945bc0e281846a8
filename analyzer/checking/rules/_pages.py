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
    from analyzer.model import RuleInfo

_NOTE = "<!-- Written by `python -m analyzer.checking.rules._pages docs/deviations` from the rule's docstring. -->"


def page(rule: RuleInfo) -> str:
    """Return a rule's page as Markdown."""
    words = sections(rule.text)
    told = [f"**{heading}**: {words[heading]}" for heading in HEADINGS[1:]]
    return "\n\n".join((f"# {rule.code} {rule.name}", _NOTE, f"{rule.title}.", *told)) + "\n"


def explained() -> tuple[RuleInfo, ...]:
    """Return all that has a page: the rules, and the conditions that have words of their own."""
    return tuple({rule.code: rule for rule in (*all_rules().values(), *all_conditions().values())}.values())


def write(folder: Path) -> None:
    """Write a page `<code>.md` for every rule and condition into a folder, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for rule in explained():
        (folder / f"{rule.code}.md").write_text(page(rule), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
