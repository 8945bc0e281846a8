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

DONE = ("conformant", "deviating")
CHANGES = AFTER.keys() | RETURNS


def narrowed(verdicts: Iterable[Verdict], best: Mapping[Key, int]) -> dict[Key, str]:
    """Return the operations of which one candidate is left.

    Args:
        verdicts: in any order.
        best: how many of the first candidates explain the lines best. Where the state leaves another, it is the state
            that is not known so well: a guest may have stopped by itself.

    Returns:
        Their names, by request and server.
    """
    state: dict[str, str | None] = {}
    found: dict[Key, str] = {}
    for verdict in sorted(verdicts, key=lambda one: one.started or 0.0):
        server = verdict.trace.server
        if server is None or verdict.verdict == "rejected":
            continue
        before, name = state.get(server), verdict.operation
        if name is None and before is not None and verdict.trace.answer == "accepted":
            left = [one for one in verdict.candidates if before in ACCEPTED_IN.get(one, (before,))]
            key = verdict.trace.request, server
            if len(verdict.candidates) > 1 and len(left) == 1 and left[0] in verdict.candidates[: best[key]]:
                name = found[key] = left[0]
        state[server] = _after(verdict, name, before)
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
