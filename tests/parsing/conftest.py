from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer.notation.events import Catalogue, load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = {
    "api": """
api.action-body flow INFO|DEBUG nova.api.openstack.wsgi "Action: '{action}', calling method: {how}, body: {body:text}"
api.access flow INFO nova.osapi_compute.wsgi.server "{client} \\"{method} {uri} HTTP/1.1\\" status: {status:int}"
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
    "uwsgi": """
api.access-uwsgi ambient INFO uwsgi "[pid: {pid:int}|app: {app:text} => generated {len:int} bytes in {rest:text}"
""",
    "service": 'service.starting ambient INFO nova.service "Starting {binary} node (version {version:text})"\n',
}


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A small catalogue."""
    folder: Path = tmp_path_factory.mktemp("events")
    for family, text in EVENTS.items():
        (folder / f"{family}.events").write_text(text, encoding="utf-8")
    return load_catalogue(folder)
