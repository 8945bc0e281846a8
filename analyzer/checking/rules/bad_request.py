"""The API refused the request as it stands.

Code: N223
Severity: info
Releases: 12-34
Exceptions: HTTPBadRequest, ValidationError, CannotResizeToSameFlavor, CannotMigrateToSameHost, ComputeServiceInUse,
    FlavorNotFound
Evidence: HTTP 400 in api.access with the reason in api.http-exception, and no line of another service.
Cause: An argument is wrong: an unknown flavor or image, a resize to the same flavor, a host that is not allowed.
Next: Nothing; the server is as it was.
Remedy: Correct the request as the text says. An evacuation from a host that is "still in use" needs its nova-compute
    down: fence the host, then openstack compute service set --down HOST nova-compute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._refusal import refusal
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_STATUS = 400


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding; it is mild, as nothing went wrong in Nova."""
    yield from refusal(RULE, case, _STATUS)
