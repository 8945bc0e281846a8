"""Errors of an operation, each once, however many lines repeat it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import own, reason
from analyzer.checking.rules._exceptions import exception

if TYPE_CHECKING:
    from analyzer.checking.case import Case
    from analyzer.model import Event

# Nova goes on from these on its own; the rules of bus and service speak of them.
_HARMLESS = frozenset({"rpc.amqp-unreachable", "osvif.unplug-failed", "vif.unplug-failed", "compute.dealloc-failed"})
# These tell of a failed operation at WARNING.
_GRAVE = frozenset({"compute.reboot-failed-running"})
_HYPERVISOR = frozenset({"libvirtError", "HypervisorUnavailable", "InstancePowerOffFailure", "InstanceNotReady"})
_FRAME = re.compile(r'File "[^"]*?nova/virt/')


@dataclass(frozen=True, slots=True)
class Error:
    """One error, by what was raised.

    Args:
        text: class and text of the exception; the message of a line that has none.
        events: the lines that report it, by time.
        hypervisor: the virt driver raised it.
    """

    text: str
    events: tuple[Event, ...]
    hypervisor: bool


def raised(case: Case) -> tuple[Error, ...]:
    """Return the exceptions that the operation's own lines report as ERROR, in the order of their first line.

    What Nova mostly goes on from, and what names no exception, counts where nothing worse was said and Nova did not go
    on: of a delete that raised behind `compute.dealloc-failed` that line may be the last.
    """
    told = [event for event in own(case) if _is_grave(event)]
    worse = [event for event in told if event.name not in _HARMLESS and exception(event)]
    if not worse and _stopped_short(case):
        worse = [event for event in told if event.logger.startswith("nova.")]
    lines: dict[str, list[Event]] = {}
    for event in worse:
        lines.setdefault(reason(event), []).append(event)
    return tuple(Error(text, tuple(events), any(map(_by_hypervisor, events))) for text, events in lines.items())


def _is_grave(event: Event) -> bool:
    return event.level in {"ERROR", "CRITICAL", "TRACE"} or event.name in _GRAVE


def _stopped_short(case: Case) -> bool:
    held = case.alignment
    return held is not None and not held.ended and not any(turn.verdict for turn in held.turns)


def _by_hypervisor(event: Event) -> bool:
    named = exception(event)
    return (
        bool(named and named[0] in _HYPERVISOR)
        or event.name.startswith("libvirt.")
        or bool(_FRAME.search(event.detail))
    )
