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
        text: class and text of the exception.
        events: the lines that report it, by time.
        hypervisor: the virt driver raised it.
    """

    text: str
    events: tuple[Event, ...]
    hypervisor: bool


def raised(case: Case) -> tuple[Error, ...]:
    """Return the exceptions that the operation's own lines report as ERROR, in the order of their first line."""
    lines: dict[str, list[Event]] = {}
    for event in own(case):
        grave = event.level in {"ERROR", "CRITICAL", "TRACE"} or event.name in _GRAVE
        if grave and event.name not in _HARMLESS and exception(event):
            lines.setdefault(reason(event), []).append(event)
    return tuple(Error(text, tuple(events), any(map(_by_hypervisor, events))) for text, events in lines.items())


def _by_hypervisor(event: Event) -> bool:
    named = exception(event)
    return (
        bool(named and named[0] in _HYPERVISOR)
        or event.name.startswith("libvirt.")
        or bool(_FRAME.search(event.detail))
    )
