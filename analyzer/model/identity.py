"""Requests and servers by the beginning of an id, as users type them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.model.verdict import Verdict

IDS_SHOWN = 5


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
