"""Hard reboot: pull the plug and start again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def hard_reboot_instance(compute: Compute, job: Job) -> None:
    """Make domain and port anew and start the guest."""
    compute.say(job, "compute.rebooting")
    compute.driver(job).hard_reboot()
    compute.settle(job, "active")


OPERATION = Operation(
    name="hard-reboot",
    needs="active",
    gives="active",
    body={"reboot": {"type": "HARD"}},
    begin=on_compute(hard_reboot_instance),
    controller="ServersController._action_reboot",
    task="reboot_started_hard",
    order=51,
)
