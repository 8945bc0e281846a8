"""Revert a resize: the server goes back to its old size, and to the host it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.moving import bind_port
from analyzer.executor.operation import Operation, on_compute

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job


def revert_resize(compute: Compute, job: Job) -> None:
    """Remove the server from where it is now."""
    server, driver = job.server, compute.driver(job)
    driver.destroy()
    driver.unplug()
    if server.came_from != compute.host.name:
        driver.delete_files()
        driver.undefine()
    else:
        driver.disks.delete(driver.folder)
    compute.host.allocations.pop(server.uuid, None)
    compute.cloud.to_compute(str(server.came_from), finish_revert_resize, job)


def finish_revert_resize(compute: Compute, job: Job) -> None:
    """Bring the old files back and start the guest of them."""
    server, driver = job.server, compute.driver(job)
    compute.host.allocations[server.uuid] = compute.host.allocations.pop(str(server.migration))
    providers = f"dict_keys(['{compute.host.name}'])"
    compute.say(job, "compute.revert-allocation-swap", providers=providers, migration=server.migration)
    if server.host != compute.host.name:
        bind_port(compute, job)
    driver.folder.with_name(f"{server.uuid}_resize").rename(driver.folder)
    driver.say("libvirt.finish-revert")
    server.flavor = job.flavor = server.old_flavor or server.flavor
    driver.plug()
    driver.define()
    driver.power_on()
    driver.wait_for_ports()
    driver.say_if_running("libvirt.running")
    driver.say("libvirt.finish-revert-done")
    server.host = job.outcome.hosts["target"] = compute.host.name
    server.migration = None
    compute.say(job, "compute.revert-original-state", vm_state="active")
    compute.settle(job, "active")


OPERATION = Operation(
    name="revert-resize",
    needs="resized",
    gives="active",
    body={"revertResize": None},
    # The flow's source is where the server is, its target where it goes back to.
    begin=on_compute(revert_resize, "source"),
    controller="ServersController._action_revert_resize",
    task="resize_reverting",
    order=101,
)
