"""Which operations a user asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.model import Verdict

IDS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Selection:
    """The filters of `novaflow check`; None and empty let everything through.

    `server` and `request` are beginnings of ids; `operations` are names of flows; `since` and `until` are seconds since
    the epoch, UTC, and choose operations that began in [since, until).
    """

    server: str | None = None
    request: str | None = None
    operations: frozenset[str] = frozenset()
    since: float | None = None
    until: float | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise UsageError(
                "--until is not later than --since",
                hint="times without an offset are UTC; give --since the earlier one",
            )

    def admits(self, verdict: Verdict) -> bool:
        """Tell whether an operation passes every filter; one that may have been a wanted operation does."""
        named = {*verdict.candidates, verdict.operation}
        return (
            begins(verdict.trace.server, self.server)
            and begins(verdict.trace.request, self.request)
            and (not self.operations or not self.operations.isdisjoint(named))
            and self._in_time(verdict.started)
        )

    def _in_time(self, started: float | None) -> bool:
        if started is None:
            return self.since is None and self.until is None
        return (self.since is None or self.since <= started) and (self.until is None or started < self.until)


def begins(identity: str | None, beginning: str | None) -> bool:
    """Tell whether an id begins so; a request's `req-` may be left out."""
    if beginning is None:
        return True
    wanted = beginning.lower()
    return identity is not None and identity.lower().startswith((wanted, f"req-{wanted}"))


def operations_of(verdicts: Sequence[Verdict], identity: str) -> tuple[Verdict, ...]:
    """Return the operations of one request or one server.

    Args:
        verdicts: all operations.
        identity: the id, or a beginning that only one id has.

    Raises:
        UsageError: no id begins so, or several do.
    """
    known = {found for verdict in verdicts for found in (verdict.trace.request, verdict.trace.server) if found}
    meant = {found for found in known if found == identity} or {found for found in known if begins(found, identity)}
    if not meant:
        raise UsageError(f"no operation has an id that begins with {identity!r}", hint="novaflow check lists them")
    if len(meant) > 1:
        some = ", ".join(sorted(meant)[:IDS_SHOWN]) + (", ..." if len(meant) > IDS_SHOWN else "")
        raise UsageError(f"{len(meant)} ids begin with {identity!r}", hint=f"give more of one: {some}")
    return tuple(verdict for verdict in verdicts if not meant.isdisjoint((verdict.trace.request, verdict.trace.server)))
