"""Rebuild: guest and disk are made anew of the image, on the same host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.building import power_off, spawn, take_off
from analyzer.executor.cloud import IMAGE
from analyzer.executor.operation import Operation, on_conductor

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.conductor import Conductor
    from analyzer.executor.state import Job


def rebuild_instance(conductor: Conductor, job: Job) -> None:
    """Send it to the server's own host; the same image needs no scheduler."""
    conductor.say(job, "conductor.rebuild-no-migration")
    job.outcome.hosts["compute"] = str(job.server.host)
    conductor.cloud.to_compute(str(job.server.host), rebuild, job)


def rebuild(compute: Compute, job: Job) -> None:
    """Remove what there is and spawn again."""
    compute.say(job, "compute.rebuilding")
    driver = compute.driver(job)
    power_off(driver)
    take_off(driver)
    spawn(driver, IMAGE)
    compute.settle(job, "active")


OPERATION = Operation(
    name="rebuild",
    needs="active",
    gives="active",
    body={"rebuild": {"imageRef": IMAGE}},
    begin=on_conductor(rebuild_instance),
    controller="ServersController._action_rebuild",
    task="rebuilding",
    order=75,
)
