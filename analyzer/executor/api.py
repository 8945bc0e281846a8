"""nova-api: takes a request, says what was asked, hands it over and answers."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.executor.bus import Actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.executor.cloud import Cloud
    from analyzer.executor.journal import Journal
    from analyzer.executor.operation import Operation
    from analyzer.executor.state import Job

ACCEPTED, DELETED = 202, 204


@dataclass
class Api(Actor):
    """The API service."""

    cloud: Cloud = field(kw_only=True)
    journal: Journal = field(kw_only=True)

    def handle(self, operation: Operation, jobs: Sequence[Job]) -> None:
        """Take one request for one server, or for several to be created."""
        start = time.monotonic()
        context, server = jobs[0].context, jobs[0].server
        uri = "/v2.1/servers"
        if operation.body is None:
            verb, status, uri = "DELETE", DELETED, f"{uri}/{server.uuid}"
            self.journal.say("api.calling-method", context, method="<bound method ServersController.delete>")
        else:
            verb, status = "POST", ACCEPTED
            create = operation.needs is None
            uri = uri if create else f"{uri}/{server.uuid}/action"
            self.journal.say(
                "api.action-body",
                context,
                action="create" if create else "action",
                method=f"<bound method {operation.controller}>",
                body=json.dumps(operation.body),
            )
        if operation.needs is None:
            self.journal.say("api.create-going-to-run", context, count=len(jobs))
        for job in jobs:
            for event, captures in operation.api_lines.items():
                self.journal.say(event, context, job.server.uuid, **captures)
            job.server.task_state = operation.task
            operation.begin(self.cloud, job)
        self.journal.say(
            "api.access",
            context,
            client="127.0.0.1",
            method=verb,
            uri=uri,
            version="HTTP/1.1",
            status=status,
            len=len(json.dumps(operation.body)) + 300,
            elapsed=f"{time.monotonic() - start:.7f}",
            microversion="2.90",
        )
