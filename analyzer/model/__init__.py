"""The nouns: what one stage hands to the next.

Times are seconds since the epoch, UTC. Everything is frozen: a stage makes new nouns and changes none.
"""

from analyzer.model.alignment import AlignedStep, Alignment, Duration, Limit, Move, Turn
from analyzer.model.coverage import Coverage, FileSummary, Footprint, Input, Log, Process, Setting, SkippedFile
from analyzer.model.events import GAVE_UP, Event, EventClass, EventSpec, Releases
from analyzer.model.flow import Alt, Attempt, Break, Flow, Guard, Item, Loop, Named, Opt, Par, RequestForm, Retry, Step
from analyzer.model.lines import Line, Place, Source
from analyzer.model.trace import Trace
from analyzer.model.verdict import (
    BEST_FIRST,
    Acceptance,
    Condition,
    Deviation,
    Known,
    Raised,
    Reason,
    Report,
    RuleInfo,
    Severity,
    Verdict,
    VerdictName,
)

__all__ = [
    "BEST_FIRST",
    "GAVE_UP",
    "Acceptance",
    "AlignedStep",
    "Alignment",
    "Alt",
    "Attempt",
    "Break",
    "Condition",
    "Coverage",
    "Deviation",
    "Duration",
    "Event",
    "EventClass",
    "EventSpec",
    "FileSummary",
    "Flow",
    "Footprint",
    "Guard",
    "Input",
    "Item",
    "Known",
    "Limit",
    "Line",
    "Log",
    "Loop",
    "Move",
    "Named",
    "Opt",
    "Par",
    "Place",
    "Process",
    "Raised",
    "Reason",
    "Releases",
    "Report",
    "RequestForm",
    "Retry",
    "RuleInfo",
    "Setting",
    "Severity",
    "SkippedFile",
    "Source",
    "Step",
    "Trace",
    "Turn",
    "Verdict",
    "VerdictName",
]
