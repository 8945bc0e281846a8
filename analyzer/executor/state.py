"""What the services know: servers, hosts, and the work they pass on."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oslo_context.context import RequestContext


@dataclass(frozen=True, slots=True)
class Flavor:
    """The size of a server: MiB of memory, GiB of disk."""

    name: str
    ram: int
    disk: int


SMALL = Flavor("m1.tiny", 128, 1)  # Debian's kernel does not boot with 64
LARGE = Flavor("m1.small", 192, 2)
HUGE = Flavor("m1.colossal", 1 << 20, 1)  # larger than any host


@dataclass
class Host:
    """A simulated hypervisor host, in MiB and GiB, and what placement has given away of it, by consumer."""

    name: str
    ram: int
    disk: int
    allocations: dict[str, Flavor] = field(default_factory=dict)

    @property
    def free_ram(self) -> int:
        """MiB that no server has."""
        return self.ram - sum(flavor.ram for flavor in self.allocations.values())

    @property
    def free_disk(self) -> int:
        """GiB that no server has."""
        return self.disk - sum(flavor.disk for flavor in self.allocations.values())

    def __str__(self) -> str:
        return (
            f"({self.name}, {self.name}) ram: {self.free_ram}MB disk: {self.free_disk * 1024}MB "
            f"io_ops: 0 instances: {len(self.allocations)}"
        )


@dataclass
class Server:
    """A server as Nova's database has it.

    `domain` and `network` are libvirt's names of its guest and of the network of its port. They carry the run's id,
    as its uuid does not: runs with one seed may stand side by side. `guest_host` is where its domain was defined last,
    `port` the id of its port. `migration` is the id of a resize that waits for its confirmation, `came_from` the host
    before it and `old_flavor` the size.
    """

    uuid: str
    port: str
    flavor: Flavor
    number: int
    domain: str
    network: str
    host: str | None = None
    guest_host: str | None = None
    vm_state: str = "building"
    task_state: str | None = None
    power_state: int = 0
    locked: bool = False
    gone: bool = False
    migration: str | None = None
    came_from: str | None = None
    old_flavor: Flavor | None = None
    shelved_image: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Outcome:
    """How an operation went, as the services saw it: not what they wrote."""

    error: str | None = None
    turns: list[str] = field(default_factory=list)
    hosts: dict[str, str] = field(default_factory=dict)


@dataclass
class Job:
    """An operation on one server, as it is passed from service to service."""

    operation: str
    context: RequestContext
    server: Server
    flavor: Flavor
    outcome: Outcome = field(default_factory=Outcome)
    target: str | None = None
    tried: list[str] = field(default_factory=list)
    alternates: list[str] = field(default_factory=list)
    failure: str = ""
