"""A quota was used up.

Code: N222
Severity: warning
Releases: 12-34
Exceptions: OverQuota, TooManyInstances, QuotaError, PortLimitExceeded
Evidence: HTTP 403 with "Quota exceeded for .." in api.http-exception; api.resize-quota; PortLimitExceeded or
    neutron.quota on a compute; compute.bdm-volume-quota.
Cause: The project holds as many instances, cores, memory, ports or volumes as it may; neutron's and cinder's limits
    are their own.
Next: A refused request changes nothing. On a compute a port limit counts as a failed build and other hosts are
    tried. From 15 on conductor counts again after the choice of hosts, and a launch that lost the race ends in
    ERROR.
Remedy: Compare openstack quota show --usage PROJECT with what is needed; delete servers or raise the quota
    (openstack quota set); look for ports without a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.rules._evidence import finding, own, reason, says
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.case import Case
    from analyzer.model import Deviation

RULE = rule_of(__name__, __doc__)


_TOLD = {"api.resize-quota", "neutron.quota", "compute.bdm-volume-quota"}
_WORDS = (
    "Quota exceeded",
    "PortLimitExceeded",
    "Maximum number of ports exceeded",
    "TooManyInstances",
)


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding."""
    told = [
        event
        for event in own(case)
        if event.name in _TOLD
        or ((event.level != "DEBUG" or event.name.startswith("api.quota-exceeded")) and says(event, *_WORDS))
    ]
    if told:
        yield finding(
            RULE,
            told,
            f"a quota is used up: {reason(told[0]).removeprefix('HTTP exception thrown: ')}",
            f"{told[0].name} of {told[0].service} on {told[0].host} says so",
        )
