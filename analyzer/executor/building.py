"""Building a guest and taking it off its host: for launch, rebuild, shelve-offload, unshelve and terminate."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.executor.compute import Compute
    from analyzer.executor.driver import Driver
    from analyzer.executor.state import Job


def spawn(driver: Driver, image: str) -> None:
    """Make the disk, the port and the guest: `spawn` of the libvirt driver."""
    driver.create_image(image)
    driver.plug()
    driver.define()
    driver.power_on()
    driver.wait_for_ports()
    driver.say("libvirt.guest-created")
    driver.say_if_running("libvirt.spawned")


def take_off(driver: Driver) -> None:
    """Remove guest, port and files: `destroy` of the libvirt driver."""
    driver.destroy()
    driver.unplug()
    driver.undefine()
    driver.delete_files()


def delete(compute: Compute, job: Job) -> None:
    """Delete a server from its host, in the words of a user's delete and of a failed build's clean-up."""
    compute.say(job, "compute.terminating-instance")
    compute.say(job, "compute.destroy-start")
    start = time.monotonic()
    take_off(compute.driver(job))
    compute.say(job, "compute.destroy-took", elapsed=f"{time.monotonic() - start:.2f}")
    compute.say(job, "compute.dealloc-start")
    compute.say(job, "neutron.deallocate")
    compute.say(job, "compute.dealloc-took", elapsed="0.00")


def power_off(driver: Driver) -> None:
    """Ask the guest to shut down, then pull the plug: `power_off` of the libvirt driver."""
    driver.clean_shutdown()
    driver.destroy()
