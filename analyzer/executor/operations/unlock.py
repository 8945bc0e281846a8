"""Unlock: no service but the API takes part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.operation import Operation

if TYPE_CHECKING:
    from analyzer.executor.cloud import Cloud
    from analyzer.executor.state import Job


def unlock_server(cloud: Cloud, job: Job) -> None:
    """Unlock the server in the database."""
    del cloud
    job.server.locked = False


OPERATION = Operation(
    name="unlock",
    needs="locked",
    gives="active",
    body={"unlock": None},
    begin=unlock_server,
    controller="LockServerController._unlock",
    api_lines={"api.unlock": {}},
    order=81,
)
