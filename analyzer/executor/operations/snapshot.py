"""Snapshot: the guest is held, its disk converted into the image store, and it goes on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from analyzer.executor.exception import NovaException
from analyzer.executor.hypervisor import PAUSED, RUNNING, SHUTOFF
from analyzer.executor.journal import hex_id
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def snapshot_instance(compute: Compute, job: Job) -> None:
    """Make a cold snapshot: pause, save, qemu-img convert, start, resume."""
    domain, driver = job.server.domain, compute.driver(job)
    hypervisor = driver.hypervisor
    start = time.monotonic()
    job.server.power_state = compute.power_state(job.server, job.context)
    compute.say(job, "compute.snapshotting")
    driver.say("libvirt.snapshot-cold")
    hypervisor.suspend(domain)
    if hypervisor.settles(domain, PAUSED):
        hypervisor.managed_save(domain)
    if not hypervisor.settles(domain, SHUTOFF):
        raise NovaException("the guest is not held")
    try:
        driver.extract(hex_id(compute.cloud.chance))
    finally:
        driver.power_on()
        if hypervisor.state(domain) == PAUSED:
            hypervisor.resume(domain)
    if not hypervisor.settles(domain, RUNNING):
        raise NovaException("the guest does not go on")
    compute.say(job, "compute.snapshot-took", elapsed=f"{time.monotonic() - start:.2f}")
    job.server.task_state = None


OPERATION = Operation(
    name="snapshot",
    needs="active",
    gives="active",
    body={"createImage": {"name": "snapshot", "metadata": {}}},
    begin=on_compute(snapshot_instance),
    controller="ServersController._action_create_image",
    task="image_snapshot",
    order=70,
)
