"""What a rule is given: one operation with everything known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import Alignment, Coverage, Event, EventSpec, Flow, Trace


@dataclass(frozen=True, slots=True)
class Case:
    """One operation before its verdict.

    `flow` and `alignment` are None where no flow could be chosen; `specs` is the catalogue by event id.
    """

    trace: Trace
    operation: str | None
    flow: Flow | None
    alignment: Alignment | None
    coverage: Coverage
    specs: Mapping[str, EventSpec]

    def seen(self, *names: str) -> tuple[Event, ...]:
        """Return the events of the operation with one of these ids, by time."""
        return tuple(event for event in self.trace.all_events if event.name in names)
