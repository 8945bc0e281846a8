"""Reference flows: `.flow` text to `Flow`."""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, VisitError

from analyzer.data import folder
from analyzer.errors import NotationError, UsageError
from analyzer.model import (
    Alt,
    Attempt,
    Break,
    Flow,
    Guard,
    Item,
    Loop,
    Named,
    Opt,
    Par,
    Place,
    Releases,
    RequestForm,
    Retry,
    Step,
    VerdictName,
)
from analyzer.notation.lint import lint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from lark.tree import Meta

Marks = dict[str, Any]


@cache
def _grammar() -> Lark:
    text = (folder("grammars") / "flow.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", propagate_positions=True, maybe_placeholders=True)


def _text(token: Token) -> str:
    return str(token)[1:-1] if token.type == "STRING" else str(token)


def _listed(parts: Iterable[object], header: str) -> tuple[str, ...]:
    """Return the words of all header lines of one kind."""
    return tuple(word for part in parts if isinstance(part, tuple) and part[0] == header for word in part[1])


def _releases(token: Token | None) -> Releases | None:
    if token is None:
        return None
    first, last = str(token).split("-")
    return Releases(int(first) if first else None, int(last) if last else None)


@v_args(inline=True)
class _ToModel(Transformer[Token, Flow]):
    """Turns the tree of one file into a `Flow`; each method is called with a rule's children."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file

    def _place(self, meta: Meta) -> Place:
        return Place(self.file, meta.line)

    def range(self, token: Token) -> Releases | None:
        return _releases(token)

    def argument(self, key: Token, value: Token) -> tuple[str, str]:
        return str(key), _text(value)

    def arguments(self, *pairs: tuple[str, str]) -> dict[str, str]:
        return dict(pairs)

    @v_args(meta=True, inline=True)
    def request_action(self, meta: Meta, key: Token, arguments: dict[str, str] | None) -> RequestForm:
        return RequestForm(self._place(meta), action=str(key), arguments=arguments or {})

    @v_args(meta=True, inline=True)
    def request_path(self, meta: Meta, method: Token, path: Token) -> RequestForm:
        return RequestForm(self._place(meta), method=str(method), path=str(path))

    def also(self, *names: Token) -> tuple[str, tuple[str, ...]]:
        return "aliases", tuple(_text(name) for name in names)

    def apart(self, *names: Token) -> tuple[str, tuple[str, ...]]:
        return "apart", tuple(map(str, names))

    def methods(self, *names: Token) -> tuple[str, tuple[str, ...]]:
        return "methods", tuple(map(str, names))

    def role(self, name: Token, service: Token | None) -> tuple[str, str]:
        return str(name), str(service or name)

    def roles(self, *pairs: tuple[str, str]) -> dict[str, str]:
        return dict(pairs)

    def equals(self, key: Token, value: Token) -> Guard:
        return Guard(str(key), _text(value))

    def contains(self, text: Token) -> Guard:
        return Guard(None, _text(text))

    def event(self, name: Token, *guards: Guard | None) -> tuple[str, tuple[Guard, ...]]:
        return str(name), tuple(guard for guard in guards if guard is not None)

    def line(self, role: Token, event: tuple[str, tuple[Guard, ...]]) -> Marks:
        return {"role": str(role), "event": event[0], "guards": event[1]}

    def message(self, sender: Token, arrow: Token, role: Token, event: tuple[str, tuple[Guard, ...]] | None) -> Marks:
        name, guards = event or (None, ())
        kind = "call" if arrow == "->" else "cast"
        return {"sender": str(sender), "arrow": kind, "role": str(role), "event": name, "guards": guards}

    def releases(self, token: Token) -> Marks:
        return {"releases": _releases(token)}

    def ends(self) -> Marks:
        return {"ends": True}

    def decides(self) -> Marks:
        return {"decides": True}

    def within(self, limit: Token, event: Token | None) -> Marks:
        of = str(event) if event else None
        if limit.type == "OPTION":
            return {"within_option": str(limit), "within_of": of}
        return {"within": float(limit[:-1]), "within_of": of}

    @v_args(meta=True, inline=True)
    def step(self, meta: Meta, what: Marks, *marks: Marks) -> Step:
        merged = {key: value for part in (what, *marks) for key, value in part.items()}
        return Step(place=self._place(meta), **merged)

    def branch(self, *items: Item) -> tuple[Item, ...]:
        return items

    def unbinds(self, *names: Token) -> tuple[str, ...]:
        return tuple(map(str, names))

    @v_args(meta=True, inline=True)
    def opt(self, meta: Meta, releases: Releases | None, *body: Item) -> Opt:
        return Opt(self._place(meta), body, releases)

    @v_args(meta=True, inline=True)
    def loop(self, meta: Meta, count: Token | None, releases: Releases | None, *body: Item) -> Loop:
        low, high = str(count).split("..") if count else ("0", "")
        return Loop(self._place(meta), body, int(low), int(high) if high else None, releases)

    @v_args(meta=True, inline=True)
    def alt(self, meta: Meta, releases: Releases | None, *branches: tuple[Item, ...]) -> Alt:
        return Alt(self._place(meta), branches, releases)

    @v_args(meta=True, inline=True)
    def par(self, meta: Meta, releases: Releases | None, *branches: tuple[Item, ...]) -> Par:
        return Par(self._place(meta), branches, releases)

    @v_args(meta=True, inline=True)
    def deviation(self, meta: Meta, name: Token, releases: Releases | None, *body: Item) -> Named:
        return Named(self._place(meta), str(name), body, releases)

    @v_args(meta=True, inline=True)
    def retry(
        self,
        meta: Meta,
        name: Token,
        unbinds: tuple[str, ...] | None,
        releases: Releases | None,
        body: tuple[Item, ...],
    ) -> Retry:
        return Retry(self._place(meta), str(name), unbinds or (), body, releases)

    @v_args(meta=True, inline=True)
    def attempt(
        self, meta: Meta, label: Token, releases: Releases | None, body: tuple[Item, ...], *retries: Retry
    ) -> Attempt:
        return Attempt(self._place(meta), str(label), body, retries, releases)

    @v_args(meta=True, inline=True)
    def break_(self, meta: Meta, name: Token, outcome: Token, releases: Releases | None, *body: Item) -> Break:
        return Break(self._place(meta), str(name), cast("VerdictName", str(outcome)), body, releases)

    @v_args(meta=True, inline=True)
    def flow(self, meta: Meta, name: Token, title: Token, *parts: object) -> Flow:
        roles: dict[str, str] = {}
        for part in parts:
            if isinstance(part, dict):
                roles.update(part)
        return Flow(
            name=str(name),
            title=_text(title),
            place=self._place(meta),
            requests=tuple(part for part in parts if isinstance(part, RequestForm)),
            roles=roles,
            body=tuple(part for part in parts if isinstance(part, Item)),
            aliases=_listed(parts, "aliases"),
            methods=_listed(parts, "methods"),
            apart=_listed(parts, "apart"),
        )

    def start(self, flow: Flow) -> Flow:
        return flow


def parse_flow(text: str, file: str) -> Flow:
    """Read one flow.

    Args:
        text: the content of a `.flow` file.
        file: its name, for the places of steps and errors.

    Raises:
        NotationError: the text is not a flow; tells the line, with a caret below the column.
    """
    grammar = _grammar()
    try:
        return _ToModel(file).transform(grammar.parse(text + "\n"))
    except UnexpectedInput as error:
        context = error.get_context(text, span=60).rstrip()
        hint = 'a flow is: flow NAME "title", request, roles, then one step or block word a line, blocks closed by end'
        raise NotationError(
            f"this cannot stand here\n{context}", file=file, line=max(error.line, 1), hint=hint
        ) from error
    except VisitError as error:
        raise NotationError(str(error.orig_exc), file=file) from error


def load_flows(events: Collection[str], sources: Path | None = None, extra: Iterable[Path] = ()) -> dict[str, Flow]:
    """Read all flows and check that what they name exists.

    Args:
        events: the event ids of the catalogue.
        sources: the folder of `.flow` files; None is the shipped one.
        extra: more `.flow` files; one of the same name replaces the shipped flow.

    Returns:
        The flows by operation name, sorted.

    Raises:
        NotationError: a file cannot be read or is not a flow, names an event or role that does not exist, or has the
            name of another of the folder.
    """
    home = folder("reference_flows") if sources is None else sources
    flows: dict[str, Flow] = {}
    for path in [*sorted(home.glob("*.flow")), *extra]:
        name = f"{home.name}/{path.name}" if path.parent == home else str(path)
        try:
            text = path.read_bytes().decode("utf-8")
        except OSError as error:
            hint = "name a file that you may read"
            raise NotationError(f"cannot be read: {error.strerror}", file=name, hint=hint) from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise NotationError("cannot be read as text", file=name, line=line, hint="save it as UTF-8") from error
        flow = parse_flow(text, name)
        lint(flow, events)
        other = flows.get(flow.name)
        if other and path.parent == home:
            hint = f"{other.place} has that name; a flow that is to replace a shipped one is given beside it"
            raise NotationError(f"flow {flow.name} stands here twice", file=name, line=flow.place.line, hint=hint)
        flows[flow.name] = flow
    return dict(sorted(flows.items()))


def resolve(name: str, flows: Mapping[str, Flow]) -> Flow:
    """Return the flow that a user means: by name, by one of its other names, in any spelling.

    Raises:
        UsageError: no flow has that name; tells near ones.
    """
    names = {_spelt(alias): flow for flow in flows.values() for alias in flow.aliases} | dict(flows)
    wanted = _spelt(name)
    if wanted in names:
        return names[wanted]
    near = difflib.get_close_matches(wanted, names, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(flows)}"
    raise UsageError(f"no operation is called {name!r}", hint=hint)


def namesakes(name: str, flows: Mapping[str, Flow]) -> tuple[Flow, ...]:
    """Return the other flows that go by the same name: what a dashboard calls resume may be unpause."""
    meant, wanted = resolve(name, flows), _spelt(name)
    return tuple(flow for flow in flows.values() if flow is not meant and wanted in map(_spelt, flow.aliases))


def _spelt(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").split())
