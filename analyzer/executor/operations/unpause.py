"""Unpause: the guest runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def unpause_instance(compute: Compute, job: Job) -> None:
    """Resume the domain; only libvirt's own event tells that it runs."""
    compute.say(job, "compute.unpausing")
    compute.cloud.hypervisor.resume(job.server.domain)
    compute.settle(job, "active")


OPERATION = Operation(
    name="unpause",
    needs="paused",
    gives="active",
    body={"unpause": None},
    begin=on_compute(unpause_instance),
    controller="PauseServerController._unpause",
    task="unpausing",
    order=21,
)
