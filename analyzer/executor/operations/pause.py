"""Pause: the guest's processors stand still, its memory stays on the host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def pause_instance(compute: Compute, job: Job) -> None:
    """Suspend the domain; only libvirt's own event tells that it stands still."""
    compute.say(job, "compute.pausing")
    compute.cloud.hypervisor.suspend(job.server.domain)
    compute.settle(job, "paused")


OPERATION = Operation(
    name="pause",
    needs="active",
    gives="paused",
    body={"pause": None},
    begin=on_compute(pause_instance),
    controller="PauseServerController._pause",
    task="pausing",
    order=20,
)
