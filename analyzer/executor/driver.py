"""The libvirt driver: the steps that operations share, each of which looks at what it led to before it says so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from analyzer.executor.disks import Disks
from analyzer.executor.domain import domain_xml, read_back
from analyzer.executor.exception import ImageNotFound, InstancePowerOffFailure, NovaException
from analyzer.executor.guest import DEAF
from analyzer.executor.hypervisor import PAUSED, RUNNING, SHUTOFF

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from analyzer.executor.compute import Compute
    from analyzer.executor.state import Job

# Seconds until the driver asks again, `retry_interval` of nova.virt.libvirt.driver._clean_shutdown.
RESEND_AFTER = 10.0


class Driver:
    """Works for one job on one host."""

    def __init__(self, compute: Compute, job: Job) -> None:
        self.compute = compute
        self.job = job
        self.hypervisor = compute.cloud.hypervisor
        self.domain = job.server.domain
        self.folder = compute.folder / job.server.uuid
        faults = compute.cloud.faults
        self._faults = faults
        self._times = self.hypervisor.times
        self.disks = Disks(
            lambda event, /, **captures: compute.journal.say(event, job.context, **captures),
            lambda: faults.on("disk-full"),
        )
        self._network = job.server.network
        self._bridged = compute.cloud.machine.bridges

    @property
    def disk(self) -> Path:
        """The server's own disk."""
        return self.folder / "disk"

    def say(self, event: str, /, *, polled: bool = False, **captures: object) -> None:
        """Write a line about the server."""
        self.compute.say(self.job, event, polled=polled, **captures)

    # Guests -----------------------------------------------------------------------------------------------------

    def clean_shutdown(self) -> None:
        """Ask the guest to shut down and wait for it; say whether it did."""
        if self.hypervisor.state(self.domain) in {None, SHUTOFF}:
            self.say("libvirt.already-shutdown")
            return
        self.say("libvirt.shutting-down", state=self.hypervisor.state(self.domain))
        limit = self._times.shutdown
        start = time.monotonic()
        while not self.ask_to_shut_down(min(RESEND_AFTER, start + limit - time.monotonic())):
            waited = time.monotonic() - start
            if waited >= limit:
                self.job.outcome.turns.append("shutdown-timeout")
                self.say("libvirt.shutdown-timeout", limit=int(limit))
                return
            self.say("libvirt.resending-shutdown", state=self.hypervisor.state(self.domain), elapsed=int(waited))
        self.say("libvirt.shutdown-ok", elapsed=int(time.monotonic() - start))

    def ask_to_shut_down(self, within: float | None = None) -> bool:
        """Send the guest the ACPI request; tell whether it is off within so many seconds, the timeout without."""
        # A guest that really runs was made to ignore it.
        if self.hypervisor.real or not self._faults.on("guest-ignores-acpi"):
            self.hypervisor.shutdown(self.domain)
        return self.hypervisor.settles(self.domain, SHUTOFF, within=self._times.shutdown if within is None else within)

    def destroy(self) -> None:
        """Switch the domain off, if it is on; what is left of it then is said.

        Raises:
            InstancePowerOffFailure: it stays on.
        """
        if self.hypervisor.state(self.domain) is None:
            self.say("libvirt.destroy-disappeared")
        elif self.hypervisor.state(self.domain) != SHUTOFF:
            self.hypervisor.destroy(self.domain)
        if not self.hypervisor.settles(self.domain, SHUTOFF, None):
            raise InstancePowerOffFailure("Failed to power off instance: the domain is still on")
        self.say("libvirt.destroyed", polled=True)

    def define(self, disks: Mapping[str, Path] | None = None) -> None:
        """Write the domain's definition and see that libvirt took it.

        Raises:
            NovaException: libvirt's own definition has other disks, or another size.
        """
        server = self.job.server
        server.guest_host = self.compute.host.name
        disks = disks or {"vda": self.disk}
        xml = domain_xml(
            self.compute.cloud.machine,
            name=self.domain,
            ram=-1 if self._faults.on("spawn-fails", self.compute.host.name) else self.job.flavor.ram,
            disks=disks,
            network=self._network if self._bridged else None,
            number=server.number,
            words=DEAF if self._faults.deaf else "",
        )
        try:
            self.hypervisor.define(self.domain, xml)
        except Exception:
            self.say("libvirt.guest-define-error", xml=xml)
            raise
        wanted = (self.job.flavor.ram, {device: str(path) for device, path in disks.items()})
        if self.hypervisor.state(self.domain) is None or read_back(self.hypervisor.xml(self.domain)) != wanted:
            raise NovaException("libvirt has another definition of the domain")

    def power_on(self) -> None:
        """Start the defined domain.

        Raises:
            NovaException: it does not run.
        """
        self.hypervisor.create(self.domain)
        if not self.hypervisor.settles(self.domain, RUNNING, PAUSED):
            raise NovaException("the domain does not run")

    def hard_reboot(self) -> None:
        """Make domain and ports anew, of the disks that are there: `power_on` and `reboot` of Nova's driver."""
        self.destroy()
        self.unplug()
        self.plug()
        self.define()
        self.power_on()
        self.wait_for_ports()
        self.say_if_running("libvirt.rebooted")

    def undefine(self) -> None:
        """Forget the domain.

        Raises:
            NovaException: it is still there.
        """
        if self.hypervisor.state(self.domain) is not None:
            self.hypervisor.undefine(self.domain)
        if not self.hypervisor.settles(self.domain, None):
            raise NovaException("the domain is still defined")

    def say_if_running(self, event: str) -> None:
        """Write what Nova's polling thread writes once it sees the guest run.

        Raises:
            NovaException: it does not run.
        """
        if not self.hypervisor.settles(self.domain, RUNNING):
            raise NovaException("the guest does not run")
        self.say(event, polled=True)

    # Ports ------------------------------------------------------------------------------------------------------

    def plug(self) -> None:
        """Connect the server's port; one inside of the emulator comes and goes with the domain.

        Raises:
            NovaException: its network is not on.
        """
        if not self._bridged:
            return
        if not self.hypervisor.plugged(self._network):
            self.hypervisor.plug(self._network)
        if not self.hypervisor.plugged(self._network):
            raise NovaException("the network of the port is not on")
        self._say_port("osvif.plugged", active=True)

    def unplug(self) -> None:
        """Disconnect the server's port.

        Raises:
            NovaException: its network is still on.
        """
        if not self._bridged:
            return
        if self.hypervisor.plugged(self._network):
            self.hypervisor.unplug(self._network)
        if self.hypervisor.plugged(self._network):
            raise NovaException("the network of the port is still on")
        self._say_port("osvif.unplugged", active=False)

    def wait_for_ports(self) -> None:
        """Say what Nova says when no port is to be waited for: these are on before the guest starts."""
        self.say("event.wait-done", elapsed=0, events="")

    def _say_port(self, event: str, *, active: bool) -> None:
        vif = f"VIFBridge(active={active},bridge_name='{self._network}',id={self.job.server.port},plugin='libvirt')"
        self.compute.journal.say(event, self.job.context, vif=vif)

    # Files ------------------------------------------------------------------------------------------------------

    def create_image(self, image: str, name: str = "disk") -> Path:
        """Make a disk of an image, which is fetched first.

        Raises:
            ImageNotFound: the store does not have it.
            NovaException: there is no disk of that size afterwards.
        """
        if not self.folder.exists():
            self.say("libvirt.instance-dir", path=self.folder)
            self.folder.mkdir(parents=True)
        self.say("libvirt.creating-image")
        store = self.compute.cloud.images / image
        base = self.compute.folder / "_base" / image
        if not store.exists():
            raise ImageNotFound(f"Image {image} could not be found.")
        if not base.exists():
            base.parent.mkdir(parents=True, exist_ok=True)
            self.disks.convert(store, base)
            self.disks.size(base)
        self.disks.create(self.folder / name, backing=base, gib=self.job.flavor.disk)
        if self.disks.size(self.folder / name) != self.job.flavor.disk:
            raise NovaException("the disk has another size than the flavor")
        return self.folder / name

    def delete_files(self) -> None:
        """Delete the server's folder and say whether it is gone."""
        target = f"{self.folder}_del"
        if self.folder.exists():
            self.say("libvirt.deleting-files", path=target)
            self.disks.delete(self.folder)
        if self.folder.exists():
            self.say("libvirt.delete-files-failed", path=target)
            raise NovaException("the files are still there")
        self.say("libvirt.delete-files-complete", path=target)

    def extract(self, image: str) -> None:
        """Copy the disk, of a guest that does not run, into the image store.

        Raises:
            Exception: qemu-img failed, or what it made is no image.
        """
        made = self.folder / image
        try:
            self.disks.convert(self.disk, made)
            self.disks.size(made)
        except Exception:
            self.say("libvirt.snapshot-failed")
            raise
        self.say("libvirt.snapshot-extracted")
        made.rename(self.compute.cloud.images / image)
        if (self.compute.cloud.images / image).exists():
            self.say("libvirt.snapshot-uploaded")
