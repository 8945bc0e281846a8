"""Line forms: `grammars/lines/<form>.lark` as one regular expression, and as lark's own parser to test it against.

A line form is flat: no rule is recursive and no terminal stands twice. So its rules can be written out as one regular
expression in which each terminal is a group; that reads a line some hundred times faster than lark does.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from analyzer import data
from analyzer.errors import NotationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SAMPLE = "//? "


@dataclass(frozen=True)
class LineForm:
    """A form of log line.

    `regex` is to be used with `fullmatch` on one line without its line end. The groups are the grammar's terminals in
    lower case: `time`, `pid`, `level`, `logger`, `bare`, `global`, `request`, `identity`, `instance`, `message`; some
    forms have `unit`, the service or the file the line came from, and `host`. `samples` are the lines that the
    grammar's own comments hold.
    """

    name: str
    regex: re.Pattern[str]
    samples: tuple[str, ...]
    parser: Lark

    def fields(self, text: str) -> dict[str, str] | None:
        """Return the fields `regex` reads in a line, without those that are absent; None if it is not of this form."""
        match = self.regex.fullmatch(text)
        return match and {name: value for name, value in match.groupdict().items() if value is not None}

    def oracle(self, text: str) -> dict[str, str] | None:
        """Return the same as `fields`, read by lark: slow, and right by definition."""
        try:
            tree = self.parser.parse(text)
        except LarkError:
            return None
        return {token.type.lower(): str(token) for token in tree.scan_values(lambda value: isinstance(value, Token))}


@cache
def line_forms() -> tuple[LineForm, ...]:
    """Return the shipped line forms, by name.

    Raises:
        NotationError: a grammar is not valid or not flat.
    """
    return tuple(load(path) for path in sorted((data.folder("grammars") / "lines").glob("*.lark")))


def load(path: Path) -> LineForm:
    """Read a line form.

    Raises:
        NotationError: the grammar is not valid, or not flat, or has a terminal that no rule uses.
    """
    file = data.shown(path)
    try:
        text = path.read_text(encoding="utf-8")
        parser = Lark(text, parser="earley", lexer="dynamic", maybe_placeholders=False)
        tree = _grammar_of_grammars().parse(text + "\n")
    except (LarkError, OSError, UnicodeDecodeError) as error:
        raise NotationError(f"not a valid grammar: {error}", file=file) from error
    _refuse_unused(tree, file)
    rules = {str(rule.children[0]): rule.children[-1] for rule in tree.find_data("rule")}
    terminals = {terminal.name: terminal.pattern.to_regexp() for terminal in parser.terminals}
    try:
        regex = re.compile(_expression(rules["start"], rules, terminals))
    except (re.error, RecursionError, KeyError) as error:
        raise NotationError(
            f"not a flat line form: {error}", file=file, hint="let each terminal stand once, and no rule in itself"
        ) from error
    samples = tuple(line.removeprefix(_SAMPLE) for line in text.splitlines() if line.startswith(_SAMPLE))
    return LineForm(path.stem, regex, samples, parser)


@cache
def _grammar_of_grammars() -> Lark:
    return Lark.open_from_package("lark", "lark.lark", ("grammars",), parser="lalr", maybe_placeholders=False)


def _refuse_unused(grammar: Tree[Token], file: str) -> None:
    """Refuse a terminal that is used nowhere: lark leaves it out, and nobody would see that it is wrong."""
    used = {name for node in grammar.find_data("name") for name in node.children}
    for term in grammar.find_data("token"):
        name = cast("Token", term.children[0])
        if name not in used:
            raise NotationError(
                f"no rule uses the terminal {name}", file=file, line=name.line, hint="use it in a rule, or take it out"
            )


def _expression(node: object, rules: Mapping[str, object], terminals: Mapping[str, str]) -> str:
    """Write a part of a rule as a regular expression."""
    if not isinstance(node, Tree):
        raise re.error(f"{node} has no place in a flat form")
    parts = node.children
    inner = [_expression(part, rules, terminals) for part in parts if isinstance(part, Tree)]
    match node.data, parts:
        case "name", [Token(type="TOKEN") as name]:
            text = f"(?P<{name.lower()}>{terminals[name]})"
        case "name", [name]:
            text = _expression(rules[str(name)], rules, terminals)
        case "literal", [Token(type="STRING") as literal]:
            text = re.escape(ast.literal_eval(literal))
        case "maybe", _:
            text = f"(?:{inner[0]})?"
        case "expr", [_, Token(type="OP") as operator]:
            text = f"(?:{inner[0]}){operator}"
        case "expansion", _:
            text = "".join(inner)
        case "expansions", _:
            text = f"(?:{'|'.join(inner)})"
        case _:
            raise re.error(f"{node.data} has no place in a flat form")
    return text
