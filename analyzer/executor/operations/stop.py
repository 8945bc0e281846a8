"""Stop: ask the guest by ACPI, then pull the plug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.building import power_off
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def stop_instance(compute: Compute, job: Job) -> None:
    """Shut the guest down; domain, disk and port stay."""
    server = job.server
    compute.say(
        job,
        "compute.stopping",
        vm_state=server.vm_state,
        task_state=server.task_state,
        db_power_state=server.power_state,
        power_state=compute.power_state(server, job.context),
    )
    power_off(compute.driver(job))
    compute.settle(job, "stopped")


OPERATION = Operation(
    name="stop",
    needs="active",
    gives="stopped",
    body={"os-stop": None},
    begin=on_compute(stop_instance),
    controller="ServersController._stop_server",
    task="powering-off",
    api_lines={"api.stop-trying": {}},
    order=40,
)
