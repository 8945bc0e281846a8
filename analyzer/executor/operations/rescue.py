"""Rescue: the guest starts from a rescue disk as vda and finds its own as vdb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.building import power_off
from analyzer.executor.cloud import IMAGE
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def rescue_instance(compute: Compute, job: Job) -> None:
    """Define and start the rescue domain, whose disks are read back from libvirt."""
    compute.say(job, "compute.rescuing")
    driver = compute.driver(job)
    power_off(driver)
    driver.say("libvirt.rescue-attempt")
    try:
        rescue_disk = driver.create_image(IMAGE, "disk.rescue")
        driver.destroy()
        driver.define({"vda": rescue_disk, "vdb": driver.disk})
        driver.power_on()
    except Exception:
        compute.say(job, "compute.rescue-error")
        raise
    compute.settle(job, "rescued")


OPERATION = Operation(
    name="rescue",
    needs="active",
    gives="rescued",
    body={"rescue": {}},
    begin=on_compute(rescue_instance),
    controller="RescueController._rescue",
    task="rescuing",
    order=60,
)
