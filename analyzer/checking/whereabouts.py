"""Hosts that no matched line tells: of a driver that the flows do not know, of a source that is down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Coverage, Flow, Verdict

SOURCE, TARGET, HOST = "source", "target", "compute"
DONE = ("conformant", "deviating")


def located(verdicts: Iterable[Verdict], coverage: Coverage, flows: Mapping[str, Flow]) -> tuple[Verdict, ...]:
    """Return the verdicts on moves with the host that is still missing, where one is left.

    Args:
        verdicts: in any order.
        coverage: where each request wrote.
        flows: by operation name, for the roles of what an operation may be.

    Returns:
        The verdicts in their order. The missing host is the only other one on which the request wrote; that of a
        source, else, is where the server last was.
    """
    found = tuple(verdicts)
    at: dict[str, str] = {}
    hosts: dict[int, dict[str, str]] = {}
    for verdict in sorted(found, key=lambda one: one.started or 0.0):
        told = dict(verdict.hosts)
        may_be = (verdict.operation,) if verdict.operation else verdict.candidates
        roles = set.intersection(*(set(flows[name].roles) for name in may_be)) if may_be else set()
        unknown = [role for role in (SOURCE, TARGET) if role in roles and role not in told]
        server = verdict.trace.server or ""
        if len(unknown) == 1 and TARGET in roles and (host := _left(verdict, coverage, unknown[0], at.get(server))):
            told[unknown[0]] = host
        if verdict.verdict in DONE and (where := told.get(TARGET) or told.get(HOST)):
            at[server] = where
        elif verdict.verdict not in (*DONE, "rejected") and (TARGET in roles or not may_be):
            at.pop(server, None)  # it may be elsewhere by now
        hosts[id(verdict)] = told
    return tuple(replace(one, hosts=hosts[id(one)]) if hosts[id(one)] != one.hosts else one for one in found)


def _left(verdict: Verdict, coverage: Coverage, role: str, last: str | None) -> str | None:
    prints = coverage.footprints.get(verdict.trace.request or "", ())
    others = {print_.host for print_ in prints if print_.service == HOST} - set(verdict.hosts.values())
    tried_again = any(deviation.severity != "info" for deviation in verdict.deviations)
    if len(others) == 1 and not tried_again:  # else the other one may be a target that refused
        return others.pop()
    return last if role == SOURCE and not others and last not in verdict.hosts.values() else None
