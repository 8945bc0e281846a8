"""Lock: no service but the API takes part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.operation import Operation

if TYPE_CHECKING:
    from analyzer.executor.cloud import Cloud
    from analyzer.executor.state import Job


def lock_server(cloud: Cloud, job: Job) -> None:
    """Lock the server in the database."""
    del cloud
    job.server.locked = True


OPERATION = Operation(
    name="lock",
    needs="active",
    gives="locked",
    body={"lock": None},
    begin=lock_server,
    controller="LockServerController._lock",
    api_lines={"api.lock": {}},
    order=80,
)
