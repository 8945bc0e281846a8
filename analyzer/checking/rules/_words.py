"""The words of a rule, read from its docstring, which is their only copy."""

from __future__ import annotations

import re

from analyzer.model import RuleInfo, Severity

HEADINGS = ("Code", "Severity", "Releases", "Exceptions", "Evidence", "Cause", "Next", "Remedy")
_SEVERITIES: dict[str, Severity] = {"info": "info", "warning": "warning", "error": "error"}
_HEADING = re.compile(rf"^({'|'.join(HEADINGS)}):", re.MULTILINE)


def sections(docstring: str) -> dict[str, str]:
    """Return the text under each heading, joined to one line, and the title line under the empty heading.

    Args:
        docstring: title line, blank line, then `Heading: text` paragraphs whose further lines are indented.
    """
    title, *parts = _HEADING.split(docstring)
    found = {"": " ".join(title.split()).rstrip(".")}
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        found[heading] = " ".join(text.split())
    return found


def rule_of(module: str, docstring: str | None) -> RuleInfo:
    """Read the rule that a module describes.

    Args:
        module: the module's dotted name; its last part is the slug with underscores.
        docstring: the module's docstring with all of `HEADINGS` in their order.

    Raises:
        ValueError: a heading is missing, misplaced or empty, or the severity is none.
    """
    name = module.rpartition(".")[2].replace("_", "-")
    words = sections(docstring or "")
    if tuple(words) != ("", *HEADINGS) or not all(words.values()):
        raise ValueError(f"rule {name}: the docstring must have a title and {', '.join(HEADINGS)}, in this order")
    if words["Severity"] not in _SEVERITIES:
        raise ValueError(f"rule {name}: no such severity: {words['Severity']}")
    exceptions = () if words["Exceptions"] == "none" else tuple(words["Exceptions"].split(", "))
    return RuleInfo(
        code=words["Code"],
        name=name,
        severity=_SEVERITIES[words["Severity"]],
        title=words[""],
        cause=words["Cause"],
        remedy=words["Remedy"],
        releases=words["Releases"],
        text=(docstring or "").strip(),
        exceptions=exceptions,
    )
