"""What a container holds: the text that a service wrote, and what the container says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from analyzer.model import Place


class Fields(NamedTuple):
    """What a container says of a record; what it does not say is None or empty.

    `time` is in seconds, UTC; `level` one of DEBUG, INFO, WARNING, ERROR and CRITICAL. `unit` is what wrote it (a unit,
    a container, a file), `host` where. `traceback` is given apart from the text by oslo.log's own JSON. `limit` is the
    number of characters after which whoever filled the container cut every text. `by_user` tells that it names a user.
    """

    time: float | None = None
    pid: str = ""
    level: str | None = None
    logger: str | None = None
    request: str | None = None
    global_request: str | None = None
    server: str | None = None
    unit: str | None = None
    host: str | None = None
    traceback: str = ""
    limit: int | None = None
    by_user: bool = False


class Entry(NamedTuple):
    """One text out of a container, which stood in `lines` lines of the file, the first of them at `place`."""

    text: str
    place: Place
    fields: Fields = Fields()
    lines: int = 1
