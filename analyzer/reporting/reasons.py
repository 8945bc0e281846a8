"""Why the logs cannot tell, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.model import Reason

WHY: dict[Reason, str] = {
    "began-before-logs": "it began before the logs that were read",
    "budget": "its lines fit the flow in too many ways to try them all",
    "end-not-covered": "the logs that were read cannot show its end",
    "end-not-logged": "Nova accepted a later operation, so it ended, but its last lines are missing",
    "gap": "a log has a hole while it went on",
    "logs-end": "the logs end before it could be called late",
    "no-flow": "its reference flow declares no steps",
    "operation-not-named": "no line names the operation, and no flow fits its lines",
    "several-flows": "no line names the operation, and its lines fit several flows",
}
