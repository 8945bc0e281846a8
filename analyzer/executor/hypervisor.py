"""libvirt: the domains and networks of one run, what is done to them and what is seen of them."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING

import libvirt

from analyzer.errors import UsageError
from analyzer.executor.domain import is_up
from analyzer.executor.exception import NovaException
from analyzer.executor.guest import PACKAGES
from analyzer.executor.uris import URIS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUNNING, PAUSED, SHUTOFF = libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_SHUTOFF
# nova.virt.libvirt.host: what a lifecycle event of libvirt is called by Nova.
_NOVA_NAMES = {
    libvirt.VIR_DOMAIN_EVENT_STARTED: "Started",
    libvirt.VIR_DOMAIN_EVENT_STOPPED: "Stopped",
    libvirt.VIR_DOMAIN_EVENT_SUSPENDED: "Paused",
    libvirt.VIR_DOMAIN_EVENT_RESUMED: "Resumed",
}
_LOOK_AGAIN = 0.01


class Hypervisor:
    """A connection, and only the domains and networks that this run made: others are never touched.

    Args:
        uri: one of `URIS`.
        heard: called in libvirt's event thread with the name of a domain and Nova's name of what happened to it.

    Raises:
        UsageError: libvirt refuses the connection.
    """

    def __init__(self, uri: str, heard: Callable[[str, str], None]) -> None:
        _run_event_loop()
        self.uri = uri
        self.real = not uri.startswith("test:")
        self.times = URIS[uri].times
        try:
            self._connection = libvirt.open(uri)
        except libvirt.libvirtError as error:
            raise UsageError(
                f"libvirt does not open {uri}: {error}",
                hint=f"sudo apt-get install -y --no-install-recommends {PACKAGES}; libvirtd must run, and you be root "
                "or in the group libvirt; or try --uri test:///default",
            ) from error
        self._domains: set[str] = set()
        self._networks: set[str] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._heard = heard
        self._callback = self._connection.domainEventRegisterAny(
            None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self._on_event, None
        )

    # What is done. Each is one action that may fail; none says what it led to.

    def define(self, name: str, xml: str) -> None:
        """Define a domain, or define it anew."""
        with self._making():
            self._domains.add(name)
            self._connection.defineXML(xml)

    def create(self, name: str) -> None:
        """Start a defined domain; a saved one goes on where it was saved."""
        with self._making():
            self._domain(name).create()

    def shutdown(self, name: str) -> None:
        """Ask the guest by ACPI to shut down."""
        with self._unless_off():
            self._domain(name).shutdown()

    def destroy(self, name: str) -> None:
        """Pull the plug of a domain that is on."""
        with self._unless_off():
            self._domain(name).destroy()

    def suspend(self, name: str) -> None:
        """Stop the guest's processors; its memory stays where it is."""
        self._domain(name).suspend()

    def resume(self, name: str) -> None:
        """Let the processors of a suspended guest run."""
        self._domain(name).resume()

    def managed_save(self, name: str) -> None:
        """Save the guest's memory to disk, which stops the domain."""
        self._domain(name).managedSave(0)

    def undefine(self, name: str) -> None:
        """Forget a domain that is off, with what was saved of it."""
        self._domain(name).undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)

    def plug(self, network: str) -> None:
        """Make the network of a port, if there is none, and start it."""
        with self._making():
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

    def state(self, name: str) -> int | None:
        """Return the state of a domain, None if there is none."""
        try:
            return int(self._domain(name).state()[0])
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
                return None
            raise

    def settles(self, name: str, *states: int | None, within: float | None = None) -> bool:
        """Watch a domain until it is in one of the states, for so many seconds at most; tell whether it came there."""
        end = time.monotonic() + (self.times.settle if within is None else within)
        while self.state(name) not in states:
            if time.monotonic() > end:
                return False
            time.sleep(_LOOK_AGAIN)
        return True

    def saved(self, name: str) -> bool:
        """Tell whether the guest's memory is on disk."""
        return bool(self._domain(name).hasManagedSaveImage())

    def xml(self, name: str) -> str:
        """Return the definition of a domain as libvirt has it."""
        return str(self._domain(name).XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))

    def plugged(self, network: str) -> bool:
        """Tell whether the network of a port is there and on."""
        known = self._network(network)
        return known is not None and bool(known.isActive())

    def up(self, name: str) -> bool:
        """Tell whether the guest of a domain that is on says that it is up; one that does not run always does."""
        return not self.real or is_up(str(self._domain(name).XMLDesc(0)))

    # What is tried before a run.

    def check_emulator(self) -> None:
        """See that there is one.

        Raises:
            UsageError: there is none.
        """
        try:
            self._connection.getDomainCapabilities(None, "x86_64", None, "qemu")
        except libvirt.libvirtError as error:
            raise UsageError(
                f"{self.uri} has no emulator for x86_64: {error}", hint="sudo apt-get install -y qemu-system-x86"
            ) from error

    def can_plug(self, network: str) -> bool:
        """Tell whether a network can be made."""
        try:
            self.plug(network)
        except libvirt.libvirtError:
            return False
        finally:
            self._remove_network(network)
        return True

    def boots(self, name: str, xml: str, within: float) -> bool:
        """Tell whether the guest of a definition is up within so many seconds."""
        end = time.monotonic() + within
        try:
            with self._tried(name, xml):
                while not self.up(name):
                    if time.monotonic() > end:
                        return False
                    time.sleep(_LOOK_AGAIN)
        except libvirt.libvirtError:
            return False
        return True

    def check_starts(self, name: str, xml: str) -> None:
        """See that the guest of a definition can be started.

        Raises:
            UsageError: it cannot.
        """
        try:
            with self._tried(name, xml):
                pass
        except libvirt.libvirtError as error:
            raise UsageError(
                f"{self.uri} starts no guest: {error}",
                hint="where it lacks permission, set TMPDIR to a folder that qemu's user can enter",
            ) from error

    def close(self) -> None:
        """Remove every domain and network that this run made, and disconnect; what is still at work fails then."""
        self._connection.domainEventDeregisterAny(self._callback)
        # Each is tried, whatever another one raised; the last that is added is the first that is done.
        with self._lock, ExitStack() as undo:
            self._closed = True
            undo.callback(self._connection.close)
            for name in self._networks:
                undo.callback(self._remove_network, name)
            for name in self._domains:
                undo.callback(self._remove_domain, name)

    @contextmanager
    def _tried(self, name: str, xml: str) -> Iterator[None]:
        try:
            self.define(name, xml)
            self.create(name)
            yield
        finally:
            self._remove_domain(name)

    def _remove_domain(self, name: str) -> None:
        if self.state(name) not in {None, SHUTOFF}:
            self.destroy(name)
        if self.state(name) is not None:
            self._domain(name).undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)

    def _remove_network(self, name: str) -> None:
        network = self._network(name)
        if network is not None:
            if network.isActive():
                network.destroy()
            network.undefine()

    @contextmanager
    def _making(self) -> Iterator[None]:
        """Hold off the end of the run, after which nobody would remove what is made."""
        with self._lock:
            if self._closed:
                raise NovaException("the run is over")
            yield

    @contextmanager
    def _unless_off(self) -> Iterator[None]:
        """Let a guest be quicker: that it has gone off by itself meanwhile is no error."""
        try:
            yield
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_OPERATION_INVALID:
                raise

    def _domain(self, name: str) -> libvirt.virDomain:
        return self._connection.lookupByName(name)

    def _network(self, name: str) -> libvirt.virNetwork | None:
        try:
            return self._connection.networkLookupByName(name)
        except libvirt.libvirtError as error:
            if error.get_error_code() in {libvirt.VIR_ERR_NO_NETWORK, libvirt.VIR_ERR_NO_SUPPORT}:
                return None  # there is none, or not even a driver for networks
            raise

    def _on_event(self, connection: object, domain: libvirt.virDomain, event: int, detail: int, opaque: object) -> None:
        del connection, detail, opaque
        if event not in _NOVA_NAMES or domain.name() not in self._domains:
            return
        try:
            self._heard(domain.name(), _NOVA_NAMES[event])
        except libvirt.libvirtError:
            if not self._closed:
                raise


@cache
def _run_event_loop() -> None:
    """Start the thread in which libvirt calls back; it serves the whole process and cannot be started twice."""
    libvirt.registerErrorHandler(lambda *_: None, None)  # else libvirt prints what is raised as well
    libvirt.virEventRegisterDefaultImpl()

    def run() -> None:
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=run, name="libvirt-events", daemon=True).start()
