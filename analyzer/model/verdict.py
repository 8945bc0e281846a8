"""What the check found: deviations, verdicts, conditions, and the report of them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from analyzer.model.alignment import Alignment
    from analyzer.model.coverage import Input
    from analyzer.model.flow import Flow
    from analyzer.model.lines import Place
    from analyzer.model.trace import Trace

VerdictName = Literal["conformant", "deviating", "failed", "rejected", "unfinished", "unknown"]
Severity = Literal["info", "warning", "error"]
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
class Known:
    """That somebody accepted a deviation: why, the last day it holds (UTC), and the line that says so."""

    reason: str
    expires: date
    place: Place


@dataclass(frozen=True, slots=True)
class Acceptance:
    """An entry of a list of known deviations: the slug, what it says, and how many deviations it fits in this report.

    One that is `expired` accepts nothing any more.
    """

    name: str
    known: Known
    found: int
    expired: bool


@dataclass(frozen=True, slots=True)
class Deviation:
    """A finding: data plus because. `flow` is the declared step or block it departs from.

    `raised` is the first exception among the evidence. `known` says that it is accepted: it is told, and fails nothing.
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
    known: Known | None = None


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

    @property
    def counts_as(self) -> VerdictName:
        """The verdict that a gate goes by: what is left of it without its known deviations.

        A known cause excuses how the operation ended, but another deviation of it, unless an info, still counts as
        one: whoever accepts that a migration is tried again has not accepted that its server is lost on the way. What
        the logs cannot tell is due to no deviation, and stays.
        """
        if self.verdict in ("conformant", "unknown") or not any(one.known for one in self.deviations):
            return self.verdict
        serious = [one for one in self.deviations if one.severity != "info"] or self.deviations
        ends = [one for one in self.deviations if one.cause] or serious
        if self.verdict != "deviating" and not all(one.known for one in ends):
            return self.verdict
        left = any(one.known is None for one in serious)
        return min(self.verdict, "deviating", key=BEST_FIRST.index) if left else "conformant"


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
    `fail_on` is the best verdict that its reader counts as a failure; None: no verdict is one. `acceptances` are the
    entries of a list of known deviations; None: there was no list. `hosts` are all that the logs are of or name.
    """

    input: Input
    verdicts: tuple[Verdict, ...]
    conditions: tuple[Condition, ...] = ()
    release: int | None = None
    surroundings: tuple[Trace, ...] = ()
    fail_on: VerdictName | None = "deviating"
    acceptances: tuple[Acceptance, ...] | None = None
    hosts: frozenset[str] = frozenset()

    def fails(self, verdict: Verdict) -> bool:
        """Tell whether the verdict is `fail_on` or worse, known deviations aside."""
        return self._is_as_bad(verdict.counts_as)

    def excuses(self, verdict: Verdict) -> bool:
        """Tell whether the verdict would fail, were not what is behind it known."""
        return self._is_as_bad(verdict.verdict) and not self.fails(verdict)

    def _is_as_bad(self, verdict: VerdictName) -> bool:
        return self.fail_on is not None and BEST_FIRST.index(verdict) >= BEST_FIRST.index(self.fail_on)
