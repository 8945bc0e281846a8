"""The image could not be read, written or used.

Code: N207
Severity: error
Releases: 12-34
Exceptions: ImageNotFound, GlanceConnectionFailed, ImageUnacceptable, ImageNotAuthorized, CommunicationError
Evidence: glance.contact-error once per try ("retrying", at last "done trying"); compute.snapshot-image-gone,
    libvirt.snapshot-failed, conductor.unshelve-image-missing; ImageNotFound or GlanceConnectionFailed in a traceback.
Cause: The image service is down or not reachable, the image was deleted, or its content does not fit its format.
Next: A launch tries another host (a bad image or a too small flavor: none) and ends in ERROR; a snapshot is dropped
    and the server goes on; an unshelve ends in ERROR. Resize and live migration copy a deleted image from the other
    host.
Remedy: Run openstack image show IMAGE: it must be active. Check the image service's endpoint and store, nova's
    credentials for it and df of the compute's instances path; then ask again. [glance] num_retries helps against
    short failures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, reason, says, seen_own, troubles
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_WORDS = ("ImageNotFound", "GlanceConnectionFailed", "ImageUnacceptable", "ImageNotAuthorized", "ImageNotActive")
_ALWAYS = (
    "glance.contact-error",
    "glance.download-error",
    "glance.write-error",
    "glance.signature-failed",
    "compute.snapshot-image-gone",
    "conductor.unshelve-image-missing",
)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding; a live migration only fails by its own rule, and a request the API refused is told mildly."""
    told = list(seen_own(case, *_ALWAYS))
    if case.operation != "live-migrate":
        told += [event for event in troubles(case) if event not in told and says(event, *_WORDS)]
    if not told:
        return
    told.sort(key=lambda event: event.time)
    refused = case.trace.answer == "refused"
    yield finding(
        RULE,
        told,
        f"the image could not be used ({told[0].service} on {told[0].host}): {reason(told[0])}",
        f"{told[0].name} reports it, {len(told)} line(s) in all",
        severity="info" if refused else None,
    )
