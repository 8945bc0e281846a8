"""Operations that no line names, named by the state of their server: a stopped one is started, and not unshelved.

The API accepts an operation in certain states only, so that what was done to the server before rules some out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.model.states import ACCEPTED_IN, AFTER, RETURNS, STAYS_OFF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.model import Verdict

MOST_CANDIDATES = 4
DONE = ("conformant", "deviating")
CHANGES = AFTER.keys() | RETURNS


def narrowed(verdicts: Iterable[Verdict]) -> dict[tuple[str | None, str | None], tuple[str, ...]]:
    """Return what unnamed operations may still be, the likeliest first.

    Args:
        verdicts: in any order.

    Returns:
        The candidates that the state of the server leaves, by request and server, of every operation that has some:
        four at most, and none where those would be less than half, as where only the API's log was read.
    """
    state: dict[str, str | None] = {}
    found: dict[tuple[str | None, str | None], tuple[str, ...]] = {}
    for verdict in sorted(verdicts, key=lambda one: one.started or 0.0):
        server = verdict.trace.server or ""
        left = verdict.candidates
        before = state.get(server)
        if before is not None and verdict.trace.answer == "accepted":
            left = tuple(one for one in left if before in ACCEPTED_IN.get(one, (before,))) or left
        if verdict.candidates:
            told = left[:MOST_CANDIDATES] if len(left) <= 2 * MOST_CANDIDATES else ()
            found[verdict.trace.request, verdict.trace.server] = told
        if verdict.verdict != "rejected":
            state[server] = _after(verdict, verdict.operation or (left[0] if len(left) == 1 else None), before)
    return found


def _after(verdict: Verdict, name: str | None, before: str | None) -> str | None:
    may_be = {name} if name else set(verdict.candidates)
    if may_be and not may_be & CHANGES:
        return before
    if name is None or verdict.verdict not in DONE or name in RETURNS or (name in STAYS_OFF and before != "ACTIVE"):
        return None
    return AFTER[name]
