"""The user is not allowed to do this.

Code: N224
Severity: info
Releases: 12-34
Exceptions: Forbidden, PolicyNotAuthorized
Evidence: HTTP 403 in api.access; the reason stands in api.http-exception or, at DEBUG, in api.returning-fault.
Cause: The policy does not give this action to the user's roles.
Next: Nothing; the server is as it was.
Remedy: The text names the policy. Compare openstack role assignment list --names --user USER --project PROJECT with
    what it asks for (oslopolicy-policy-generator --namespace nova prints the policies in force); give the user the
    role, or change the policy in nova's policy.yaml.
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


_STATUS = 403


def find(case: Case) -> Iterator[Deviation]:
    """Yield one finding; it is mild, as nothing went wrong in Nova."""
    yield from refusal(RULE, case, _STATUS)
