"""Who takes part in an operation: a lifeline for each role, and for computes one for each host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.model import Retry
from analyzer.reporting.chart import Lifeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analyzer.model import AlignedStep, Event, Flow
    from analyzer.reporting.charting.outline import Outline

# Whoever asked: its requests and the answers are the ends of an operation.
CLIENT = Lifeline("client", "client", "actor")
COMPUTE = "compute"
# nova's own services; a line of any other is drawn under the service's plain name.
SERVICES = ("api", "conductor", "scheduler", COMPUTE)


def lifeline_key(service: str, host: str) -> str:
    """Return the key of the lifeline that a service on a host stands on: of computes each host has its own."""
    return f"{COMPUTE} on {host}" if service == COMPUTE and host else service


def heading(roles: Iterable[str], service: str) -> str:
    """Return the name of a lifeline in UML's way, what it is and of which kind: `target: nova-compute`."""
    kind = f"nova-{service}" if service in SERVICES else service
    named = [role for role in dict.fromkeys(roles) if role != service]
    return f"{', '.join(named)}: {kind}" if named else kind


class Participants:
    """The lifelines of an alignment, and which of them each move stands on.

    A retry unbinds roles: before it `target` was another host than after it, so hosts are taken from the moves of the
    same attempt. Only the last attempt's are the alignment's bindings.
    """

    def __init__(self, flow: Flow, outline: Outline, moves: Sequence[AlignedStep], bindings: Mapping[str, str]) -> None:
        self._flow = flow
        self._attempt: list[int] = []
        self._undeclared: dict[str, Lifeline] = {}  # roles of steps that the head of the flow leaves out
        self._hosts: list[dict[str, str]] = [{}]
        was_in: Retry | None = None
        for move in moves:
            turn = outline.turn_of(move.step) if move.step else None
            now_in = turn if isinstance(turn, Retry) else None
            if move.step and was_in and now_in is not was_in:
                self._hosts.append({})
            was_in = now_in if move.step else was_in
            self._attempt.append(len(self._hosts) - 1)
            if move.event and move.role:
                self._hosts[-1][move.role] = move.event.host
        self._hosts[-1] = {**bindings, **self._hosts[-1]}
        for earlier, later in zip(reversed(self._hosts[:-1]), reversed(self._hosts[1:]), strict=True):
            kept = {role: host for role, host in later.items() if role not in _unbound(flow, outline, moves)}
            earlier.update({role: host for role, host in kept.items() if role not in earlier})

    def key(self, role: str, number: int) -> str:
        """Return the lifeline of a role at the move of that number."""
        service = self._flow.roles.get(role)
        if service is None:
            self._undeclared[role] = Lifeline(role, heading([], role))
        if service != COMPUTE:
            return role
        host = self._hosts[self._attempt[number]].get(role, "")
        return lifeline_key(service, host) if host else role

    def key_of(self, event: Event) -> str:
        """Return the lifeline of a line that no role wrote."""
        if event.service == COMPUTE:
            return lifeline_key(event.service, event.host)
        return next((role for role, service in self._flow.roles.items() if service == event.service), event.service)

    def lifelines(self, others: Iterable[Event]) -> tuple[Lifeline, ...]:
        """Return the lifelines in the order of the flow's roles; `others` are lines that no role wrote."""
        made: dict[str, Lifeline] = {}
        played: dict[str, list[str]] = {}
        for role, service in self._flow.roles.items():
            if service != COMPUTE:
                made[role] = Lifeline(role, heading([role], service))
                continue
            hosts = dict.fromkeys(hosts[role] for hosts in self._hosts if role in hosts)
            for host in hosts:
                played.setdefault(host, []).append(role)
                made.setdefault(lifeline_key(service, host), Lifeline("", "", host=host))
            made.setdefault(role, Lifeline(role, heading([role], service)))
        for event in others:
            key = self.key_of(event)
            on = event.host if event.service == COMPUTE else ""
            made.setdefault(key, Lifeline(key, heading([], event.service), host=on))
        for host, roles in played.items():
            key = lifeline_key(COMPUTE, host)
            made[key] = Lifeline(key, heading(roles, COMPUTE), host=host)
        return tuple({**self._undeclared, **made}.values())


def _unbound(flow: Flow, outline: Outline, moves: Iterable[AlignedStep]) -> set[str]:
    turns = (outline.turn_of(move.step) for move in moves if move.step)
    return {role for turn in turns if isinstance(turn, Retry) for role in turn.unbinds if role in flow.roles}
