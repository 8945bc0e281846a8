"""The hypervisors that a run can use: what each cannot do, and how long things may take there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that things may take.

    Attributes:
        settle: until the state that an action leads to is seen.
        shutdown: Nova's shutdown_timeout and wait_soft_reboot_seconds, which are 60 and 120 for guests that need them.
        held_back: nova.virt.libvirt.host tells of a `Stopped` 15 s later, so that no reboot looks like a stop.
    """

    settle: float
    shutdown: float
    held_back: float


@dataclass(frozen=True, slots=True)
class Kind:
    """A hypervisor.

    Attributes:
        lacks: what its driver, or a single host, cannot do: said before the first step.
        times: how long to wait for it.
    """

    lacks: tuple[str, ...]
    times: Times


# The test driver does all at once. A guest under TCG on a busy machine needs seconds to shut down or to start again.
_AT_ONCE = Times(settle=3, shutdown=2, held_back=0.5)
_REAL = Times(settle=30, shutdown=20, held_back=3)
_ONE_HOST = "live migration (all hosts share one hypervisor)"
URIS = {
    "test:///default": Kind(
        (_ONE_HOST, "block jobs (a snapshot is made of a saved guest)", "guests that really run"), _AT_ONCE
    ),
    "qemu:///system": Kind((_ONE_HOST,), _REAL),
    "qemu:///session": Kind((_ONE_HOST,), _REAL),
}
