"""Cold migration and resize: prep_resize, resize_instance and finish_resize of nova.compute.manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.building import power_off
from analyzer.executor.exception import (
    InstanceFaultRollback,
    MaxRetriesExceeded,
    NovaException,
    NoValidHost,
    UnableToMigrateToSelf,
)
from analyzer.executor.journal import hex_id
from analyzer.executor.scheduler import Request

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.conductor import Conductor
    from analyzer.executor.state import Job

METHOD = "migrate_server"
# Wallaby takes the ports off the source when the guest leaves; before, they stay until the confirm.
UNPLUGGED_AT_ONCE = 23


def migrate_server(conductor: Conductor, job: Job) -> None:
    """Find a host and begin there."""
    job.outcome.hosts["source"] = job.server.came_from = str(job.server.host)
    job.server.old_flavor = job.server.flavor
    job.server.migration = hex_id(conductor.cloud.chance)
    _hold_old(conductor, job)
    try:
        conductor.select(_request(conductor, job), tell=False)
    except NoValidHost as error:
        _give_back(conductor, job)
        conductor.give_up(job, METHOD, error, state="ACTIVE")
        return
    _send(conductor, job)


def try_again(conductor: Conductor, job: Job) -> None:
    """Go on with another host, after one refused."""
    _hold_old(conductor, job)
    try:
        conductor.select_again(_request(conductor, job))
    except MaxRetriesExceeded as error:
        _give_back(conductor, job)
        conductor.give_up(job, METHOD, error, state="ACTIVE")
        return
    _send(conductor, job)


def prep_resize(compute: Compute, job: Job) -> None:
    """Claim the server's new size on the target."""
    server, cloud = job.server, compute.cloud
    try:
        if job.operation == "migrate" and server.host == compute.host.name:
            _refuse_self(job, compute.host.name)
        compute.say(job, "compute.prep-resize-vmstate", vm_state=server.vm_state)
        compute.claim(job)
        compute.say(job, "compute.migrating")
    except NovaException as error:
        job.tried.append(compute.host.name)
        compute.host.allocations.pop(server.uuid, None)
        _give_back(cloud.conductor, job)
        providers = f"dict_keys(['{server.came_from}'])"
        compute.say(job, "compute.revert-allocation-swap", providers=providers, migration=server.migration)
        attempt = len(job.tried)
        compute.say(job, "compute.rescheduling-generic", method="prep_resize", number=attempt)
        compute.say(job, "compute.rescheduling-resize", attempt=attempt)
        job.outcome.turns.append("self-migrate-retry" if isinstance(error, InstanceFaultRollback) else "rescheduled")
        cloud.conductor.call(lambda one: try_again(cloud.conductor, one), job)
        compute.say(job, "compute.original-error", error=error)
        return
    cloud.to_compute(str(server.came_from), resize_instance, job)


def resize_instance(compute: Compute, job: Job) -> None:
    """Switch the guest off on the source and copy its disk to the target."""
    server, cloud = job.server, compute.cloud
    driver = compute.driver(job)
    driver.say("libvirt.migrate-disk")
    power_off(driver)
    if cloud.release >= UNPLUGGED_AT_ONCE:
        driver.unplug()
    aside = driver.folder.with_name(f"{server.uuid}_resize")
    driver.folder.rename(aside)
    folder = cloud.computes[str(job.target)].folder / server.uuid
    folder.mkdir(parents=True)
    driver.disks.copy(aside / "disk", folder / "disk")
    if job.target != compute.host.name:
        driver.undefine()  # the hosts share one hypervisor, which knows a uuid only once
    server.host, server.flavor, server.task_state = job.target, job.flavor, "resize_finish"
    cloud.to_compute(str(job.target), finish_resize, job)


def finish_resize(compute: Compute, job: Job) -> None:
    """Start the guest on the target, in its new size."""
    server = job.server
    driver = compute.driver(job)
    job.outcome.hosts["target"] = compute.host.name
    if server.came_from != compute.host.name:
        bind_port(compute, job)
    driver.say("libvirt.finish-migration")
    driver.say("libvirt.creating-image")
    if driver.disks.size(driver.disk) < job.flavor.disk:
        driver.disks.resize(driver.disk, job.flavor.disk)
    if driver.disks.size(driver.disk) != job.flavor.disk:
        raise NovaException("the disk has another size than the flavor")
    driver.plug()
    driver.define()
    driver.power_on()
    driver.wait_for_ports()
    driver.say_if_running("libvirt.running")
    driver.say("libvirt.finish-migration-done")
    compute.settle(job, "resized")


def bind_port(compute: Compute, job: Job) -> None:
    """Say which host the port belongs to from now on."""
    attributes = {"binding:host_id": compute.host.name, "device_owner": "compute:nova"}
    compute.say(job, "neutron.update-port-host", port=job.server.port, attributes=attributes)


def _request(conductor: Conductor, job: Job) -> Request:
    if job.operation == "resize":
        return Request(job, same_host=True)
    if conductor.cloud.faults.on("self-migrate"):
        # As with allow_resize_to_same_host, and the source with most room.
        return Request(job, prefer=job.server.host)
    return Request(job, ignore=(str(job.server.host),))


def _send(conductor: Conductor, job: Job) -> None:
    target = str(job.target)
    conductor.say(job, "conductor.prep-resize-call", host=target, node=target, alternates=conductor.alternates(job))
    conductor.cloud.to_compute(target, prep_resize, job)


def _hold_old(conductor: Conductor, job: Job) -> None:
    """Let the migration hold what the server has on the source, so that placement can give it room elsewhere."""
    source = conductor.cloud.hosts[str(job.server.came_from)]
    source.allocations[str(job.server.migration)] = source.allocations.pop(job.server.uuid)
    conductor.say(
        job,
        "conductor.migration-allocation-moved",
        plain=True,
        migration=job.server.migration,
        provider=source.name,
    )


def _give_back(conductor: Conductor, job: Job) -> None:
    source = conductor.cloud.hosts[str(job.server.came_from)]
    source.allocations[job.server.uuid] = source.allocations.pop(str(job.server.migration))


def _refuse_self(job: Job, host: str) -> None:
    error = UnableToMigrateToSelf(f"Unable to migrate instance ({job.server.uuid}) to current host ({host}).")
    raise InstanceFaultRollback(f"Instance rollback performed due to: {error}") from error
