"""nova-conductor: asks the scheduler, sends the work to a compute, and tries the next host."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from analyzer.executor.bus import Actor
from analyzer.executor.exception import MaxRetriesExceeded, NoValidHost
from analyzer.executor.scheduler import ALTERNATES_SINCE, Request

if TYPE_CHECKING:
    from analyzer.executor.cloud import Cloud
    from analyzer.executor.journal import Journal
    from analyzer.executor.state import Job

# [scheduler] max_attempts, which is 3 by default
MAX_ATTEMPTS = 2


@dataclass
class Conductor(Actor):
    """The conductor."""

    cloud: Cloud = field(kw_only=True)
    journal: Journal = field(kw_only=True)

    def say(self, job: Job, event: str, /, *, plain: bool = False, **captures: object) -> None:
        """Write a line about the job's server; a `plain` one does not name it."""
        self.journal.say(event, job.context, None if plain else job.server.uuid, **captures)

    def select(self, request: Request, *, tell: bool = True) -> None:
        """Ask the scheduler for a host and keep the others for a retry.

        Raises:
            NoValidHost: the scheduler found none.
        """
        job, scheduler = request.job, self.cloud.scheduler
        start = time.monotonic()
        chosen = cast("list[str]", scheduler.call(lambda _: scheduler.select_destinations(request), job))
        if tell:
            took = f"{time.monotonic() - start:.2f}"
            self.say(job, "conductor.select-destinations-took", plain=True, elapsed=took, count=1)
        job.target = chosen[0]
        job.alternates = chosen[1:] if self.cloud.release >= ALTERNATES_SINCE else []

    def select_again(self, request: Request) -> None:
        """Take the next alternate host, or ask the scheduler again where there are no alternates yet.

        Raises:
            MaxRetriesExceeded: no attempt or no host is left.
        """
        job = request.job
        exhausted = (
            "Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures for "
            f"instance {job.server.uuid}."
        )
        if len(job.tried) >= MAX_ATTEMPTS:
            raise MaxRetriesExceeded(exhausted)
        if self.cloud.release < ALTERNATES_SINCE:
            try:
                self.select(request, tell=False)
            except NoValidHost as error:
                raise MaxRetriesExceeded(exhausted) from error
            return
        if not job.alternates:
            raise MaxRetriesExceeded(exhausted)
        job.target = job.alternates.pop(0)
        self.say(job, "scheduler.claim-attempt", plain=True, server=job.server.uuid)
        self.cloud.hosts[job.target].allocations[job.server.uuid] = job.flavor

    def give_up(self, job: Job, method: str, error: Exception, *, state: str) -> None:
        """Say that a method failed for good, and in which state that leaves the server."""
        job.outcome.error = type(error).__name__
        job.server.task_state = None
        job.server.vm_state = state.lower()
        self.say(job, "conductor.failed-method", plain=True, method=method, error=error)
        self.say(job, "conductor.setting-state", state=state)

    def alternates(self, job: Job) -> str:
        """Return the hosts that are left for a retry, as Nova prints them."""
        return str([(name, name) for name in job.alternates])
