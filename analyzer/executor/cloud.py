"""The small cloud of one run: its services, hosts, servers and files."""

from __future__ import annotations

import random
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.executor.api import Api
from analyzer.executor.bus import Actor, Bus
from analyzer.executor.compute import Compute
from analyzer.executor.conductor import Conductor
from analyzer.executor.guest import make_image
from analyzer.executor.hypervisor import Hypervisor
from analyzer.executor.journal import Journal, hex_id, request_context
from analyzer.executor.machine import find_machine
from analyzer.executor.scheduler import Scheduler
from analyzer.executor.state import SMALL, Host, Server
from analyzer.notation.events import Catalogue, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.executor.faults import Faults
    from analyzer.executor.state import Job

IMAGE = "busybox"
# MiB and GiB. They differ so that the weights do.
SIZES = {"node-1": (4096, 40), "node-2": (3072, 30), "node-3": (2048, 20)}
CONTROLLER = "controller"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked to be like."""

    uri: str
    release: int
    level: str
    seed: int | None


@dataclass
class Cloud:
    """All of a run: made by `open_cloud`, ended by `close`.

    Attributes:
        work: a folder of its own, outside of the logs, for the disks of all hosts.
        servers: by the names of their domains.
    """

    settings: Settings
    folder: Path
    faults: Faults
    catalogue: Catalogue = field(default_factory=load_catalogue)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.settings.seed)  # noqa: S311 - ids, not secrets
        self.release = self.settings.release
        # Not from the seed: two runs with one seed may stand side by side on one hypervisor.
        self.run_id = f"{random.SystemRandom().getrandbits(32):08x}"
        self.bus = Bus()
        self.hosts = {name: Host(name, ram, disk) for name, (ram, disk) in SIZES.items()}
        self.servers: dict[str, Server] = {}
        self.journals: list[Journal] = []
        self.computes: dict[str, Compute] = {}
        with ExitStack() as undo:
            self.work = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix=f"novaflow-{self.run_id}-")))
            self.work.chmod(0o711)  # qemu may run as another user, who reads what it knows the name of
            self.images = self.work / "images"
            self.images.mkdir()
            make_image(self.images / IMAGE)
            self.hypervisor = Hypervisor(self.settings.uri, self._heard)
            undo.callback(self._stop)
            # Undone first: a service that is in the middle of something fails then, and does not end it.
            undo.callback(self.hypervisor.close)
            self.machine = find_machine(self.hypervisor, self.images / IMAGE, self.work, self.run_id)
            self._make_services()
            self._undo = undo.pop_all()

    def _make_services(self) -> None:
        self.api = Api(self.bus, "api", cloud=self, journal=self._journal("api", CONTROLLER))
        self.conductor = Conductor(self.bus, "conductor", cloud=self, journal=self._journal("conductor", CONTROLLER))
        self.scheduler = Scheduler(
            self.bus,
            "scheduler",
            hosts=tuple(self.hosts.values()),
            journal=self._journal("scheduler", CONTROLLER),
            release=self.release,
        )
        self.computes = {
            name: Compute(
                self.bus,
                f"compute-{name}",
                cloud=self,
                host=host,
                journal=self._journal("compute", name),
                folder=self.work / name / "instances",
                own=request_context(self.chance, admin=True),
            )
            for name, host in self.hosts.items()
        }

    @property
    def _actors(self) -> tuple[Actor, ...]:
        return (self.api, self.conductor, self.scheduler, *self.computes.values()) if self.computes else ()

    def start(self) -> None:
        """Start all services."""
        for actor in self._actors:
            actor.start()
        self.conductor.journal.begin("conductor")
        self.scheduler.journal.begin("scheduler")
        for compute in self.computes.values():
            compute.journal.begin("compute")

    def close(self) -> None:
        """Stop the services and remove all that the run made, but for its logs."""
        for compute in self.computes.values():
            compute.drop_held()
        self._undo.close()

    def _stop(self) -> None:
        for actor in self._actors:
            actor.stop()
        for journal in self.journals:
            journal.close()

    def new_server(self) -> Server:
        """Return a server that nobody has built yet."""
        number = len(self.servers) + 1
        server = Server(
            uuid=hex_id(self.chance),
            port=hex_id(self.chance),
            flavor=SMALL,
            number=number,
            domain=f"novaflow-{self.run_id}-{number}",
            network=f"nf-{self.run_id}-{number}",
        )
        self.servers[server.domain] = server
        return server

    def to_compute(self, host: str, method: Callable[[Compute, Job], None], job: Job) -> None:
        """Cast a method to a compute."""
        compute = self.computes[host]
        compute.cast(compute.does(method), job)

    def _journal(self, service: str, host: str) -> Journal:
        name = f"nova-{service}-{host}" if service == "compute" else f"nova-{service}"
        journal = Journal(
            self.folder / f"{name}.log",
            host=host,
            release=self.release,
            level=self.settings.level,
            catalogue=self.catalogue,
            faults=self.faults,
            chance=self.chance,
        )
        self.journals.append(journal)
        return journal

    def _heard(self, domain: str, state: str) -> None:
        server = self.servers.get(domain)  # a guest that was only tried is no server's
        if server is not None and server.guest_host is not None:
            self.computes[server.guest_host].heard(server, state)
