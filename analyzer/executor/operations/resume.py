"""Resume: a suspended guest comes back from disk, which takes longer than an unpause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.exception import NovaException
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def resume_instance(compute: Compute, job: Job) -> None:
    """Start the domain from what was saved of it."""
    compute.say(job, "compute.resuming")
    driver = compute.driver(job)
    driver.plug()
    driver.power_on()
    driver.wait_for_ports()
    if driver.hypervisor.saved(job.server.domain):
        raise NovaException("the guest did not start from what was saved")
    driver.say_if_running("libvirt.running")
    compute.settle(job, "active")


OPERATION = Operation(
    name="resume",
    needs="suspended",
    gives="active",
    body={"resume": None},
    begin=on_compute(resume_instance),
    controller="SuspendServerController._resume",
    task="resuming",
    order=31,
)
