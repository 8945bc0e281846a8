"""A step was logged on another host than the one that should do it.

Code: S105
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: the line and the matched lines around it, which fix the host of the role.
Cause: Another host acted on the server, a host changed its name, or a log stands under the wrong host's name.
Next: The flow as declared.
Remedy: Check the hosts' names in nova.conf and in the log's path, then what that host did to the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._moves import of_kind, tell
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per step that another host logged."""
    bindings = case.alignment.bindings if case.alignment else {}
    moves = case.alignment.moves if case.alignment else ()
    for departure in of_kind(case, "wrong host"):
        if departure.step:
            role, host = departure.step.role, bindings.get(departure.step.role)
            others = {move.event.name for move in moves if move.move == "sync" and move.event and move.role == role}
            yield tell(
                RULE,
                departure,
                f"{departure.event} was logged on {departure.move.host}, but {role} is {host}"
                + (f" by {', '.join(sorted(others))}" if others else ""),
                f"{departure.step.place} gives it to {role}, which is on one host",
            )
