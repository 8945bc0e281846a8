"""What a flow names must exist, and its blocks must make sense."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from analyzer.errors import NotationError
from analyzer.model import Alt, Attempt, Break, Flow, Item, Loop, Named, Par, Retry, Step
from analyzer.notation.limits import load_options

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from analyzer.model import Place

SERVICES = ("api", "conductor", "scheduler", "compute")


def bodies(item: Item) -> tuple[tuple[Item, ...], ...]:
    """Return the bodies inside a block, none for a step."""
    match item:
        case Step():
            return ()
        case Alt() | Par():
            return item.branches
        case Attempt():
            return (item.body, *(retry.body for retry in item.retries))
        case _:
            return (item.body,)


def steps(items: tuple[Item, ...]) -> Iterator[Step]:
    """Yield every step of a body and its blocks, in the order of the file."""
    for item in items:
        if isinstance(item, Step):
            yield item
        for body in bodies(item):
            yield from steps(body)


def always(items: tuple[Item, ...]) -> Iterator[Step]:
    """Yield the steps with an event that every path through the body passes."""
    for item in items:
        if isinstance(item, Step) and item.event:
            yield item
        elif isinstance(item, Par):
            for branch in item.branches:
                yield from always(branch)
        elif isinstance(item, Loop) and item.low:
            yield from always(item.body)


def decider(body: tuple[Item, ...]) -> Step | None:
    """Return the step that a named block cannot be entered without: the one marked `decides`, else its first."""
    sure = tuple(always(body))
    return next((step for step in sure if step.decides), sure[0] if sure else None)


def named(item: Item) -> tuple[Named | Break | Retry, ...]:
    """Return the named blocks that an item of a body is or has."""
    if isinstance(item, Attempt):
        return item.retries
    return (item,) if isinstance(item, Named | Break) else ()


def deciders(items: tuple[Item, ...]) -> Iterator[Step]:
    """Yield for each named block of a body and its blocks the step that it cannot be entered without."""
    for item in items:
        yield from filter(None, (decider(block.body) for block in named(item)))
        for body in bodies(item):
            yield from deciders(body)


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known)[:8])}"


def _wrong(message: str, place: Place, hint: str | None = None) -> NotationError:
    return NotationError(message, file=place.file, line=place.line, hint=hint)


def lint(flow: Flow, events: Collection[str]) -> None:
    """Check a flow; see `problems`.

    Raises:
        NotationError: at the first thing that is wrong, with its line.
    """
    for problem in problems(flow, events):
        raise problem


def problems(flow: Flow, events: Collection[str]) -> Iterator[NotationError]:
    """Yield everything that is wrong with a flow, with its line.

    Args:
        flow: the flow.
        events: the event ids of the catalogue.
    """
    if not flow.requests:
        hint = "say which API call asks for it: request action KEY"
        yield _wrong(f"flow {flow.name} has no request line", flow.place, hint)
    for role, service in flow.roles.items():
        if service not in SERVICES:
            hint = _near(service, SERVICES)
            yield _wrong(f"role {role} is played by {service}, which is no Nova service", flow.place, hint)
    for role in flow.apart:
        if flow.roles.get(role) != "compute":
            yield _wrong(f"no compute role is called {role}", flow.place, _near(role, flow.roles))
    for step in steps(flow.body):
        yield from _names(step, flow, events)
    yield from _blocks(flow.body, flow)
    if flow.body and not any(step.ends for step in steps(flow.body)):
        hint = "mark the line that shows that it is done"
        yield _wrong(f"no step of {flow.name} is marked `ends`", flow.place, hint)


def _names(step: Step, flow: Flow, events: Collection[str]) -> Iterator[NotationError]:
    for role in filter(None, (step.role, step.sender)):
        if role not in flow.roles:
            yield _wrong(f"no role is called {role}", step.place, _near(role, flow.roles))
    for event in filter(None, (step.event, step.within_of)):
        if event not in events:
            yield _wrong(f"the catalogue has no event {event}", step.place, _near(event, events))
    option, options = step.within_option, load_options()
    if option and option not in options:
        yield _wrong(f"limits.toml has no option {option}", step.place, _near(option, options))


def _ranges(item: Item | Retry) -> Iterator[NotationError]:
    """Refuse what can never be: a loop of at least three and at most one, releases from 20 to 12."""
    releases = item.releases
    if releases and releases.first and releases.last and releases.first > releases.last:
        hint = "write the earlier release first"
        yield _wrong(f"no release is in {releases.first}-{releases.last}", item.place, hint)
    if isinstance(item, Loop) and item.high is not None and item.low > item.high:
        yield _wrong(f"no number is in {item.low}..{item.high}", item.place, "write the smaller number first")


def _blocks(items: tuple[Item, ...], flow: Flow) -> Iterator[NotationError]:
    for item in items:
        yield from _ranges(item)
        for block in named(item):
            if decider(block.body) is None:
                hint = "give it a step outside opt and alt"
                yield _wrong(f"block {block.name} can be passed without any line of its own", block.place, hint)
        for retry in item.retries if isinstance(item, Attempt) else ():
            yield from _ranges(retry)
            for role in retry.unbinds:
                if role not in flow.roles:
                    yield _wrong(f"no role is called {role}", retry.place, _near(role, flow.roles))
        for body in bodies(item):
            yield from _blocks(body, flow)
