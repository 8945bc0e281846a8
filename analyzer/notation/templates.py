"""Message templates: literal text with typed captures such as `Took {elapsed:seconds} seconds to build instance`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

# What a capture of each type may hold.
TYPES = {
    "word": r"\S+?",
    "text": r".*?",
    "int": r"-?\d+",
    "seconds": r"-?\d+(?:\.\d+)?(?:e-?\d+)?",
    "uuid": r"[0-9a-fA-F]{8}(?:-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}",
    "host": r"[^\s,:;()'\"\[\]{}]+?",
    "list": r".*?",
}

_FREE = frozenset({"text", "list"})

# Since oslo.log 3.27 (Nova 16) a WARNING or above that is written while an exception is handled ends with its summary.
_SUMMARY = r"(?: ?: (?:[A-Za-z_]\w*(?:\.\w+)+|[A-Z]\w*|libvirtError)(?:: .*)?)?"

_PIECE = re.compile(r"\{\{|\}\}|\{(?P<name>\w+)(?::(?P<type>\w+))?\}|[^{}]+|(?P<stray>[{}])")


@dataclass(frozen=True, slots=True)
class Capture:
    """A named, typed gap of a template."""

    name: str
    type: str


@dataclass(frozen=True)
class Template:
    """A parsed message template: literal strings and captures in turn.

    Attributes:
        text: the template as it is written.
        parts: no two of a kind stand side by side.
    """

    text: str
    parts: tuple[str | Capture, ...]

    @cached_property
    def captures(self) -> tuple[Capture, ...]:
        """The captures in order."""
        return tuple(part for part in self.parts if isinstance(part, Capture))

    @cached_property
    def literals(self) -> int:
        """The number of literal characters: of two templates that match, the one with more is the right one."""
        return sum(len(part) for part in self.parts if isinstance(part, str))

    @cached_property
    def prefix(self) -> str:
        """The literal text that every message begins with; may be empty."""
        return self.parts[0] if self.parts and isinstance(self.parts[0], str) else ""

    @cached_property
    def longest(self) -> str:
        """The longest literal text, which every message contains; may be empty."""
        return max((part for part in self.parts if isinstance(part, str)), key=len, default="")

    @cached_property
    def shape(self) -> tuple[str, ...]:
        """The template without the names and types of its captures."""
        return tuple(part if isinstance(part, str) else "{}" for part in self.parts)

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """A pattern for `fullmatch` of an INFO or DEBUG message, which is nothing but the template."""
        return re.compile(self._body(), re.DOTALL)

    @cached_property
    def summarised(self) -> re.Pattern[str]:
        """A pattern for `fullmatch` of a WARNING or above, which `: Class: text` may follow."""
        return re.compile(self._body() + _SUMMARY, re.DOTALL)

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """A pattern for `search` inside another text; a capture at the end takes the rest of that line.

        A list that Python printed has its line ends as backslash and n.
        """
        open_end = bool(self.parts) and isinstance(self.parts[-1], Capture)
        return re.compile(self._body() + (r"(?=\\n|$)" if open_end else ""), re.MULTILINE)

    def _body(self) -> str:
        """Return the whole as a regular expression that takes time in proportion to the message, which may be anything.

        A capture that may hold anything, or that is followed by such a one, ends where the next literal stands first;
        no later place is tried.
        """
        pieces: list[str] = []
        following = [*self.captures[1:], None]
        for position, part in enumerate(self.parts):
            if isinstance(part, str):
                pieces.append(re.escape(part))
                continue
            later = following.pop(0)
            group = f"(?P<{part.name}>{TYPES[part.type]})"
            if later and _FREE & {part.type, later.type}:
                group = f"(?>{group}(?={re.escape(str(self.parts[position + 1]))}))"
            pieces.append(group)
        return "".join(pieces)


def parse_template(text: str) -> Template:
    """Parse a template.

    Args:
        text: literal text with captures `{name}` or `{name:type}`; `{{` and `}}` stand for braces.

    Raises:
        ValueError: a brace without its partner, an unknown type, a name given twice, two captures side by side.
    """
    parts: list[str | Capture] = []
    names: set[str] = set()
    for piece in _PIECE.finditer(text):
        if piece["stray"]:
            raise ValueError(f"a {piece['stray']!r} without its partner at character {piece.start() + 1}")
        name, kind = piece["name"], piece["type"] or "word"
        if name is None:
            literal = piece[0][0] if piece[0] in {"{{", "}}"} else piece[0]
            if parts and isinstance(parts[-1], str):
                parts[-1] += literal
            else:
                parts.append(literal)
            continue
        if parts and isinstance(parts[-1], Capture):
            raise ValueError(f"nothing stands between the captures {parts[-1].name!r} and {name!r}")
        if kind not in TYPES:
            raise ValueError(f"the capture {name!r} has the unknown type {kind!r}; there are {', '.join(TYPES)}")
        if name in names or not name.isidentifier():
            raise ValueError(f"the capture name {name!r} is used twice or is no name")
        names.add(name)
        parts.append(Capture(name, kind))
    return Template(text, tuple(parts))
