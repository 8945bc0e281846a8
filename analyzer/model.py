"""The nouns: what one stage hands to the next.

Times are seconds since the epoch, UTC. Everything is frozen: a stage makes new nouns and changes none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

EventClass = Literal["flow", "trouble", "ambient"]
VerdictName = Literal["conformant", "deviating", "failed", "rejected", "unfinished", "unknown"]
Severity = Literal["info", "warning", "error"]
Move = Literal["sync", "log", "model", "unseen"]
# Why the logs cannot tell.
Reason = Literal[
    "began-before-logs",
    "budget",
    "end-not-covered",
    "end-not-logged",
    "gap",
    "logs-end",
    "no-flow",
    "operation-not-named",
    "several-flows",
]

# The order of `--fail-on`: a refusal is an answer, and what the logs cannot tell is better than what they show wrong.
BEST_FIRST: tuple[VerdictName, ...] = ("conformant", "rejected", "unknown", "deviating", "unfinished", "failed")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, 1-based."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line of a log, without its line end."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class EventSpec:
    """What the catalogue says of one event id; several wordings share it.

    `operations` are the operations the catalogue gives the event to; empty: any.
    `family` is the stem of the `.events` file, used to tell whether a process ever writes such lines.
    """

    name: str
    kind: EventClass
    family: str
    levels: frozenset[str]
    operations: frozenset[str] = frozenset()
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A log record that the catalogue names.

    `request` is the last `req-` id of the bracket, `context` its whole text (two contexts of one process may swap);
    `server` the uuid of `[instance: ...]` or of a capture. `detail` is the folded traceback, if one followed.
    """

    name: str
    time: float
    place: Place
    service: str
    host: str
    process: str
    level: str
    logger: str
    message: str
    request: str | None = None
    global_request: str | None = None
    server: str | None = None
    captures: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an option that limits a time is set to, in seconds, and where that is told."""

    seconds: float
    place: Place


@dataclass(frozen=True, slots=True)
class Process:
    """One running service as its log shows it: where and when it wrote, and what it is able to show.

    `levels` has every level seen from a `nova.` logger; `families` the stems of the `.events` files it logged from.
    `silences` are the times from one of its lines to the next where that took minutes. `options` are those of
    `limits.toml` that it told when it started, by name.
    """

    service: str
    host: str
    pid: str
    first: float
    last: float
    levels: frozenset[str]
    families: frozenset[str]
    silences: tuple[tuple[float, float], ...] = ()
    options: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Footprint:
    """That a request wrote in a service on a host, whatever the lines said: when first and when last.

    `by_user`: its context names a user, so that it was asked of an API; Nova's own contexts name none.
    """

    request: str
    service: str
    host: str
    first: float
    last: float
    by_user: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the logs are able to show, and what they name.

    `release` is the major release, if they tell it; else `releases` are those that their wordings leave. `options` are
    what a nova.conf that was given says, for all hosts, by name: `libvirt.wait_soft_reboot_seconds`.
    """

    processes: tuple[Process, ...]
    footprints: Mapping[str, tuple[Footprint, ...]]
    hosts_named: frozenset[str] = frozenset()
    release: int | None = None
    releases: Releases | None = None
    options: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def told(self) -> Releases | None:
        """The major releases that these logs may be of; None: any."""
        return self.releases if self.release is None else Releases(self.release, self.release)


@dataclass(frozen=True, slots=True)
class FileSummary:
    """The account of one file: events + known + continuation + unrecognised = lines."""

    path: str
    service: str | None
    host: str | None
    form: str | None
    lines: int
    events: int
    known: int
    continuation: int
    unrecognised: int
    first: float | None
    last: float | None
    level: str | None


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that was not read, and why; `foreign`: it is no log and was not asked for by name, so nothing is lost."""

    path: str
    why: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """The account of all that was given to read."""

    files: tuple[FileSummary, ...]
    skipped: tuple[SkippedFile, ...] = ()
    clock_skew: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trace:
    """The events of one operation on one server.

    `events` are its own (they may cost), `shared` those of its request that name no server (each matched by at most one
    operation, unexpected in none), `nearby` those that only go by server, host and time.
    `operation` is the name its API line gives; None if no API line was read, then `candidates` may name some.
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

    @property
    def all_events(self) -> tuple[Event, ...]:
        """Own, shared and nearby events by time."""
        return tuple(sorted((*self.events, *self.shared, *self.nearby), key=lambda event: (event.time, event.place)))


# The reference flow -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Releases:
    """Major releases, both ends included; None is open."""

    first: int | None = None
    last: int | None = None

    def admit(self, release: int | None) -> bool:
        """Tell whether `release` is in the range; an unknown release may be."""
        return release is None or (
            (self.first is None or self.first <= release) and (self.last is None or release <= self.last)
        )

    def meet(self, others: Releases | None) -> bool:
        """Tell whether any of the others is in the range; None: any release may be."""
        return others is None or not (_below(self.last, others.first) or _below(others.last, self.first))

    def hold(self, others: Releases | None) -> bool:
        """Tell whether all of the others are in the range."""
        others = others or Releases()
        first = self.first is None or (others.first is not None and self.first <= others.first)
        return first and (self.last is None or (others.last is not None and others.last <= self.last))


