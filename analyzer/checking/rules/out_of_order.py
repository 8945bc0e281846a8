"""A step was logged, but not where the flow has it.

Code: S103
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: the line and the matched lines around it; only an order that one process or a message forces counts.
Cause: Two steps changed places, a clock was set back between them, or lines were merged in a wrong order.
Next: The flow as declared.
Remedy: Compare the times of the lines; if they are right, a step began before the one it depends on had ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.causal import breaches
from analyzer.checking.rules._moves import of_kind, tell, whose
from analyzer.checking.rules._words import rule_of
from analyzer.model import Deviation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.checking.rules._moves import Departure

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per line that stands where its step may not, or before what caused it on another host."""
    for departure in of_kind(case, "out of order"):
        if departure.step:
            yield tell(
                RULE,
                departure,
                f"{departure.event} of {whose(departure.move)} was logged out of order",
                f"{departure.step.place} has it {_due(departure)} and it was not logged there",
            )
    for breach in breaches(case):
        early = breach.cause.time - breach.event.time
        yield Deviation(
            rule=RULE,
            message=f"{breach.event.name} of {whose(breach.move)} was logged {early:.1f} s before what leads to it",
            because=f"{breach.step.place} has it after a message from where {breach.cause.name} was logged, "
            f"on {breach.cause.host}",
            event=breach.event.name,
            evidence=(breach.event.place, breach.cause.place),
            flow=breach.step.place,
            severity=RULE.severity,
            time=breach.event.time,
        )


def _due(departure: Departure) -> str:
    """Say where the flow has the step, by the lines beside that place."""
    before, after = departure.due
    words = [f"after {before.name}"] if before else []
    words += [f"before {after.name}"] if after else []
    return " and ".join(words) or "elsewhere"
