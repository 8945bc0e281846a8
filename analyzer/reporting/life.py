"""The life of one server: operation after operation, what each left behind, and what it should have left alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analyzer.model import Trace, Verdict
from analyzer.reporting.calls import words
from analyzer.reporting.states import DONE, MOVES, host_after, status_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.model import Event, VerdictName

NETWORK_LINES = frozenset({"neutron.info-cache", "compute.network-info"})
READDRESSES = frozenset({"launch", "terminate"})
RESIZES = frozenset({"resize", "migrate"})
REASONS_SHOWN = 3
# Calls after which the addresses are others, by `Trace.outside`.
READDRESSING_CALLS = frozenset({"POST os-interface", "DELETE os-interface", "addFixedIp", "removeFixedIp"})


@dataclass(frozen=True, slots=True)
class Held:
    """What a server has at one moment, as far as the logs told by then; None is not known (`host`: or none).

    `addresses` are the fixed ones; floating ones come and go without Nova. `size` is what a claim asked for, memory in
    MB and virtual CPUs.
    """

    status: str | None = None
    host: str | None = None
    flavor: str | None = None
    image: str | None = None
    addresses: tuple[str, ...] | None = None
    size: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was done to a server, and what the server had after it.

    `time` is in seconds since the epoch, UTC. `verdict` is None for what is not judged. `wrong` names what the
    operation changed though it must not; `notes` say why a verdict is what it is, or what a call asked for.
    """

    time: float
    what: str
    verdict: VerdictName | None
    request: str | None
    after: Held
    notes: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Course:
    """What goes from row to row: what the server has, and had before the resize that is not yet confirmed."""

    now: Held = field(default_factory=Held)
    unresized: Held = field(default_factory=Held)


def life(server: str, verdicts: Iterable[Verdict], surroundings: Iterable[Trace] = ()) -> tuple[Row, ...]:
    """Tell what was done to a server.

    Args:
        server: its id.
        verdicts: operations of any server.
        surroundings: what else was asked of any server (`Report.surroundings`).

    Returns:
        A row for each, by the time it began.
    """
    items: list[tuple[float, Verdict | Trace]] = [
        (v.trace.all_events[0].time if v.started is None else v.started, v)
        for v in verdicts
        if v.trace.server == server
    ]
    items += [(t.events[0].time, t) for t in surroundings if t.server == server]
    course, rows = _Course(), list[Row]()
    for time, item in sorted(items, key=lambda pair: pair[0]):
        course, row = _judged(course, time, item) if isinstance(item, Verdict) else _beside(course, time, item)
        rows.append(row)
    return tuple(rows)


def _judged(course: _Course, time: float, verdict: Verdict) -> tuple[_Course, Row]:
    before, operation = course.now, verdict.operation
    done, trace = verdict.verdict in DONE, verdict.trace
    status = status_after(verdict, before.status, course.unresized.status)
    seen = _addresses(trace)
    after = replace(
        before,
        status=status,
        host=host_after(verdict, before.host, status),
        addresses=before.addresses if seen is None else seen,
        size=_size(trace) or before.size,
    )
    asked = {key: str(value) for key, value in trace.parameters.items() if key in ("flavor", "image")}
    if done and operation in ("launch", "rebuild", "resize"):
        after = replace(after, flavor=asked.get("flavor", before.flavor), image=asked.get("image", before.image))
    if done and operation == "revert-resize":
        after = replace(after, flavor=course.unresized.flavor, size=course.unresized.size)
    unresized = before if done and operation in RESIZES else course.unresized
    wrong = tuple(_wrong(verdict, before, after)) if done else ()
    row = Row(time, operation or "unknown", verdict.verdict, trace.request, after, _reasons(verdict), wrong)
    return _Course(after, unresized), row


def _beside(course: _Course, time: float, trace: Trace) -> tuple[_Course, Row]:
    """Return the row of a call outside the model. It changes the status only where the API does so itself."""
    after, notes = course.now, [f"{key} {value}" for key, value in trace.parameters.items()]
    if trace.answer in ("refused", "failed"):
        notes.append(f"the API answered {trace.status}")
    elif trace.outside == "os-resetState":
        after = replace(after, status=str(trace.parameters.get("state", "")).upper() or None)
    elif trace.outside == "restore":
        after = replace(after, status="ACTIVE")
    elif trace.outside in READDRESSING_CALLS:
        after = replace(after, addresses=_addresses(trace))
    return replace(course, now=after), Row(time, words(trace), None, trace.request, after, tuple(notes))


def _reasons(verdict: Verdict) -> tuple[str, ...]:
    reasons = [
        f"{found.rule.code} {found.rule.name}: {_briefly(found.message, verdict.trace.server)}"
        for found in verdict.deviations
    ]
    if verdict.candidates:
        reasons.append(f"one of {', '.join(verdict.candidates)}")
    if verdict.reason:
        reasons.append(verdict.reason)
    return tuple(reasons[:REASONS_SHOWN])


def _briefly(message: str, server: str | None) -> str:
    """Return a message without the id of the server that the whole page is about."""
    return re.sub(rf"\b(server|instance) {re.escape(server)}", r"the \1", message) if server else message


def _wrong(verdict: Verdict, before: Held, after: Held) -> Iterator[str]:
    """Yield what an operation that did what was asked changed though it must not.

    Only launch and terminate give and take addresses, only resize changes the size, and only the operations of
    `MOVES` leave the host (nova.compute.manager, 12-34).
    """
    operation = verdict.operation
    if operation is None:
        return
    if operation not in MOVES and before.host and after.host and before.host != after.host:
        yield f"it ran on {after.host}, but the server was on {before.host}: {operation} keeps the host"
    readdressed = before.addresses and after.addresses is not None and set(before.addresses) != set(after.addresses)
    if operation not in READDRESSES and readdressed:
        now, then = (", ".join(which or ()) or "none" for which in (after.addresses, before.addresses))
        yield f"the addresses are {now}, and were {then}: {operation} keeps them"
    if (
        operation not in ("launch", "resize", "revert-resize")
        and before.size
        and before.size != after.size
        and after.size
    ):
        now, then = (f"{memory} MB and {cpus} CPUs" for memory, cpus in (after.size, before.size))
        yield f"it claimed {now}, and the server had {then}: {operation} keeps the flavor"


def _addresses(trace: Trace) -> tuple[str, ...] | None:
    """Return the fixed addresses that the last line about the server's network names; None without such a line.

    Only lines with the request's own id count: those without may be of what came next, a delete that empties the list.
    """
    for event in reversed(trace.all_events):
        if event.name in NETWORK_LINES and event.request == trace.request and event.server == trace.server:
            found = _fixed(event)
            if found is not None:
                return found
    return None


def _fixed(event: Event) -> tuple[str, ...] | None:
    """Read nova.network.model.NetworkInfo, which is logged as JSON; None if it was cut or is something else."""
    try:
        ports = json.loads(event.captures.get("network_info", ""))
        return tuple(str(ip["address"]) for port in ports for net in port["network"]["subnets"] for ip in net["ips"])
    except (ValueError, TypeError, LookupError, RecursionError):
        return None


def _size(trace: Trace) -> tuple[str, str] | None:
    claims = (event.captures for event in trace.all_events if event.name == "compute.claim-attempt")
    return next(((claim["memory"], claim["vcpus"]) for claim in claims if {"memory", "vcpus"} <= claim.keys()), None)
