"""Unrescue: the guest starts from its own disk again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def unrescue_instance(compute: Compute, job: Job) -> None:
    """Bring the domain's own definition back."""
    compute.say(job, "compute.unrescuing")
    driver = compute.driver(job)
    driver.destroy()
    driver.define()
    driver.power_on()
    (driver.folder / "disk.rescue").unlink()
    compute.settle(job, "active")


OPERATION = Operation(
    name="unrescue",
    needs="rescued",
    gives="active",
    body={"unrescue": None},
    begin=on_compute(unrescue_instance),
    controller="RescueController._unrescue",
    task="unrescuing",
    order=61,
)
