"""The reference flow: what an operation should look like, and the turns it may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model.events import Releases
    from analyzer.model.lines import Place
    from analyzer.model.verdict import VerdictName


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on an event: `key=value` tests a capture (or binds the role called value), `~ text` the message."""

    key: str | None
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """A line that a role writes, or a message between two roles (which may leave the receiver's line).

    `within` is a limit in seconds that Nova itself enforces, counted from `within_of` or the latest causal predecessor;
    `within_option` is the option of Nova that sets it instead.
    """

    place: Place
    role: str
    event: str | None = None
    guards: tuple[Guard, ...] = ()
    sender: str | None = None
    arrow: Literal["call", "cast"] | None = None
    releases: Releases | None = None
    ends: bool = False
    decides: bool = False
    within: float | None = None
    within_of: str | None = None
    within_option: str | None = None


@dataclass(frozen=True, slots=True)
class Opt:
    """None or one time the body."""

    place: Place
    body: tuple[Item, ...]
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """`low` to `high` times the body; `high` None is without end."""

    place: Place
    body: tuple[Item, ...]
    low: int = 0
    high: int | None = None
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Alt:
    """One of the branches."""

    place: Place
    branches: tuple[tuple[Item, ...], ...]
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Par:
    """All branches, in any interleaving."""

    place: Place
    branches: tuple[tuple[Item, ...], ...]
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """`deviation NAME`: a turn Nova may take at this place; named when taken."""

    place: Place
    name: str
    body: tuple[Item, ...]
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """A turn that may be entered after any step of its attempt and begins the attempt again."""

    place: Place
    name: str
    unbinds: tuple[str, ...]
    body: tuple[Item, ...]
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A body that one of its retries may begin again, ten times at most."""

    place: Place
    label: str
    body: tuple[Item, ...]
    retries: tuple[Retry, ...]
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """A turn that may be entered after any step of the block it stands in and closes the operation with `verdict`."""

    place: Place
    name: str
    verdict: VerdictName
    body: tuple[Item, ...]
    releases: Releases | None = None


Item = Step | Opt | Loop | Alt | Par | Named | Attempt | Break


@dataclass(frozen=True, slots=True)
class RequestForm:
    """The API call that asks for an operation: `action KEY(arg=VALUE)` or `METHOD PATH` with `{server}`."""

    place: Place
    action: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    method: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A declared reference flow.

    `roles` maps each role to the service that plays it; `methods` are the RPC methods of its computes, whose names
    stand in a traceback where no other line names the operation; roles that are `apart` are on different hosts.
    """

    name: str
    title: str
    place: Place
    requests: tuple[RequestForm, ...]
    roles: Mapping[str, str]
    body: tuple[Item, ...]
    aliases: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