def _below(last: int | None, first: int | None) -> bool:
    return last is not None and first is not None and last < first


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


# What the check found -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AlignedStep:
    """One move of an alignment.

    Both (`sync`), a line without a step (`log`), a step without a line that the logs would show (`model`), a step or
    line that means nothing (`unseen`: the logs cannot show it, or it never costs).
    """

    move: Move
    step: Step | None
    event: Event | None
    role: str | None
    host: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A named block that was entered, and the event that decided it."""

    name: str
    place: Place
    event: Event | None
    verdict: VerdictName | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A time that was passed, in seconds, and who says so; `firm` if nobody may have allowed this server more.

    `flow` is the step that names it, `place` where it is set, if a file sets it.
    """

    seconds: float
    origin: str
    firm: bool = True
    flow: Place | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something took, in seconds, up to the line `event`.

    A `step` took from the line `since` that caused it, what a line has `told` as long as it says, the `whole` operation
    from its first line `since` to its last. `passed` is the limit that it passed, if no part of it is to blame.
    """

    what: Literal["step", "told", "whole"]
    event: Event
    since: Event | None
    seconds: float
    step: Step
    passed: Limit | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cheapest way to read a trace as a flow. `cost` is skipped covered steps + unexplained flow events.

    `ended`: a step marked `ends` has its line (or what stands in for one), `end_covered`: the logs would show one.
    `owed` are the covered steps on the shortest way to the end from where the trace stopped.
    `exhausted` tells that the budget was used up before the cheapest way was found. `durations` are those of its steps;
    `patience` is how many seconds the first of `owed` may take before its absence means anything.
    """

    moves: tuple[AlignedStep, ...]
    turns: tuple[Turn, ...]
    cost: int
    bindings: Mapping[str, str]
    ended: bool
    end_covered: bool
    owed: tuple[Step, ...] = ()
    exhausted: bool = False
    durations: tuple[Duration, ...] = ()
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A deviation's words, from its rule's docstring, the only copy."""

    code: str
    name: str
    severity: Severity
    title: str
    cause: str
    remedy: str
    releases: str = "12-34"
    text: str = ""
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that a line reports, its traceback folded.

    `exception` is the class without its module, `message` the first line of its text, `frame` the deepest frame in
    Nova's own code, `nova/virt/libvirt/driver.py:1234 in spawn`, empty where no traceback has one. `place` and `host`
    are those of the line.
    """

    exception: str
    message: str
    frame: str
    place: Place
    host: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """A finding: data plus because. `flow` is the declared step or block it departs from.

    `raised` is the first exception among the evidence.
    """

    rule: RuleInfo
    message: str
    because: str
    event: str | None = None
    evidence: tuple[Place, ...] = ()
    flow: Place | None = None
    severity: Severity = "warning"
    cause: bool = False
    time: float | None = None
    raised: Raised | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one operation, with all that supports it."""

    trace: Trace
    flow: Flow | None
    operation: str | None
    verdict: VerdictName
    reason: Reason | None = None
    candidates: tuple[str, ...] = ()
    alignment: Alignment | None = None
    deviations: tuple[Deviation, ...] = ()
    started: float | None = None
    finished: float | None = None
    hosts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """A finding about the whole log rather than one operation.

    `operations` are the request ids of those it touched, `rule` has its words, `first` and `last` are when it was seen.
    """

    name: str
    message: str
    evidence: tuple[Place, ...] = ()
    operations: tuple[str, ...] = ()
    rule: RuleInfo | None = None
    first: float | None = None
    last: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run has to say.

    `surroundings` are what was asked of servers outside the model (`Trace.outside`): never judged, no operations.
    `fail_on` is the best verdict that its reader counts as a failure; None: no verdict is one.
    """

    input: Input
    verdicts: tuple[Verdict, ...]
    conditions: tuple[Condition, ...] = ()
    release: int | None = None
    surroundings: tuple[Trace, ...] = ()
    fail_on: VerdictName | None = "deviating"

    def fails(self, verdict: Verdict) -> bool:
        """Tell whether the verdict is `fail_on` or worse."""
        return self.fail_on is not None and BEST_FIRST.index(verdict.verdict) >= BEST_FIRST.index(self.fail_on)


# What reading and parsing hand on ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """One file of logs, ready to be read.

    `service` is `api`, `conductor`, `scheduler`, `compute`, another service's name such as `neutron`, or None where the
    path does not tell. `host` is what the path tells; where it is not `certain` (a folder's name), what the lines say
    is better. `log` is the path without rotation and compression: the files of one rotated log share it.
    `lines` streams the lines from the first; it raises InputError where the file ends before its end.
    """

    path: str
    service: str | None
    host: str | None
    lines: Callable[[], Iterator[Line]]
    log: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Log:
    """All that was read: the events by (time, place), what the logs are able to show, and the account."""

    events: tuple[Event, ...]
    coverage: Coverage
    input: Input
