"""What an operation is, and where operations are found: one file each in `operations/`."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from analyzer.executor import operations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from analyzer.executor.cloud import Cloud
    from analyzer.executor.compute import Compute
    from analyzer.executor.conductor import Conductor
    from analyzer.executor.faults import Faults
    from analyzer.executor.state import Flavor, Job

# The operations that bring a new server to where an operation can begin.
WAYS: Mapping[str, tuple[str, ...]] = {
    "active": ("launch",),
    "stopped": ("launch", "stop"),
    "paused": ("launch", "pause"),
    "suspended": ("launch", "suspend"),
    "rescued": ("launch", "rescue"),
    "shelved": ("launch", "shelve"),
    "shelved_offloaded": ("launch", "shelve", "shelve-offload"),
    "resized": ("launch", "resize"),
    "locked": ("launch", "lock"),
}


def _nothing(cloud: Cloud, job: Job) -> None:
    """Do no more than the API did."""
    del cloud, job


@dataclass(frozen=True)
class Operation:
    """An operation of Nova.

    Attributes:
        name: as in the reference flows.
        needs: the state in which it can begin, a key of `WAYS`; None is a server that is not there yet.
        gives: the state it leads to; None is a server that is gone.
        body: what the API is sent; None is a DELETE.
        begin: what the API does with the job: casts it to a service.
        controller: the method of the API that takes it.
        task: the task state that the API sets.
        api_lines: what the API says of the server before it hands it over.
        flow: the operation of the reference flows that it is one form of.
        servers: how many servers one request is for.
        order: its place in `--all`.
        flavor: the size that is asked for; None is the size that the server has.
    """

    name: str
    needs: str | None
    gives: str | None
    body: Mapping[str, object] | None
    begin: Callable[[Cloud, Job], None] = _nothing
    controller: str = "ServersController.create"
    task: str | None = None
    api_lines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    flow: str | None = None
    servers: int = 1
    order: int = 0
    flavor: Callable[[Faults], Flavor] | None = None


def on_compute(method: Callable[[Compute, Job], None], role: str = "compute") -> Callable[[Cloud, Job], None]:
    """Cast an operation straight to the compute that the server is on, whose role in the flow is `role`."""

    def begin(cloud: Cloud, job: Job) -> None:
        host = str(job.server.host)
        job.outcome.hosts.setdefault(role, host)
        cloud.to_compute(host, method, job)

    return begin


def on_conductor(method: Callable[[Conductor, Job], None]) -> Callable[[Cloud, Job], None]:
    """Cast an operation to the conductor."""

    def begin(cloud: Cloud, job: Job) -> None:
        cloud.conductor.cast(lambda one: method(cloud.conductor, one), job)

    return begin


def load_operations() -> dict[str, Operation]:
    """Return the operations by name, in the order of `--all`."""
    found = [
        import_module(f"{operations.__name__}.{module.name}").OPERATION
        for module in pkgutil.iter_modules(operations.__path__)
    ]
    return {one.name: one for one in sorted(found, key=lambda one: one.order)}
