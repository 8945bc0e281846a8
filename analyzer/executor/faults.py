"""Chosen faults: what is made to go wrong in a run, `NAME` or `NAME:ARGUMENTS` on the command line."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.errors import UsageError
from analyzer.executor.exception import ComputeKilled

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

# Each with the form of its arguments; those in brackets may be left out.
NAMES = {
    "self-migrate": "",
    "no-valid-host": "",
    "spawn-fails": "[:HOST]",
    "image-missing": "",
    "guest-ignores-acpi": "",
    "disk-full": "",
    "kill-compute": ":STEP",
    "drop-line": ":EVENT",
    "delay": ":STEP:SECONDS",
    "clock-skew": ":HOST:MS",
}
# In which operations a fault can show; a fault that is not here can show in any.
SHOWN_IN = {
    "self-migrate": frozenset({"migrate"}),
    "no-valid-host": frozenset({"launch", "batch-launch", "resize", "migrate", "unshelve"}),
    "spawn-fails": frozenset({"launch", "batch-launch"}),
    "image-missing": frozenset({"launch", "batch-launch"}),
    "guest-ignores-acpi": frozenset({"stop", "rescue", "rebuild", "shelve", "resize", "migrate", "soft-reboot"}),
    "disk-full": frozenset({"launch", "batch-launch", "snapshot"}),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault with its arguments."""

    name: str
    arguments: tuple[str, ...] = ()


@dataclass
class Faults:
    """The faults of a run.

    Attributes:
        armed: they act only while the operations that were asked for run, not while a server is brought to where these
            can begin; a wrong clock is wrong all the time, and a guest that really runs ignores ACPI all the time.
    """

    chosen: Sequence[Fault] = ()
    armed: bool = False
    _done: set[Fault] = field(default_factory=set)
    _lost: list[str] = field(default_factory=list)

    def on(self, name: str, host: str | None = None) -> bool:
        """Tell whether a fault is to act (on this host)."""
        return self.armed and any(
            fault.name == name and (host is None or not fault.arguments or fault.arguments[0] == host)
            for fault in self.chosen
        )

    @property
    def deaf(self) -> bool:
        """Tell whether guests are made that ignore ACPI: they do so from their boot on."""
        return bool(self._all("guest-ignores-acpi"))

    def skew(self, host: str) -> float:
        """Return how many seconds the clock of a host is ahead."""
        return sum(int(one.arguments[1]) / 1000 for one in self._all("clock-skew") if one.arguments[0] == host)

    def hold(self, event: str) -> None:
        """Wait before an event, as long as a fault says."""
        for fault in self._all("delay"):
            if self.armed and fault.arguments[0] == event:
                time.sleep(float(fault.arguments[1]))

    def loses(self, event: str) -> bool:
        """Tell whether the line of an event is lost."""
        lost = self.armed and any(fault.arguments[0] == event for fault in self._all("drop-line"))
        if lost:
            self._lost.append(event)
        return lost

    def take_lost(self) -> list[str]:
        """Return the events that were lost since this was asked last."""
        lost, self._lost = self._lost, []
        return lost

    def kill(self, event: str, host: str) -> None:
        """End the compute that just reached an event; once in a run, for the next process would die as well.

        Raises:
            ComputeKilled: it is so.
        """
        for fault in self._all("kill-compute"):
            if self.armed and fault.arguments[0] == event and fault not in self._done:
                self._done.add(fault)
                raise ComputeKilled(host)

    def _all(self, name: str) -> list[Fault]:
        return [fault for fault in self.chosen if fault.name == name]


def parse_fault(text: str, events: Collection[str], hosts: Collection[str]) -> Fault:
    """Read a fault as it is written on the command line.

    Args:
        text: `self-migrate`, `delay:compute.pausing:2`.
        events: the ids that a step may have.
        hosts: the hosts of the run.

    Raises:
        UsageError: there is no such fault, or its arguments are wrong.
    """
    name, *arguments = text.split(":")
    if name not in NAMES:
        raise UsageError(f"there is no fault {name!r}", hint=f"there are {', '.join(NAMES)}")
    form = NAMES[name]
    wanted = form.count(":")
    if len(arguments) != wanted and not (form.startswith("[") and not arguments):
        raise UsageError(f"the fault {text!r} is not {name}{form}")
    for kind, value in zip(form.strip("[]").split(":")[1:], arguments, strict=False):
        _check(kind, value, events, hosts)
    return Fault(name, tuple(arguments))


def _check(kind: str, value: str, events: Collection[str], hosts: Collection[str]) -> None:
    if kind in {"STEP", "EVENT"} and value not in events:
        raise UsageError(f"there is no event {value!r}", hint="novaflow events lists them")
    if kind == "HOST" and value not in hosts:
        raise UsageError(f"there is no host {value!r}", hint=f"there are {', '.join(hosts)}")
    if kind == "MS" and not re.fullmatch(r"-?\d{1,9}", value):
        raise UsageError(f"{value!r} is no number of milliseconds")
    if kind == "SECONDS" and not re.fullmatch(r"\d{1,4}(\.\d+)?", value):
        raise UsageError(f"{value!r} is no number of seconds below 10000")
