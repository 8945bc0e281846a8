"""Nova's state table: what a server's status and host are after an operation, as far as its lines tell.

Facts: nova.compute.manager, nova.conductor.manager and nova.compute.api, releases 12 to 34; statuses are those that
nova.api.openstack.common shows to users.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.model.states import AFTER, RETURNS, STAYS_OFF, STOPPED_AGAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import Event, Verdict

DONE = frozenset({"conformant", "deviating"})

# Failures that end in ERROR without a line of their own; where there is one, it decides (see `_said`).
BREAKS = frozenset({"launch", "rebuild", "evacuate", "rescue"})
MOVES = frozenset({"launch", "migrate", "resize", "revert-resize", "live-migrate", "evacuate", "unshelve"})
NOWHERE = frozenset({"DELETED", "SHELVED_OFFLOADED"})
ERROR_LINES = frozenset({"compute.error-out", "compute.reboot-failed"})
# vm_state in the words of the logs, where a user sees another.
SHOWN: Mapping[str, str] = {"STOPPED": "SHUTOFF", "RESIZED": "VERIFY_RESIZE"}


def status_after(verdict: Verdict, before: str | None, unresized: str | None) -> str | None:
    """Return the server's status after an operation; None: the logs do not tell.

    Args:
        verdict: the operation.
        before: the status before it.
        unresized: the status before the resize that is not yet confirmed.
    """
    if verdict.verdict == "rejected":
        return before
    if verdict.verdict == "failed":
        return _after_failure(verdict, before)
    if verdict.verdict not in DONE:
        return None
    return unresized if verdict.operation in RETURNS else _after_success(verdict, before)


def _after_success(verdict: Verdict, before: str | None) -> str | None:
    operation = verdict.operation
    if operation is None:
        fits = {AFTER.get(name) for name in verdict.candidates}
        return fits.pop() if len(fits) == 1 else None
    names = {event.name for event in verdict.trace.all_events}
    if operation in STAYS_OFF and (before == "SHUTOFF" or STOPPED_AGAIN in names):
        return "SHUTOFF"
    if operation == "shelve" and names & {"compute.shelve-offloading", "placement.allocation-deleted"}:
        return "SHELVED_OFFLOADED"
    if operation == "terminate" and "api.soft-delete-trying" in names:
        return "SOFT_DELETED"
    return AFTER.get(operation, before)


def _after_failure(verdict: Verdict, before: str | None) -> str | None:
    said = next(filter(None, map(_said, reversed(verdict.trace.all_events))), None)
    if said == "as before":
        return before
    refused = verdict.trace.answer in ("refused", "failed")
    breaks = verdict.operation in BREAKS and not refused
    return said or ("ERROR" if breaks else before)


def _said(event: Event) -> str | None:
    """Return the status that a line says the server is put to."""
    if event.name.startswith("compute.set-back"):
        return "as before"
    if event.name == "conductor.setting-state":
        state = event.captures.get("state", "").upper()
        return SHOWN.get(state, state) or None
    return "ERROR" if event.name in ERROR_LINES else None


def host_after(verdict: Verdict, before: str | None, status: str | None) -> str | None:
    """Return the host that the server is on after an operation; None: none, or the logs do not tell.

    Args:
        verdict: the operation.
        before: the host before it.
        status: the server's status after it.
    """
    hosts, operation = verdict.hosts, verdict.operation
    if status in NOWHERE or (operation == "launch" and verdict.verdict not in DONE):
        return None
    if operation not in MOVES:
        return before if operation == "confirm-resize" else hosts.get("compute", before)
    if verdict.verdict in DONE:
        return hosts.get("target") or (before if operation == "unshelve" else None)
    return None if verdict.verdict in ("unfinished", "unknown") else hosts.get("source", before)
