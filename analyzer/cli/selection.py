"""Which operations a user asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.errors import UsageError
from analyzer.model.identity import begins

if TYPE_CHECKING:
    from analyzer.model import Verdict


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
