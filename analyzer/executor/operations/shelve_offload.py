"""Shelve-offload: a shelved server leaves its host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.building import power_off, take_off
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def shelve_offload_instance(compute: Compute, job: Job) -> None:
    """Power off, though a shelved guest is off, then remove all that the host has of it."""
    compute.say(job, "compute.shelve-offloading")
    driver = compute.driver(job)
    power_off(driver)
    take_off(driver)
    compute.release(job)
    compute.settle(job, "shelved_offloaded")
    job.server.host = None


OPERATION = Operation(
    name="shelve-offload",
    needs="shelved",
    gives="shelved_offloaded",
    body={"shelveOffload": None},
    begin=on_compute(shelve_offload_instance),
    controller="ShelveController._shelve_offload",
    task="shelving_offloading",
    order=91,
)
