"""What the rules of a migration to the server's own host have in common: who chose it, who refused, who took over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import own, says, seen_own

if TYPE_CHECKING:
    from analyzer.checking.case import Case
    from analyzer.model import Event

# From this release on the conductor has the alternates and asks the scheduler once (nova.conductor.tasks.migrate).
ALTERNATES_SINCE = 17
_TAKEN = ("compute.prep-resize-vmstate", "compute.claim-ok", "compute.migrating")
_ASKED = ("compute.rescheduling-generic", "compute.rescheduling-resize")
# Before 21 the source is left out only without allow_resize_to_same_host, from 21 on always where libvirt reports.
LEFT_OUT = "scheduler.ignore-hosts"


@dataclass(frozen=True, slots=True)
class Course:
    """How a refused migration went on.

    Args:
        chosen: the scheduler's choice of the server's own host.
        asked: the lines by which another host was asked for: of the compute, the scheduler's second round.
        taken: the first line of the host that took the server.
        retry: in words, who looked for another host.
    """

    chosen: tuple[Event, ...]
    asked: tuple[Event, ...]
    taken: tuple[Event, ...]
    retry: str


def refuses(event: Event) -> bool:
    """Tell whether an event reports UnableToMigrateToSelf (its text is the same in all releases, 12-34)."""
    return says(event, "Unable to migrate instance") and says(event, "to current host")


def course(case: Case, refused: Event) -> Course:
    """Follow a cold migration from the choice that a compute refused."""
    choices = [event for event in seen_own(case, "scheduler.selected-host") if event.captures.get("host")]
    chosen = [event for event in choices if event.captures["host"] == refused.host][:1]
    filters = seen_own(case, "scheduler.retry-filter")
    again = [*filters, *(event for event in choices if event not in chosen)]
    # The second round, and often the new host's first lines, are older than the line of the refusal: the compute asks
    # by a call and writes afterwards.
    taken = [event for event in own(case) if event.name in _TAKEN and event.host != refused.host][:1]
    release = case.coverage.release
    if filters:
        retry = "the scheduler was asked again and the RetryFilter left that host out"
    elif again or (release is not None and release < ALTERNATES_SINCE):
        retry = "the scheduler was asked again"
    elif release is not None:
        retry = "the conductor took the next alternate"
    else:
        retry = "another host was asked for"
    return Course(tuple(chosen), (*seen_own(case, *_ASKED), *again), tuple(taken), retry)


def told(chosen: tuple[Event, ...], host: str) -> str:
    """Say who chose the server's own host: the scheduler, where its line was seen."""
    return f"the scheduler chose {host}" if chosen else f"{host} was chosen as target"
