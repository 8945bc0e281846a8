"""Which observed event came before which: a partial order, as bit masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.model import Event

# Native threading writes a thread's lines up to 0.2 s late (nova 2026.2): two contexts of a process may swap.
SWAP_SECONDS = 0.5
# A process whose lines go back in one file by more than this had its clock set back, or the file was put together anew.
JUMP_SECONDS = 1.0


def before(earlier: Event, later: Event) -> bool:
    """Tell whether two events of one service on one host are ordered, and so.

    Events of different processes have no order: only the flow's messages order them. Equal times have none. Two lines
    of one request are ordered by their time; lines of different contexts, or of none (each `[-]` line may be from a
    thread of its own), only if they are `SWAP_SECONDS` or more apart.
    """
    if earlier.service != later.service or earlier.host != later.host or not earlier.time < later.time:
        return False
    if _set_back(earlier, later):
        return False
    same_context = earlier.request is not None and earlier.request == later.request
    return same_context or later.time - earlier.time >= SWAP_SECONDS


def _set_back(earlier: Event, later: Event) -> bool:
    """Tell whether one process wrote the earlier line after the later one: then the times order nothing."""
    behind = earlier.place.file == later.place.file and earlier.place.line > later.place.line
    return behind and earlier.process == later.process and later.time - earlier.time > JUMP_SECONDS


def predecessors(events: Sequence[Event]) -> tuple[int, ...]:
    """Return for each event the mask of the events that came before it."""
    return tuple(sum(1 << i for i, other in enumerate(events) if before(other, event)) for event in events)
