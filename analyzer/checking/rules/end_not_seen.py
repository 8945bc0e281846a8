"""The operation began, and no line that ends it was seen.

Code: S107
Severity: info
Releases: 12-34
Exceptions: none
Evidence: the last line of the operation.
Cause: The service that had to finish it died, was cut off, or still waits; a cast to a dead compute leaves no line.
Next: At its next start nova-compute clears or finishes some tasks; else the server keeps its task state.
Remedy: Check with openstack compute service list that the host's nova-compute is up, and with openstack server
    event list SERVER what was begun; if nothing works on it any more, openstack server set --state active (or
    error).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._words import rule_of
from analyzer.model import Deviation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding if the alignment reached no end.

    It is mild, for the verdict says what that means: `unfinished` where the end would have been seen, else `unknown`.
    An operation that a `break` of its flow closed has ended.
    """
    if case.alignment is None or case.alignment.ended or any(turn.verdict for turn in case.alignment.turns):
        return
    last = next((move.event for move in reversed(case.alignment.moves) if move.move == "sync" and move.event), None)
    if last is None:
        return
    ends = [move.step for move in case.alignment.moves if move.step and move.step.ends and move.move != "sync"]
    names = " or ".join(dict.fromkeys(step.event for step in ends if step.event)) or "its end"
    yield Deviation(
        rule=RULE,
        message=f"{names} was not seen; the last line is {last.name} on {last.host}",
        because="no step that ends the flow has a line",
        event=ends[0].event if ends else last.name,
        evidence=(last.place,),
        flow=ends[0].place if ends else None,
        severity=RULE.severity,
        time=last.time,
    )
