"""nova-compute on one simulated host: claims, lifecycle events, and how a failed operation is reported."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.executor.bus import Actor
from analyzer.executor.driver import Driver
from analyzer.executor.exception import ComputeResourcesUnavailable
from analyzer.executor.hypervisor import PAUSED, RUNNING, SHUTOFF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from oslo_context.context import RequestContext

    from analyzer.executor.cloud import Cloud
    from analyzer.executor.journal import Journal
    from analyzer.executor.state import Host, Job, Server

# nova.objects.fields.InstancePowerState of what libvirt tells.
POWER = {None: 0, RUNNING: 1, PAUSED: 3, SHUTOFF: 4}


@dataclass
class Compute(Actor):
    """One nova-compute."""

    cloud: Cloud = field(kw_only=True)
    host: Host = field(kw_only=True)
    journal: Journal = field(kw_only=True)
    folder: Path = field(kw_only=True)
    own: RequestContext = field(kw_only=True)
    _held: dict[str, threading.Timer] = field(default_factory=dict)

    def say(self, job: Job, event: str, /, *, polled: bool = False, **captures: object) -> None:
        """Write a line about the job's server; one that is `polled` comes from a thread that knows no request."""
        self.journal.say(event, None if polled else job.context, job.server.uuid, **captures)

    def driver(self, job: Job) -> Driver:
        """Return the libvirt driver at work on a job."""
        return Driver(self, job)

    def does(self, method: Callable[[Compute, Job], None]) -> Callable[[Job], None]:
        """Return a method of the manager as its handler: a failure is reported as Nova reports each."""

        def handler(job: Job) -> None:
            task = job.server.task_state
            try:
                with self._locked(job, method.__name__):
                    method(self, job)
            except Exception as error:  # noqa: BLE001 - Nova reports whatever a method raises
                job.outcome.error = job.outcome.error or type(error).__name__
                self.say(job, "compute.task-state-reverted", task_state=task)
                job.server.task_state = None
                self.journal.say("rpc.exception", job.context, error=error)

        return handler

    @contextmanager
    def _locked(self, job: Job, method: str) -> Iterator[None]:
        """Hold the server's lock, as each method of the manager does.

        The lines of it are the first that an operation leaves on this host with its own id; of what comes without one,
        as `libvirt.destroyed`, they tell whose it is.
        """
        names = {"name": job.server.uuid, "function": f"nova.compute.manager.ComputeManager.{method}"}
        start = time.monotonic()
        with job.server.lock:
            begin = time.monotonic()
            self.journal.say("lock.acquired", job.context, elapsed=f"{begin - start:.3f}", **names)
            yield
            held = time.monotonic() - begin
            self.journal.say("lock.released", job.context, gotten="released", elapsed=f"{held:.3f}", **names)

    def claim(self, job: Job) -> None:
        """Count on the host's memory and disk for a server.

        Raises:
            ComputeResourcesUnavailable: the host has less than the flavor needs.
        """
        flavor, host = job.flavor, self.host
        self.say(job, "compute.claim-attempt", node=host.name, memory=flavor.ram, disk=flavor.disk, vcpus=1)
        held = host.allocations.get(job.server.uuid)
        for resource, unit, total, free, wanted in (
            ("memory", "MB", host.ram, host.free_ram + (held.ram if held else 0), flavor.ram),
            ("disk", "GB", host.disk, host.free_disk + (held.disk if held else 0), flavor.disk),
        ):
            self.say(
                job, "compute.claim-total", resource=resource, total=total, unit=unit, used=total - free, unit2=unit
            )
            self.say(job, "compute.claim-limit", resource=resource, limit=total, unit=unit, free=free, unit2=unit)
            if wanted > free:
                raise ComputeResourcesUnavailable(
                    f"Insufficient compute resources: Free {resource} {free} {unit} < requested {wanted} {unit}."
                )
        self.say(job, "compute.claim-ok", node=host.name)

    def release(self, job: Job) -> None:
        """Give back what placement holds for the server on this host, and say so if that was anything."""
        if self.host.allocations.pop(job.server.uuid, None) is not None:
            self.journal.say("placement.allocation-deleted", job.context, server=job.server.uuid)

    def settle(self, job: Job, vm_state: str) -> None:
        """End an operation: the server is in `vm_state`, without a task, and as its guest is."""
        server = job.server
        server.vm_state, server.task_state = vm_state, None
        server.power_state = self.power_state(server, job.context)

    def power_state(self, server: Server, context: RequestContext) -> int:
        """Ask the hypervisor for a guest's state, which Nova says each time; return its number for it."""
        self.journal.say("compute.checking-state", context, server.uuid)
        return POWER.get(self.cloud.hypervisor.state(server.domain), 0)

    def heard(self, server: Server, state: str) -> None:
        """Take a lifecycle event, in libvirt's thread."""
        held = self._held.pop(server.uuid, None)
        if held is not None:
            held.cancel()
        if state == "Stopped":
            seconds = self.cloud.hypervisor.times.held_back
            self._held[server.uuid] = timer = threading.Timer(seconds, self._tell, (server, state))
            timer.daemon = True
            timer.start()
        else:
            self._tell(server, state)

    def restart(self) -> None:
        """Come back after a kill, as a process of its own."""
        self.journal.begin("compute", again=True)
        self.start()

    def wait_held(self) -> None:
        """Wait for the events that are held back."""
        for timer in list(self._held.values()):
            timer.join(self.cloud.hypervisor.times.held_back * 2)

    def drop_held(self) -> None:
        """Forget the events that are held back."""
        for timer in list(self._held.values()):
            timer.cancel()

    def _tell(self, server: Server, state: str) -> None:
        if not self.alive:
            return
        self.journal.say("lifecycle.event", self.own, server.uuid, state=state)
        if server.gone:
            return
        self.journal.say(
            "lifecycle.sync",
            self.own,
            server.uuid,
            event=state,
            vm_state=server.vm_state,
            task_state=server.task_state,
            db_power_state=server.power_state,
            power_state=self.power_state(server, self.own),
        )
        if server.task_state is not None:
            self.journal.say("sync.pending-task", self.own, server.uuid, task=server.task_state)
