"""Read `.events` files: each declares events, each event one or more wordings."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from lark import Lark, Token, Tree
from lark.exceptions import LarkError, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from analyzer.data import folder, shown
from analyzer.errors import NotationError
from analyzer.model import EventClass, Line, Place, Releases
from analyzer.notation.templates import Template, parse_template

if TYPE_CHECKING:
    from pathlib import Path

_EXPECTED = {
    "NAME": "an event id such as compute.claim-ok",
    "KIND": "a class (flow, trouble or ambient)",
    "LEVEL": "a level (DEBUG, INFO, WARNING, ERROR or CRITICAL)",
    "LOGGER": "a logger such as nova.compute.manager",
    "TEMPLATE": 'a template in double quotes such as "Took {elapsed:seconds} seconds"',
    "RELEASES": "major releases such as 16- or 12-15",
    "OPERATION": "an operation such as launch",
    "IN": "in",
    "OF": "of",
    "VBAR": "|",
    "SAMPLE": "//? and a sample",
    "$END": "the end of the file",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to log an event.

    Attributes:
        event: the event's id.
        loggers: names; one that ends in `.*` stands for all below it, `*` for any.
        releases: the major releases that say it so; None is all.
        samples: real messages of real logs, each with the place where it is kept.
    """

    event: str
    kind: EventClass
    levels: frozenset[str]
    loggers: tuple[str, ...]
    template: Template
    place: Place
    releases: Releases | None = None
    operations: frozenset[str] = frozenset()
    samples: tuple[Line, ...] = ()


def read_events(path: Path) -> tuple[tuple[Wording, ...], ...]:
    """Read one `.events` file.

    Args:
        path: a file in the notation of `grammars/events.lark`.

    Returns:
        The wordings of each declared event, in the order of the file.

    Raises:
        NotationError: the file cannot be read or is wrong.
    """
    file = shown(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise NotationError(f"cannot be read: {error.strerror}", file=file) from error
    except UnicodeDecodeError as error:
        raise NotationError("cannot be read as text", file=file, hint="save it as UTF-8") from error
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        raise _explain(error, text, file) from error
    return tuple(
        tuple(_wording(str(event.children[0]), cast("Tree[Token]", wording), file) for wording in event.children[1:])
        for event in cast("list[Tree[Token]]", tree.children)
    )


@cache
def _grammar() -> Lark:
    place = folder("grammars") / "events.lark"
    try:
        return Lark(place.read_text(encoding="utf-8"), parser="lalr", lexer="contextual", maybe_placeholders=False)
    except (OSError, LarkError) as error:
        raise NotationError(f"is no grammar: {error}", file=shown(place), hint="install novaflow again") from error


def _wording(event: str, tree: Tree[Token], file: str) -> Wording:
    parts: dict[str, list[Token]] = {}
    for token in cast("list[Token]", tree.children):
        parts.setdefault(token.type, []).append(token)
    template, kind = parts["TEMPLATE"][0], parts["KIND"][0]
    place = Place(file, kind.line or 1)
    try:
        parsed = parse_template(ast.literal_eval(template))
    except (ValueError, SyntaxError) as error:
        raise NotationError(
            f"the template of {event} is wrong: {error}",
            file=file,
            line=template.line,
            hint='captures are {name} or {name:type}; a brace of the message is written twice; a quote as \\"',
        ) from error
    return Wording(
        event=event,
        kind=cast("EventClass", str(kind)),
        levels=frozenset(map(str, parts["LEVEL"])),
        loggers=tuple(map(str, parts["LOGGER"])),
        template=parsed,
        place=place,
        releases=_releases(parts["RELEASES"][0], file) if "RELEASES" in parts else None,
        operations=frozenset(map(str, parts.get("OPERATION", ()))),
        samples=tuple(Line(token[3:].strip(), Place(file, token.line or 1)) for token in parts.get("SAMPLE", ())),
    )


def _releases(token: Token, file: str) -> Releases:
    first, dash, last = token.partition("-")
    releases = Releases(int(first) if first else None, int(last) if last else None if dash else int(first))
    if releases.first is not None and releases.last is not None and releases.first > releases.last:
        raise NotationError(
            f"the releases {token} end before they begin",
            file=file,
            line=token.line,
            hint="write the older major release first",
        )
    return releases


def _explain(error: UnexpectedInput, text: str, file: str) -> NotationError:
    expected: set[str] = set()
    if isinstance(error, UnexpectedToken):
        expected = set(error.accepts or error.expected)
    elif isinstance(error, UnexpectedCharacters):
        expected = set(error.allowed or ())
    line = error.line if error.line and error.line > 0 else text.count("\n") + 1
    wanted = ", ".join(
        sorted(_EXPECTED.get(name, name) for name in expected - {"COMMENT"} if not name.startswith("__"))
    )
    source = text.splitlines()[line - 1 : line]
    caret = f"\n{source[0]}\n{' ' * (max(error.column, 1) - 1)}^" if source else ""
    return NotationError(f"this is not understood here{caret}", file=file, line=line, hint=f"expected {wanted}")
