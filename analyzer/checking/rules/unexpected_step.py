"""A line stands in the operation that its flow has no place for.

Code: S102
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: the line itself and the matched lines before and after it.
Cause: Something else was done to the server at the same time, Nova took a turn the flow does not foresee, or the line
    belongs to another request.
Next: The flow as declared.
Remedy: Look who else acted on the server then; if the line is right for your release, the flow needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._moves import of_kind, tell, whose
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding per line."""
    for departure in of_kind(case, "unexpected"):
        yield tell(
            RULE,
            departure,
            f"{departure.event} of {whose(departure.move)} is no step of {case.operation or 'the operation'}",
            "the flow names no step that the line could be",
        )
