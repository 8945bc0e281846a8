"""Operations that no line names, named by the state of their server: a stopped one is started, and not unshelved.

The API accepts an operation in certain states only, so that what was done to the server before rules some out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.model.states import ACCEPTED_IN, AFTER, RETURNS, STAYS_OFF, STOPPED_AGAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Verdict

    Key = tuple[str | None, str | None]  # request and server

MOST_CANDIDATES = 4
DONE = ("conformant", "deviating")
CHANGES = AFTER.keys() | RETURNS


def narrowed(verdicts: Iterable[Verdict], best: Mapping[Key, int]) -> dict[Key, tuple[str, ...]]:
    """Return what unnamed operations may still be, the likeliest first.

    Args:
        verdicts: in any order.
        best: how many of the first candidates explain the lines best. Where the state leaves another, it is the state
            that is not known so well: a guest may have stopped by itself.

    Returns:
        The candidates that the state of the server leaves, by request and server, of every operation that has some:
        four at most, and none where those would be less than half, as where only the API's log was read.
    """
    state: dict[str, str | None] = {}
    found: dict[Key, tuple[str, ...]] = {}
    for verdict in sorted(verdicts, key=lambda one: one.started or 0.0):
        server, key = verdict.trace.server or "", (verdict.trace.request, verdict.trace.server)
        left = verdict.candidates
        before = state.get(server)
        if left and before is not None and verdict.trace.answer == "accepted":
            allowed = tuple(one for one in left if before in ACCEPTED_IN.get(one, (before,)))
            left = allowed if set(allowed) & set(left[: best[key]]) else left
        if left:
            found[key] = left[:MOST_CANDIDATES] if len(left) <= 2 * MOST_CANDIDATES else ()
        if verdict.verdict != "rejected":
            state[server] = _after(verdict, verdict.operation or (left[0] if len(left) == 1 else None), before)
    return found


def _after(verdict: Verdict, name: str | None, before: str | None) -> str | None:
    may_be = {name} if name else set(verdict.candidates)
    if may_be and not may_be & CHANGES:
        return before
    if name is None or verdict.verdict not in DONE or name in RETURNS:
        return None
    if name in STAYS_OFF:
        if any(event.name == STOPPED_AGAIN for event in verdict.trace.all_events):
            return "SHUTOFF"
        return AFTER[name] if before == "ACTIVE" else None
    return AFTER[name]
