"""Containers: files whose lines are not a service's own, but hold them, one form a file.

A file here has `SAMPLES`, texts of several lines each; `marks(head)`, how many signs of its form the first lines of a
file carry (0: not of this form; of two forms the one with more signs has it); and `unwrap(lines)`, which gives the
texts inside. A file whose name begins with `_` holds what several of them use.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.model import Line
    from analyzer.parsing.entry import Entry


class Container(Protocol):
    """What each file here has."""

    SAMPLES: tuple[str, ...]

    def marks(self, head: Sequence[str]) -> int:
        """Return how many signs of the form the first lines of a file, none of them blank, carry."""

    def unwrap(self, lines: Iterable[Line]) -> Iterator[Entry]:
        """Give the texts inside, each with what the container says of it."""


@cache
def containers() -> dict[str, Container]:
    """Return the forms by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    return {name: import_module(f"{__name__}.{name}") for name in names}


def container_of(head: Sequence[str]) -> str | None:
    """Return the name of the form of a file whose first lines these are; None if they are a service's own."""
    shown = [text for text in head if text.strip()]
    signs = {name: container.marks(shown) for name, container in containers().items()} if shown else {}
    best = max(signs, key=signs.__getitem__, default=None)
    return best if best and signs[best] else None
