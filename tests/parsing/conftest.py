from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer.model import Line, Log, Place, Source
from analyzer.notation.events import Catalogue, load_catalogue
from analyzer.parsing import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EVENTS = {
    "api": """
api.action-body   flow INFO|DEBUG nova.api.openstack.wsgi "Action: '{action}', calling method: {method}, body: {body:text}"
api.access        flow INFO nova.osapi_compute.wsgi.server "{client} \\"{method} {uri} HTTP/1.1\\" status: {status:int}"
""",
    "compute": """
compute.claim-ok  flow INFO nova.compute.claims "Claim successful on node {node:host}"
compute.built     flow INFO nova.compute.manager "Took {elapsed:seconds} seconds to build instance."
compute.deleted   flow INFO nova.compute.manager "Instance {server:uuid} is gone"
compute.failed    trouble ERROR nova.compute.manager "Instance failed to spawn"
compute.finished  flow INFO nova.compute.manager "Migrating instance to {dest:host} finished successfully."
""",
    "conductor": 'conductor.picked flow DEBUG nova.conductor.manager "Selected host: {host:host}"\n',
    "periodic": 'rt.record-updated ambient DEBUG nova.compute.resource_tracker "Updated {host:host}:{node:host}"\n',
    "rpc": 'rpc.unreachable trouble ERROR oslo.messaging "AMQP server on {host:host} is unreachable"\n',
    "service": 'service.starting ambient INFO nova.service "Starting {binary} node (version {version:text})"\n',
}


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A small catalogue."""
    folder: Path = tmp_path_factory.mktemp("events")
    for family, text in EVENTS.items():
        (folder / f"{family}.events").write_text(text, encoding="utf-8")
    return load_catalogue(folder)


def source(
    text: str, path: str = "nova-compute.log", service: str | None = "compute", host: str | None = "node-1"
) -> Source:
    def lines() -> Iterator[Line]:
        return (Line(line, Place(path, number)) for number, line in enumerate(text.splitlines(), start=1))

    return Source(path, service, host, lines, log=path)


@pytest.fixture
def parsed(catalogue: Catalogue) -> Callable[..., Log]:
    """Parse one text as a file of nova-compute on node-1, or as the file that is told."""

    def parse_text(
        text: str,
        path: str = "nova-compute.log",
        service: str | None = "compute",
        host: str | None = "node-1",
        min_level: str | None = None,
    ) -> Log:
        return parse([source(text, path, service, host)], catalogue, min_level=min_level)

    return parse_text
