"""What the rules of a plain refusal by the API have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation, RuleInfo

_SAYERS = ("api.http-exception", "api.fault-thrown", "api.returning-fault", "api.access")
_CLOSER = ("Quota exceeded", "Maximum number of ports exceeded", "No valid host was found", "is locked")


def refusal(rule: RuleInfo, case: Case, status: int) -> Iterator[Deviation]:
    """Yield one finding if the API answered `status` by itself and no closer rule names the reason.

    An answer that came out of a conductor's or compute's work is no plain refusal.
    """
    events = own(case)
    told = [event for name in _SAYERS for event in events if event.name == name]
    if case.trace.status != status or not told or any(event.service != told[0].service for event in events):
        return
    if any(text in event.message for event in told for text in _CLOSER):
        return
    said = told[0].message.partition("\n")[0].removeprefix("HTTP exception thrown: ")[:200]
    yield finding(rule, told, f"the API answered {status}: {said}", f"{told[0].name} gives the reason")
