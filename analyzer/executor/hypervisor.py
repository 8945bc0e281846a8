"""libvirt: the domains and networks of one run, what is done to them and what is seen of them."""

from __future__ import annotations

import threading
import time
from functools import cache
from typing import TYPE_CHECKING

from analyzer.errors import UsageError

try:
    import libvirt
except ImportError as error:  # the library is not on every machine, and only `novaflow run` needs it
    raise UsageError(
        "libvirt is not installed",
        hint="sudo apt-get install -y libvirt-dev pkg-config python3-dev gcc qemu-utils && "
        "pip install 'novaflow[executor]'",
    ) from error

if TYPE_CHECKING:
    from collections.abc import Callable

URIS = ("test:///default",)
# What the domain type is called by the driver behind a URI.
_TYPE = {"test": "test"}
# What the built-in test driver lacks, said before the first step.
LACKS = {"test": ("live migration", "block jobs (a snapshot is made of a saved guest)", "guests that really run")}

RUNNING, PAUSED, SHUTOFF = libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_SHUTOFF
# nova.virt.libvirt.host: what a lifecycle event of libvirt is called by Nova.
_NOVA_NAMES = {
    libvirt.VIR_DOMAIN_EVENT_STARTED: "Started",
    libvirt.VIR_DOMAIN_EVENT_STOPPED: "Stopped",
    libvirt.VIR_DOMAIN_EVENT_SUSPENDED: "Paused",
    libvirt.VIR_DOMAIN_EVENT_RESUMED: "Resumed",
}
_LOOK_AGAIN = 0.01
_PATIENCE = 3.0


class Hypervisor:
    """A connection, and only the domains and networks that this run made: others are never touched.

    Args:
        uri: one of `URIS`.
        heard: called in libvirt's event thread with the uuid of a domain and Nova's name of what happened to it.

    Raises:
        UsageError: libvirt refuses the connection.
    """

    def __init__(self, uri: str, heard: Callable[[str, str], None]) -> None:
        _run_event_loop()
        self.kind = uri.split(":", 1)[0]
        try:
            self._connection = libvirt.open(uri)
        except libvirt.libvirtError as error:
            raise UsageError(f"libvirt does not open {uri}: {error}", hint=f"try --uri {URIS[0]}") from error
        self._domains: set[str] = set()
        self._networks: set[str] = set()
        self._heard = heard
        self._callback = self._connection.domainEventRegisterAny(
            None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self._on_event, None
        )

    @property
    def domain_type(self) -> str:
        """The type that a domain's XML must have."""
        return _TYPE[self.kind]

    # What is done. Each is one action that may fail; none says what it led to.

    def define(self, uuid: str, xml: str) -> None:
        """Define a domain, or define it anew."""
        self._domains.add(uuid)
        self._connection.defineXML(xml)

    def create(self, uuid: str) -> None:
        """Start a defined domain; a saved one goes on where it was saved."""
        self._domain(uuid).create()

    def shutdown(self, uuid: str) -> None:
        """Ask the guest by ACPI to shut down."""
        self._domain(uuid).shutdown()

    def destroy(self, uuid: str) -> None:
        """Pull the plug of a domain that is on."""
        self._domain(uuid).destroy()

    def suspend(self, uuid: str) -> None:
        """Stop the guest's processors; its memory stays where it is."""
        self._domain(uuid).suspend()

    def resume(self, uuid: str) -> None:
        """Let the processors of a suspended guest run."""
        self._domain(uuid).resume()

    def managed_save(self, uuid: str) -> None:
        """Save the guest's memory to disk, which stops the domain."""
        self._domain(uuid).managedSave(0)

    def undefine(self, uuid: str) -> None:
        """Forget a domain that is off, with what was saved of it."""
        self._domain(uuid).undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)

    def plug(self, network: str) -> None:
        """Make the network of a port, if there is none, and start it."""
        self._networks.add(network)
        known = self._network(network)
        (known or self._connection.networkDefineXML(f"<network><name>{network}</name></network>")).create()

    def unplug(self, network: str) -> None:
        """Stop and forget the network of a port."""
        known = self._network(network)
        if known is not None:
            known.destroy()
            known.undefine()

    # What is seen.

    def state(self, uuid: str) -> int | None:
        """Return the state of a domain, None if there is none."""
        try:
            return int(self._domain(uuid).state()[0])
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
                return None
            raise

    def settles(self, uuid: str, *states: int | None, within: float | None = None) -> bool:
        """Watch a domain until it is in one of the states, for so many seconds at most; tell whether it came there."""
        end = time.monotonic() + (_PATIENCE if within is None else within)
        while self.state(uuid) not in states:
            if time.monotonic() > end:
                return False
            time.sleep(_LOOK_AGAIN)
        return True

    def saved(self, uuid: str) -> bool:
        """Tell whether the guest's memory is on disk."""
        return bool(self._domain(uuid).hasManagedSaveImage())

    def xml(self, uuid: str) -> str:
        """Return the definition of a domain as libvirt has it."""
        return str(self._domain(uuid).XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))

    def plugged(self, network: str) -> bool:
        """Tell whether the network of a port is there and on."""
        known = self._network(network)
        return known is not None and bool(known.isActive())

    def close(self) -> None:
        """Remove every domain and network that this run made, and disconnect."""
        self._connection.domainEventDeregisterAny(self._callback)
        for uuid in self._domains:
            if self.state(uuid) not in {None, SHUTOFF}:
                self._domain(uuid).destroy()
            if self.state(uuid) is not None:
                self._domain(uuid).undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)
        for name in self._networks:
            network = self._network(name)
            if network is not None:
                if network.isActive():
                    network.destroy()
                network.undefine()
        self._connection.close()

    def _domain(self, uuid: str) -> libvirt.virDomain:
        return self._connection.lookupByUUIDString(uuid)

    def _network(self, name: str) -> libvirt.virNetwork | None:
        try:
            return self._connection.networkLookupByName(name)
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_NO_NETWORK:
                return None
            raise

    def _on_event(self, connection: object, domain: libvirt.virDomain, event: int, detail: int, opaque: object) -> None:
        del connection, detail, opaque
        if event in _NOVA_NAMES and domain.UUIDString() in self._domains:
            self._heard(domain.UUIDString(), _NOVA_NAMES[event])


@cache
def _run_event_loop() -> None:
    """Start the thread in which libvirt calls back; it serves the whole process and cannot be started twice."""
    libvirt.registerErrorHandler(lambda *_: None, None)  # else libvirt prints what is raised as well
    libvirt.virEventRegisterDefaultImpl()

    def run() -> None:
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=run, name="libvirt-events", daemon=True).start()
