"""A run: operations on a small cloud of its own, their logs and their truth."""

from __future__ import annotations

import json
import tempfile
import time
from typing import TYPE_CHECKING

from analyzer.errors import UsageError
from analyzer.executor.cloud import SIZES, Cloud, Settings
from analyzer.executor.faults import SHOWN_IN, Fault, Faults, parse_fault
from analyzer.executor.hypervisor import RUNNING
from analyzer.executor.journal import request_context
from analyzer.executor.operation import WAYS, Operation, load_operations
from analyzer.executor.state import Job, Server
from analyzer.executor.truth import truth_row
from analyzer.executor.uris import URIS
from analyzer.notation.events import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

TRUTH = "truth.jsonl"
_LONGEST = 120.0
_LOOK_AGAIN = 0.05
# libvirt calls back in a thread of its own, after the action that it tells of came back.
_CALLBACKS = 0.05


def run(
    names: Sequence[str],
    folder: Path,
    settings: Settings,
    faults: Sequence[str] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> list[dict[str, object]]:
    """Do operations and write their logs.

    Args:
        names: operations in the order in which they are done; a server that is not in the state that one needs is
            made, by operations that are logged as well.
        folder: for the logs; it must be empty, or not be there.
        settings: what the run is like.
        faults: as on the command line.
        tell: is told what the user should know before the first step, and each operation that is done.

    Returns:
        The rows of the truth.

    Raises:
        UsageError: the folder is not empty, a name is unknown, libvirt is absent or refuses, a disk is full.
    """
    known = load_operations()
    wanted = [_operation(name, known) for name in names]
    catalogue = load_catalogue()
    chosen = tuple(parse_fault(text, catalogue.specs, SIZES) for text in faults)
    for fault in chosen:
        _check_shows(fault, wanted)
    if settings.uri not in URIS:
        raise UsageError(f"the executor does not know {settings.uri}", hint=f"it knows {', '.join(URIS)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError("the folder is not empty", file=str(folder), hint="name one that is, or a new one")
        tell(f"{settings.uri} has no {'; no '.join(URIS[settings.uri].lacks)}")
        cloud = Cloud(settings, folder, Faults(chosen), catalogue)
        try:
            if cloud.hypervisor.real:
                tell(str(cloud.machine))
            cloud.start()
            return _Run(cloud, known, tell).all(wanted)
        finally:
            cloud.close()
    except OSError as error:  # which names no file where a disk is full
        hint = f"logs go to {folder}, disks of guests to {tempfile.gettempdir()} (TMPDIR)"
        raise UsageError(f"cannot write: {error.strerror}", hint=hint) from error


class _Run:
    """The operations of a run, one after the other."""

    def __init__(self, cloud: Cloud, known: dict[str, Operation], tell: Callable[[str], None]) -> None:
        self._cloud = cloud
        self._known = known
        self._tell = tell
        self._rows: list[dict[str, object]] = []
        self._server: Server | None = None
        self._state: str | None = None

    def all(self, wanted: Sequence[Operation]) -> list[dict[str, object]]:
        """Do all that is wanted."""
        for operation in wanted:
            if operation.needs is not None and (self._server is None or self._state != operation.needs):
                self._server = None
                for name in WAYS[operation.needs]:
                    self._do(self._known[name])
            if operation.needs is None:
                self._server = None
            self._cloud.faults.armed = True
            self._do(operation)
            self._cloud.faults.armed = False
        for compute in self._cloud.computes.values():
            compute.wait_held()
        self._look_for_mistakes()
        return self._rows

    def _do(self, operation: Operation) -> None:
        cloud = self._cloud
        servers = [self._server or cloud.new_server()]
        servers += [cloud.new_server() for _ in range(operation.servers - 1)]
        context = request_context(cloud.chance)
        size = operation.flavor
        for server in servers:
            self._wait_until_up(server)
        jobs = [
            Job(operation.flow or operation.name, context, one, size(cloud.faults) if size else one.flavor)
            for one in servers
        ]
        began = time.time()
        cloud.api.call(lambda _: cloud.api.handle(operation, jobs), jobs[0])
        if not cloud.bus.wait_quiet(_LONGEST):
            raise UsageError(f"{operation.name} did not end within {_LONGEST:.0f} s", hint="read the logs")
        time.sleep(_CALLBACKS)
        self._look_for_mistakes()
        dead = [compute for compute in cloud.computes.values() if not compute.alive]
        for compute in dead:
            compute.restart()
        for job in jobs:
            killed = bool(dead) and job.server.task_state is not None
            self._record(operation, job, began=began, killed=killed)
        went_well = not dead and not any(job.outcome.error for job in jobs)
        self._server = servers[0] if went_well and operation.gives else None
        self._state = operation.gives

    def _wait_until_up(self, server: Server) -> None:
        """Let a guest that was started boot, as users do before they ask for the next thing."""
        hypervisor = self._cloud.hypervisor
        end = time.monotonic() + _LONGEST
        while hypervisor.state(server.domain) == RUNNING and not hypervisor.up(server.domain):
            if time.monotonic() > end:
                raise UsageError(f"the guest of {server.domain} did not boot within {_LONGEST:.0f} s")
            time.sleep(_LOOK_AGAIN)

    def _record(self, operation: Operation, job: Job, *, began: float, killed: bool) -> None:
        cloud = self._cloud
        row = truth_row(
            operation,
            job,
            began=began,
            ended=time.time(),
            killed=killed,
            lost=cloud.faults.take_lost(),
            level=cloud.settings.level,
        )
        self._rows.append(row)
        with (cloud.folder / TRUTH).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        self._tell(f"{operation.name} {row['request_id']}: {row['verdict']}")

    def _look_for_mistakes(self) -> None:
        """Raise what a thread could not: no room for the logs, or a mistake of ours."""
        for journal in self._cloud.journals:
            if journal.error is not None:
                raise journal.error
        if self._cloud.bus.broken:
            raise self._cloud.bus.broken[0]


def _operation(name: str, known: dict[str, Operation]) -> Operation:
    if name not in known:
        raise UsageError(f"the executor has no operation {name!r}", hint=f"it has {', '.join(known)}")
    return known[name]


def _check_shows(fault: Fault, wanted: Sequence[Operation]) -> None:
    """Refuse a fault that none of the operations can show: a log without it would mislead."""
    where = SHOWN_IN.get(fault.name)
    if where is not None and not any(operation.name in where for operation in wanted):
        raise UsageError(f"the fault {fault.name} shows in {', '.join(sorted(where))} alone")
