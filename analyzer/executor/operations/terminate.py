"""Terminate: domain, files and network go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.building import delete
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def terminate_instance(compute: Compute, job: Job) -> None:
    """Delete the server from its host and from placement."""
    delete(compute, job)
    compute.release(job)
    compute.settle(job, "deleted")
    job.server.gone = True


OPERATION = Operation(
    name="terminate",
    needs="active",
    gives=None,
    body=None,
    begin=on_compute(terminate_instance),
    task="deleting",
    api_lines={"api.delete-trying": {}},
    order=200,
)
