"""A step came later than it may.

Code: S106
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: the line and the one that its time is counted from.
Cause: A slow or overloaded host, disk, image store, database or bus; or a limit that Nova enforces was passed without
    Nova noticing.
Next: The flow as declared, later.
Remedy: Look at the host's load and at what it waited for between the two lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._words import rule_of
from analyzer.model import Deviation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Duration

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per duration that passed a limit; what an image or flavor may have allowed is no deviation."""
    for one in case.alignment.durations if case.alignment else ():
        if one.passed is None:
            continue
        places = (one.event.place, one.since and one.since.place, one.passed.place)
        yield Deviation(
            rule=RULE,
            message=_message(one, case.operation),
            because=f"{one.passed.origin}; more than {one.passed.seconds:.1f} s is slow",
            event=one.event.name,
            evidence=tuple(dict.fromkeys(place for place in places if place)),
            flow=one.passed.flow or one.step.place,
            severity=RULE.severity if one.passed.firm else "info",
            time=one.event.time,
        )


def _message(one: Duration, operation: str | None) -> str:
    where = f"{one.event.name} on {one.event.host}"
    if one.since is None:
        return f"{where} tells of {one.seconds:.1f} s"
    if one.what == "whole":
        return f"{operation} took {one.seconds:.1f} s from {one.since.name} to {where}"
    return f"{where} came {one.seconds:.1f} s after {one.since.name}"
