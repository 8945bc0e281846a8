"""The server's state did not allow the operation, or another operation came in between.

Code: N220
Severity: warning
Releases: 12-34
Exceptions: InstanceInvalidState, HTTPConflict, UnexpectedTaskStateError, UnexpectedVMStateError,
    UnexpectedDeletingTaskStateError, InstanceUpdateConflict
Evidence: HTTP 409 with "Cannot '..' instance .. while it is in vm_state .." (or task_state, power_state) in
    api.http-exception; on a compute compute.task-preempted.
Cause: The request does not fit what the server is or does; or the task was changed under the compute, often by a
    delete or after nova-compute's start cleared it.
Next: A refused request changes nothing. A preempted task ends; the server keeps the state the other one gave it.
Remedy: Wait for the running task and ask again. If one task stays for ever, look with openstack server event list
    SERVER what set it and why it did not end (a dead compute, a lost message), then openstack server set --state
    active.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, own, says
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_CONFLICT = 409


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding; a mild one where a delete came in between."""
    events = own(case)
    told = [event for event in events if event.name == "compute.task-preempted"]
    raised = [
        event for event in events if event.level == "ERROR" and says(event, "UnexpectedTaskState", "UnexpectedVMState")
    ]
    deleting = [event for event in events if says(event, "UnexpectedDeletingTaskStateError")]
    refused = [event for event in events if event.name == "api.http-exception" and says(event, "while it is in")]
    if not refused and case.trace.status == _CONFLICT:
        refused = [
            event
            for event in events
            if event.name in {"api.http-exception", "api.access"} and not says(event, "is locked", "is unavailable")
        ]
        refused = [] if any(says(event, "is locked", "is unavailable") for event in events) else refused
    decisive = refused or told or raised or deleting
    if decisive:
        first = decisive[0]
        yield finding(
            RULE,
            decisive,
            f"{first.message.partition(chr(10))[0].removeprefix('HTTP exception thrown: ')[:200]} ({first.host})",
            f"{first.name} says so",
            also=(*told, *raised, *deleting),
            severity="info" if deleting and not refused else None,
        )
