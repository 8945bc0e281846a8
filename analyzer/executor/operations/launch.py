"""Launch: an image with a disk over it, the domain's XML, a network, a start."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from analyzer.executor.building import delete, spawn
from analyzer.executor.cloud import IMAGE
from analyzer.executor.exception import ImageNotFound, MaxRetriesExceeded, NoValidHost
from analyzer.executor.operation import Operation, on_conductor
from analyzer.executor.scheduler import Request
from analyzer.executor.state import HUGE, SMALL

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.conductor import Conductor
    from analyzer.executor.faults import Faults
    from analyzer.executor.state import Flavor, Job

METHOD = "build_instances"
SERVER = {"name": "one", "imageRef": IMAGE, "flavorRef": SMALL.name, "networks": "auto"}


def build_instances(conductor: Conductor, job: Job) -> None:
    """Find a host and build there."""
    try:
        conductor.select(Request(job))
    except NoValidHost as error:
        conductor.say(job, "conductor.schedule-failed", plain=True)
        conductor.give_up(job, METHOD, error, state="ERROR")
        return
    _send(conductor, job)


def build_elsewhere(conductor: Conductor, job: Job) -> None:
    """Build on another host, after one failed."""
    last = job.tried[-1]
    conductor.say(job, "conductor.error-from-last-host", host=last, node=last, error=job.failure)
    conductor.say(job, "conductor.rescheduling", plain=True, again=True)
    try:
        conductor.select_again(Request(job))
    except MaxRetriesExceeded as error:
        conductor.give_up(job, METHOD, error, state="ERROR")
        return
    _send(conductor, job)


def build_and_run_instance(compute: Compute, job: Job) -> None:
    """Build the server here, or clean up and give it back."""
    start = time.monotonic()
    compute.say(job, "compute.starting-instance")
    try:
        compute.claim(job)
        _build(compute, job)
    except ImageNotFound as error:
        _clean_up(compute, job)
        job.outcome.error = "ImageNotFound"
        compute.say(job, "compute.build-aborted", server=job.server.uuid, reason=error)
        compute.settle(job, "error")
        return
    except Exception as error:  # noqa: BLE001 - any failure of a build is given back
        compute.say(job, "compute.spawn-failed")
        _clean_up(compute, job)
        compute.say(job, "compute.build-failed")
        job.tried.append(compute.host.name)
        job.failure = repr([f"{type(error).__name__}: {error}\n"])
        job.outcome.turns.append("rescheduled")
        conductor = compute.cloud.conductor
        conductor.cast(lambda one: build_elsewhere(conductor, one), job)
        return
    job.server.host = job.outcome.hosts["target"] = compute.host.name
    compute.say(job, "compute.build-took", elapsed=f"{time.monotonic() - start:.2f}")
    compute.settle(job, "active")


def _build(compute: Compute, job: Job) -> None:
    server = job.server
    compute.say(job, "compute.networks-start")
    compute.say(job, "compute.ip-allocating")
    compute.say(job, "neutron.allocate")
    compute.say(job, "neutron.port-created", port=server.port)
    compute.say(job, "neutron.port-updated", port=server.port)
    compute.say(job, "compute.bdm-start")
    compute.say(job, "compute.spawn-start")
    server.task_state = "spawning"
    start = time.monotonic()
    if compute.cloud.faults.on("image-missing"):
        (compute.cloud.images / IMAGE).unlink(missing_ok=True)
    spawn(compute.driver(job), IMAGE)
    compute.say(job, "compute.spawn-took", elapsed=f"{time.monotonic() - start:.2f}")


def _clean_up(compute: Compute, job: Job) -> None:
    delete(compute, job)
    compute.say(job, "compute.claim-abort", reason="<nova.compute.claims.Claim>")
    compute.host.allocations.pop(job.server.uuid, None)


def _send(conductor: Conductor, job: Job) -> None:
    target = str(job.target)
    conductor.say(job, "conductor.selected-host", host=target, node=target, alternates=conductor.alternates(job))
    conductor.cloud.to_compute(target, build_and_run_instance, job)


def flavor(faults: Faults) -> Flavor:
    """Return the size that is asked for: one that no host has, where no host is to be found."""
    return HUGE if faults.on("no-valid-host") else SMALL


OPERATION = Operation(
    name="launch",
    needs=None,
    gives="active",
    body={"server": SERVER},
    begin=on_conductor(build_instances),
    task="scheduling",
    api_lines={"api.create-bdm": {"mappings": f"[BlockDeviceMapping(boot_index=0,image_id='{IMAGE}')]"}},
    order=10,
    flavor=flavor,
)
