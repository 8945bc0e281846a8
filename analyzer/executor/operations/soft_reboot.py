"""Soft reboot: the guest shuts itself down and is started; if it does not obey, a hard reboot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.hypervisor import SHUTOFF
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def soft_reboot_instance(compute: Compute, job: Job) -> None:
    """Wait for the guest to be off, start it again, and fall back to a hard reboot."""
    compute.say(job, "compute.rebooting")
    driver = compute.driver(job)
    if driver.ask_to_shut_down() and driver.hypervisor.state(job.server.domain) == SHUTOFF:
        driver.say("libvirt.soft-shutdown")
        driver.power_on()
        driver.say_if_running("libvirt.running")
        driver.say("libvirt.soft-rebooted")
    else:
        job.outcome.turns.append("soft-reboot-fallback")
        driver.say("libvirt.soft-reboot-fallback")
        driver.hard_reboot()
    compute.settle(job, "active")


OPERATION = Operation(
    name="soft-reboot",
    needs="active",
    gives="active",
    body={"reboot": {"type": "SOFT"}},
    begin=on_compute(soft_reboot_instance),
    controller="ServersController._action_reboot",
    task="reboot_started",
    order=50,
)
