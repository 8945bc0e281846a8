"""What an alignment is about, worked out once: which events fit which steps, what costs, what was seen before what."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from analyzer.checking.net import bits
from analyzer.checking.order import predecessors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from analyzer.checking.net import Net, Transition
    from analyzer.model import Event, Guard, Step

    Covered = Callable[[Step, str | None], bool]
    Binds = tuple[str | None, ...]  # the host of each compute role, None while it has none


def _mask(flags: Sequence[bool]) -> int:
    return sum(1 << i for i, flag in enumerate(flags) if flag)


class Problem:
    """A net and the events to read as it. Sets of events are bit masks.

    Args:
        net: the compiled flow.
        roles: the flow's roles, each with its service.
        apart: roles that cannot share a host.
        events: the events of the alphabet, by time.
        costly: for each event, whether it costs when nothing explains it; one that proves a named turn always does,
            else a turn that only trouble proves would never be worth its name. None: it never costs, another operation
            of the request may have written it.
        counted: for each event, whether to prefer the reading that explains it where that costs no more.
        covered: tells whether the logs would show a step of a role on a host (None: not known which).
        otherwise: tells whether the compute on a host has another driver than the flow's, in a log that is whole.
        hosts: the compute hosts that the logs know, to tell a capture that names one from other words.
    """

    def __init__(  # noqa: PLR0913 - each is a thing that an alignment depends on
        self,
        net: Net,
        roles: Mapping[str, str],
        events: Sequence[Event],
        *,
        apart: Sequence[str] = (),
        costly: Sequence[bool | None],
        counted: Sequence[bool],
        covered: Covered,
        otherwise: Callable[[str | None], bool] = lambda _: False,
        hosts: frozenset[str],
    ) -> None:
        self.net, self.roles, self.events, self.covered, self.hosts = net, roles, events, covered, hosts
        self.apart, self.otherwise = frozenset(apart), otherwise
        self.compute_roles = tuple(role for role, service in roles.items() if service == "compute")
        self.everything = (1 << len(events)) - 1
        self.pred = predecessors(events)
        self.match = tuple(self._matches(transition) for transition in net.transitions)
        self.hopeless = self.everything & ~reduce(or_, self.match, 0)
        pairs = tuple(zip(self.match, net.transitions, strict=True))
        self.turning = reduce(or_, (mask for mask, t in pairs if t.firm), 0)
        ending = reduce(or_, (mask for mask, t in pairs if t.step and t.step.ends), 0)
        anyone = _mask([cost is None for cost in costly])
        self.costly = _mask([bool(cost) for cost in costly]) | (self.turning & ~anyone)
        self.counted = _mask(counted) | self.costly | ending
        self.only_turning = self.turning & self.costly & ~reduce(or_, (mask for mask, t in pairs if not t.firm), 0)
        self.twin = self._twins()
        self.scattered = len({event.host for event in events if event.service == "compute"}) > 1
        self.free = frozenset(n for n, t in enumerate(net.transitions) if self._silent(n, t))
        matching = _mask([bool(mask) for mask in self.match])
        self._match_ahead = {
            place: reduce(or_, (self.match[n] for n in bits(numbers & matching)), 0)
            for place, numbers in net.ahead.items()
        }

    def _matches(self, transition: Transition) -> int:
        step = transition.step
        if step is None:
            return 0
        service = self.roles[step.role]
        return sum(
            1 << i
            for i, event in enumerate(self.events)
            if event.name == step.event and event.service == service and all(self._holds(g, event) for g in step.guards)
        )

    def _holds(self, guard: Guard, event: Event) -> bool:
        if guard.key is None:
            return guard.value in event.message or guard.value in event.detail
        if guard.value in self.roles:
            return True  # bound or tested when the step is taken
        return event.captures.get(guard.key, "").casefold() == guard.value.casefold()

    def _twins(self) -> tuple[int, ...]:
        """For each event the mask of earlier ones that serve the same steps: the first of them is as good as any."""
        signature = [tuple(n for n, mask in enumerate(self.match) if mask >> i & 1) for i in range(len(self.events))]
        same = [(s, e.host, tuple(sorted(e.captures.items()))) for s, e in zip(signature, self.events, strict=True)]
        return tuple(sum(1 << j for j in bits(self.pred[i]) if same[j] == same[i]) for i in range(len(self.events)))

    def _silent(self, n: int, transition: Transition) -> bool:
        """Tell whether a step can have no line: passing it is free wherever its role is."""
        step = transition.step
        if step is None or transition.firm or self.match[n]:
            return False
        if self.roles[step.role] != "compute":
            return not self.covered(step, None)
        return not any(self.covered(step, host) for host in (None, *self.hosts))

    def matchable(self, marking: int) -> int:
        """Return the mask of the events that a step ahead of this marking could match."""
        mask = 0
        for place in bits(marking):
            mask |= self._match_ahead.get(place, 0)
        return mask

    def bind(self, binds: tuple[str | None, ...], step: Step, event: Event) -> tuple[str | None, ...] | None:
        """Return the bindings after a step matched an event; None if they contradict it."""
        wanted = [(step.role, event.host)] if step.role in self.compute_roles else []
        for guard in step.guards:
            if guard.key and guard.value in self.compute_roles:
                host = event.captures.get(guard.key)
                if host in self.hosts and host is not None:
                    wanted.append((guard.value, host))
        for role, host in wanted:
            i = self.compute_roles.index(role)
            if role in self.apart and any(
                b == host for r, b in zip(self.compute_roles, binds, strict=True) if r != role and r in self.apart
            ):
                return None
            if binds[i] is None:
                binds = (*binds[:i], host, *binds[i + 1 :])
            elif binds[i] != host:
                return None
        return binds

    def host_of(self, binds: tuple[str | None, ...], role: str) -> str | None:
        """Return the host that a role is bound to."""
        return binds[self.compute_roles.index(role)] if role in self.compute_roles else None
