"""Records that the catalogue names, and what it says of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model.lines import Place

# What conductor says when it gives an operation up (nova.scheduler.utils set_vm_state_and_notify, 12-34): at INFO all
# that may be left of a live migration that was refused.
GAVE_UP = frozenset({"conductor.failed-method", "conductor.setting-state"})

EventClass = Literal["flow", "trouble", "ambient"]


@dataclass(frozen=True, slots=True)
class Releases:
    """Major releases, both ends included; None is open."""

    first: int | None = None
    last: int | None = None

    def admit(self, release: int | None) -> bool:
        """Tell whether `release` is in the range; an unknown release may be."""
        return release is None or (
            (self.first is None or self.first <= release) and (self.last is None or release <= self.last)
        )

    def meet(self, others: Releases | None) -> bool:
        """Tell whether any of the others is in the range; None: any release may be."""
        return others is None or not (_below(self.last, others.first) or _below(others.last, self.first))

    def hold(self, others: Releases | None) -> bool:
        """Tell whether all of the others are in the range."""
        others = others or Releases()
        first = self.first is None or (others.first is not None and self.first <= others.first)
        return first and (self.last is None or (others.last is not None and others.last <= self.last))


def _below(last: int | None, first: int | None) -> bool:
    return last is not None and first is not None and last < first


@dataclass(frozen=True, slots=True)
class EventSpec:
    """What the catalogue says of one event id; several wordings share it.

    `operations` are the operations the catalogue gives the event to; empty: any.
    `family` is the stem of the `.events` file, used to tell whether a process ever writes such lines.
    """

    name: str
    kind: EventClass
    family: str
    levels: frozenset[str]
    operations: frozenset[str] = frozenset()
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A log record that the catalogue names.

    `request` is the last `req-` id of the bracket, `context` its whole text (two contexts of one process may swap);
    `server` the uuid of `[instance: ...]` or of a capture. `detail` is the folded traceback, if one followed.
    """

    name: str
    time: float
    place: Place
    service: str
    host: str
    process: str
    level: str
    logger: str
    message: str
    request: str | None = None
    global_request: str | None = None
    server: str | None = None
    captures: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""
