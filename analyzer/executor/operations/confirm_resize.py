"""Confirm a resize or migration: what is left of it on the old host goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.exception import NovaException
from analyzer.executor.operation import Operation

if TYPE_CHECKING:
    from analyzer.executor.cloud import Cloud
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job

# Before Stein the line of it has other words.
MIGRATION_TOLD = 19


def begin(cloud: Cloud, job: Job) -> None:
    """Cast to the host that the server came from."""
    host = str(job.server.came_from)
    job.outcome.hosts["source"] = host
    cloud.to_compute(host, confirm_resize, job)


def confirm_resize(compute: Compute, job: Job) -> None:
    """Delete the files that were kept and what the migration holds."""
    server, driver = job.server, compute.driver(job)
    compute.say(job, "compute.confirm-start", migration=server.migration)
    kept = driver.folder.with_name(f"{server.uuid}_resize")
    driver.disks.delete(kept)
    if kept.exists():
        raise NovaException("the old files are still there")
    held = compute.host.allocations.pop(str(server.migration), None)
    if held is not None and compute.cloud.release >= MIGRATION_TOLD:
        compute.journal.say("placement.allocation-deleted", job.context, migration=server.migration)
    server.migration = None
    server.vm_state, server.task_state = "active", None


OPERATION = Operation(
    name="confirm-resize",
    needs="resized",
    gives="active",
    body={"confirmResize": None},
    begin=begin,
    controller="ServersController._action_confirm_resize",
    order=111,
)
