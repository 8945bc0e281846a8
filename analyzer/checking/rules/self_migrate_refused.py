"""The server was to be moved to the host it is on, and no other host was used.

Code: N202
Severity: error
Releases: 12-34
Exceptions: UnableToMigrateToSelf, InstanceFaultRollback
Evidence: "Unable to migrate instance (..) to current host (..)" in conductor.failed-method (live migration), or in
    compute.set-back, compute.error-out or rpc.exception on the source (cold migration).
Cause: A live migration was forced to its own host, or a cold migration had no host left but the source.
Next: The server stays where it is and keeps its state (12 to 19.0.1: a cold migration leaves it in ERROR).
Remedy: Name another host or none. A cold migration needs two enabled hosts that fit; on a single host resize instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, own, says, seen_own
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation, Event

RULE = rule_of(__name__, __doc__)


def _refuses(event: Event) -> bool:
    return says(event, "Unable to migrate instance") and says(event, "to current host")


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding if the refusal ended the operation."""
    if any(_refuses(event) for event in seen_own(case, "compute.original-error")):
        return
    refused = [event for event in own(case) if event.level != "DEBUG" and _refuses(event)]
    if refused:
        host = refused[0].host if refused[0].service == "compute" else "its own host"
        yield finding(
            RULE,
            refused,
            f"the server could not be moved to {host}, where it already is, and no other host was used",
            f"{refused[0].name} reports UnableToMigrateToSelf and no second attempt was accepted",
        )
