"""One operation on one server, as the logs have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model.events import Event


Answer = Literal["accepted", "refused", "failed"]

CLIENT_ERROR, SERVER_ERROR = 400, 500


@dataclass(frozen=True, slots=True)
class Trace:
    """The events of one operation on one server.

    `events` are its own (they may cost), `shared` those of its request that name no server (each matched by at most one
    operation, unexpected in none), `nearby` those that only go by server, host and time.
    `operation` is the name its API line gives; None if no API line was read; then the words of a refusal may say what
    it `may_be`.
    `contested` are those of `nearby` that another operation of the server may have written, with that operation's
    request id, the likeliest first: whoever cannot explain such an event gives it up. `outside` is what a call outside
    the model asked for (restore, os-volume_attachments): such a trace is never judged, but its lines are nobody else's.
    """

    request: str | None
    server: str | None
    operation: str | None
    origin: Literal["api", "nova"]
    events: tuple[Event, ...]
    shared: tuple[Event, ...] = ()
    nearby: tuple[Event, ...] = ()
    status: int | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    began_before: bool = False
    contested: tuple[tuple[Event, str], ...] = ()
    outside: str | None = None
    may_be: tuple[str, ...] = ()

    @property
    def answer(self) -> Answer | None:
        """What the API said to the call, by the class of its HTTP status; None if no line has the status."""
        if self.status is None:
            return None
        return "accepted" if self.status < CLIENT_ERROR else "refused" if self.status < SERVER_ERROR else "failed"

    @property
    def all_events(self) -> tuple[Event, ...]:
        """Own, shared and nearby events by time."""
        return tuple(sorted((*self.events, *self.shared, *self.nearby), key=lambda event: (event.time, event.place)))
