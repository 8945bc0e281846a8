"""Start: for the libvirt driver a hard reboot of a guest that is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def start_instance(compute: Compute, job: Job) -> None:
    """Make domain and port anew and start the guest; the manager itself says nothing."""
    compute.driver(job).hard_reboot()
    compute.settle(job, "active")


OPERATION = Operation(
    name="start",
    needs="stopped",
    gives="active",
    body={"os-start": None},
    begin=on_compute(start_instance),
    controller="ServersController._start_server",
    task="powering-on",
    api_lines={"api.start-trying": {}},
    order=41,
)
