"""Nova raised an error that no other rule explains.

Code: N228
Severity: error
Releases: 12-34
Exceptions: none
Evidence: an ERROR line with an exception or traceback under the request's id, or HTTP 500.
Cause: The traceback names it; often a fault in a service Nova uses, or in Nova.
Next: The operation ends, mostly with compute.task-state-reverted and rpc.exception; the server goes to ERROR or back.
Remedy: Read the first traceback of the request, at the lowest service (grep -r REQUEST /var/log/nova); search
    Nova's bugs for its last line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._errors import raised
from analyzer.checking.rules._evidence import finding, seen_own
from analyzer.checking.rules._exceptions import exception
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per error; the registry drops those that a closer rule explains."""
    errors = raised(case)
    for error in errors:
        if not error.hypervisor:
            first = error.events[0]
            yield finding(
                RULE,
                error.events,
                f"{first.service} on {first.host} {'raised' if exception(first) else 'reported'} {error.text}",
                f"{first.name} reports it and no closer rule explains it",
            )
    if not errors and case.trace.answer == "failed":
        answered = seen_own(case, "api.http-exception", "api.access")
        if answered:
            yield finding(RULE, answered, f"the API answered {case.trace.status}", "no line of the request tells why")
