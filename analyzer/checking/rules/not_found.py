"""The server, or something the request names, does not exist.

Code: N225
Severity: info
Releases: 12-34
Exceptions: HTTPNotFound, InstanceNotFound, InstanceMappingNotFound
Evidence: HTTP 404 in api.access with the reason in api.http-exception.
Cause: A wrong id, another project's server, or a server deleted before.
Next: Nothing.
Remedy: Compare the id with openstack server list --all-projects, and with --deleted for servers that are gone; a user
    only finds the servers of the project that the token is for.
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


_STATUS = 404


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding; it is mild, as nothing went wrong in Nova."""
    yield from refusal(RULE, case, _STATUS)
