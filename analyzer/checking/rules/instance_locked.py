"""The server is locked and the request was refused.

Code: N221
Severity: warning
Releases: 12-34
Exceptions: InstanceIsLocked
Evidence: HTTP 409 with "Instance .. is locked" in api.http-exception.
Cause: An owner or administrator locked the server; administrators pass, and createImage is not checked.
Next: Nothing; no other service saw the request.
Remedy: Ask whoever locked it (openstack server show has the reason, microversion 2.73), or run openstack server
    unlock, then ask again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, seen_own
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding."""
    told = [
        event for event in seen_own(case, "api.http-exception", "api.returning-fault") if "is locked" in event.message
    ]
    if told:
        yield finding(
            RULE,
            told,
            f"server {case.trace.server or '(unknown)'} is locked, the {case.operation or 'operation'} was refused",
            f"{told[0].name} says so",
        )
