"""Unshelve: a server that left its host is built again from its image, where the scheduler says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.building import spawn
from analyzer.executor.exception import NoValidHost
from analyzer.executor.moving import bind_port
from analyzer.executor.operation import Operation, on_conductor
from analyzer.executor.operations.launch import flavor
from analyzer.executor.scheduler import Request

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.conductor import Conductor
    from analyzer.executor.state import Job


def unshelve_instance(conductor: Conductor, job: Job) -> None:
    """Find a host and build there."""
    try:
        conductor.select(Request(job))
    except NoValidHost as error:
        job.outcome.error = type(error).__name__
        conductor.say(job, "conductor.unshelve-no-valid-host")
        job.server.task_state = None
        return
    target = str(job.target)
    conductor.say(job, "conductor.unshelve-selected", plain=True, host=target, node=target)
    conductor.cloud.to_compute(target, unshelve, job)


def unshelve(compute: Compute, job: Job) -> None:
    """Spawn the server from the image that its shelving made."""
    compute.say(job, "compute.unshelving")
    compute.claim(job)
    bind_port(compute, job)
    spawn(compute.driver(job), str(job.server.shelved_image))
    job.server.host = job.outcome.hosts["target"] = compute.host.name
    compute.settle(job, "active")


OPERATION = Operation(
    name="unshelve",
    needs="shelved_offloaded",
    gives="active",
    body={"unshelve": None},
    begin=on_conductor(unshelve_instance),
    controller="ShelveController._unshelve",
    task="unshelving",
    order=92,
    flavor=flavor,
)
