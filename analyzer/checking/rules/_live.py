"""What the rules of a live migration have in common: how its source half ended.

In 18 to 26 the source writes that half without the request's id or under that of an earlier migration, so it has to be
told from the half of the next attempt, which often follows within seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from analyzer.checking.rules._evidence import own

if TYPE_CHECKING:
    from analyzer.checking.case import Case
    from analyzer.model import Event

_FAILED = (
    "compute.lm-pre-failed",
    "compute.lm-vif-failed",
    "compute.lm-neutron-failed",
    "libvirt.lm-aborted",
    "libvirt.lm-monitor-error",
    "compute.lm-failed",
    "conductor.live-migrate-unexpected",
)
_CANCELLED = ("libvirt.lm-cancelled", "compute.lm-queued-aborted")
_COMPLETED = ("libvirt.lm-completed", "compute.lm-finished")
# libvirt's words come from another thread than the outcome and may be written after it.
_WORDS = ("libvirt.lm-failure", "libvirt.lm-timeout")
_STRAGGLE_S = 5.0
_CHECKS = ("check_can_live_migrate_destination", "check_can_live_migrate_source")


@dataclass(frozen=True, slots=True)
class Ending:
    """How the source half ended, and the lines that say so, by time."""

    kind: Literal["completed", "failed", "cancelled", "unseen"]
    events: tuple[Event, ...] = ()


def is_live(case: Case) -> bool:
    """Tell whether the operation is a live migration, by its name or, without one, by its own lines."""
    if case.operation is not None:
        return case.operation == "live-migrate"
    return any(event.name.startswith(("compute.lm-", "libvirt.lm-", "conductor.live-migrate-")) for event in own(case))


def ending(case: Case) -> Ending:
    """Find how the migration ended: by its own lines if it has such, else by the first ending near it."""
    names = {*_FAILED, *_CANCELLED, *_COMPLETED, *_WORDS}
    events = tuple(event for event in own(case) if event.name in names)
    if not events:
        began = min((event.time for event in own(case) if event.service != "api"), default=0.0)
        events = tuple(event for event in case.seen(*names) if event.time >= began)
        decided = [event.time for event in events if event.name not in _WORDS]
        events = tuple(event for event in events if not decided or event.time <= decided[0] + _STRAGGLE_S)
    first = next((event for event in events if event.name not in _WORDS), None)
    if (first is not None and first.name in _COMPLETED) or any(event.name == "compute.lm-finished" for event in events):
        return Ending("completed", events)
    if any(event.name in _CANCELLED or "canceled by client" in event.message for event in events):
        return Ending("cancelled", events)
    failed = first is not None or any(event.name == "libvirt.lm-failure" for event in events)
    return Ending("failed", events) if failed else Ending("unseen")


def in_check(event: Event) -> bool:
    """Tell whether an error was raised by the checks before a live migration."""
    return any(check in event.detail for check in _CHECKS)
