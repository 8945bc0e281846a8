"""Shelve: the guest is shut down and its disk becomes an image; it stays on its host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.building import power_off
from analyzer.executor.journal import hex_id
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def shelve_instance(compute: Compute, job: Job) -> None:
    """Power off and snapshot, with shelved_offload_time = -1: an offload is asked for."""
    compute.say(job, "compute.shelving")
    driver = compute.driver(job)
    power_off(driver)
    job.server.shelved_image = hex_id(compute.cloud.chance)
    driver.say("libvirt.snapshot-cold")
    driver.extract(job.server.shelved_image)
    compute.settle(job, "shelved")


OPERATION = Operation(
    name="shelve",
    needs="active",
    gives="shelved",
    body={"shelve": None},
    begin=on_compute(shelve_instance),
    controller="ShelveController._shelve",
    task="shelving",
    order=90,
)
