"""A reference flow as rows of a table: each step with how far it is needed, each named block with what tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.model import Alt, Attempt, Break, Loop, Named, Opt, Par, Retry, Step
from analyzer.notation.lint import bodies, decider, steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.model import Item, Releases


@dataclass(frozen=True, slots=True)
class Row:
    """A step of the main way or of a turn that leads back to it.

    `needed` is `always`, `one of` (a branch) or `optional`; `block` the named turn it stands in; `releases` the limits
    of the step and of the blocks around it.
    """

    step: Step
    needed: str
    block: str
    releases: tuple[Releases, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A named turn: `told_by` is the step it cannot be entered without, `verdict` what becomes of the operation."""

    name: str
    verdict: str
    told_by: Step
    steps: tuple[Step, ...]
    releases: Releases | None


def rows(
    items: tuple[Item, ...], needed: str = "always", block: str = "", releases: tuple[Releases, ...] = ()
) -> Iterator[Row]:
    """Yield the steps in the order of the file; those of a `break` are left out: it ends the operation."""
    for item in items:
        span = (*releases, item.releases) if item.releases else releases
        match item:
            case Step():
                yield Row(item, needed, block, span)
            case Break():
                continue
            case Named():
                yield from rows(item.body, "always", f"deviation {item.name}", span)
            case Attempt():
                yield from rows(item.body, needed, block, span)
                for retry in item.retries:
                    limits = (*span, retry.releases) if retry.releases else span
                    yield from rows(retry.body, "always", f"retry {retry.name}", limits)
            case _:
                for body in bodies(item):
                    yield from rows(body, _needed(item, needed), block, span)


def _needed(item: Item, around: str) -> str:
    if around == "optional" or isinstance(item, Opt) or (isinstance(item, Loop) and not item.low):
        return "optional"
    return "one of" if isinstance(item, Alt) else around


def least(items: tuple[Item, ...]) -> int:
    """Return how many lines the shortest way through a body leaves, whatever the release."""
    return sum(_least(item) for item in items if not item.releases or isinstance(item, Alt))


def _least(item: Item) -> int:
    match item:
        case Step():
            return item.event is not None
        case Alt():
            return min(map(least, item.branches))
        case Par():
            return sum(map(least, item.branches))
        case Loop():
            return item.low * least(item.body)
        case Attempt():
            return least(item.body)
        case _:
            return 0


def blocks(items: tuple[Item, ...]) -> list[Block]:
    """Return the named turns, in the order of the file."""
    found: list[Block] = []
    for item in items:
        if isinstance(item, Named | Break):
            found += _block(item, item.verdict if isinstance(item, Break) else "deviating: it goes on")
        for retry in item.retries if isinstance(item, Attempt) else ():
            found += _block(retry, "deviating: it is tried again")
        for body in bodies(item):
            found += blocks(body)
    return found


def _block(item: Named | Break | Retry, verdict: str) -> list[Block]:
    told_by = decider(item.body)
    return [Block(item.name, verdict, told_by, tuple(steps(item.body)), item.releases)] if told_by else []
