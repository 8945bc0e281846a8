"""Suspend: the guest's memory goes to disk, so that its domain is shut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.exception import NovaException
from analyzer.executor.hypervisor import SHUTOFF
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def suspend_instance(compute: Compute, job: Job) -> None:
    """Save the guest and see that it is saved; the manager then asks for its power state, as after all it does."""
    domain, hypervisor = job.server.domain, compute.cloud.hypervisor
    hypervisor.managed_save(domain)
    if not hypervisor.settles(domain, SHUTOFF) or not hypervisor.saved(domain):
        raise NovaException("the guest is not saved")
    compute.settle(job, "suspended")


OPERATION = Operation(
    name="suspend",
    needs="active",
    gives="suspended",
    body={"suspend": None},
    begin=on_compute(suspend_instance),
    controller="SuspendServerController._suspend",
    task="suspending",
    order=30,
)
