"""What a run did, one line of JSON for each operation: from what the services saw, not from what they wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.executor.operation import Operation
    from analyzer.executor.state import Job

# The findings that each error is to be named by; of those with a bar one will do.
_NAMES = {
    "NoValidHost": "no-valid-host",
    "MaxRetriesExceeded": "retries-exhausted",
    "ImageNotFound": "image-unavailable",
}
_OTHER = "hypervisor-error|traceback"


def truth_row(  # noqa: PLR0913 - all that is known
    operation: Operation, job: Job, *, began: float, ended: float, killed: bool, lost: Sequence[str], level: str
) -> dict[str, object]:
    """Describe one operation.

    Args:
        operation: what was asked.
        job: what became of it.
        began: seconds since the epoch.
        ended: the same.
        killed: its compute was killed in the middle of it.
        lost: the events whose lines were lost on purpose.
        level: that of the logs.
    """
    verdict, also, may = "conformant", [], sorted(set(job.outcome.turns))
    named: list[str] = []
    if killed:
        verdict, also, may = "unfinished", ["unknown"], ["missing-step", "end-not-seen", "service-down"]
    elif job.outcome.error:
        verdict, named = "failed", [_NAMES.get(job.outcome.error, _OTHER)]
        may += ["hypervisor-error", "traceback"]
    elif job.outcome.turns:
        verdict, named = "deviating", sorted(set(job.outcome.turns))
    elif lost:
        # A line that its flow need not have is missed by nobody; without the last one the end is not known.
        verdict, also, may = "deviating", ["conformant", "unknown", "unfinished"], ["missing-step", "end-not-seen"]
    if level == "INFO":
        # The API's line of access names no action, and stop, start or lock say nothing else.
        also, may, named = [*also, "unknown", "conformant"], [*may, *named], []
    return {
        "operation": operation.flow or operation.name,
        "request_id": job.context.request_id,
        "server_id": job.server.uuid,
        "verdict": verdict,
        "also": also,
        "deviations": named,
        "may": may,
        "hosts": job.outcome.hosts if verdict in {"conformant", "deviating"} else {},
        "started_at": _iso(began),
        "finished_at": _iso(ended),
    }


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
