"""A call to the API that is no operation on a server ended in an error.

Code: C306
Severity: error
Releases: 12-34
Exceptions: none
Evidence: ERROR lines of a request that came in over the API and that no operation has: api.unexpected-exception under a
    list or show call (HTTP 500), an attachment of a volume or port that failed on the compute, the metadata service.
Cause: The traceback names it: a broken record, a service that Nova asked, a fault in Nova. A client often gives up
    after it, so that the operation it was waiting for stays unknown here.
Next: The user gets HTTP 500, or an attachment is rolled back.
Remedy: Read the first traceback with the request id in all services (grep -r req-... /var/log/nova); repair what it
    names, then ask again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.conditions._outside import errors_outside, grouped
from analyzer.checking.rules._words import rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.conditions._scene import Scene
    from analyzer.model import Condition

RULE = rule_of(__name__, __doc__)


def find(scene: Scene) -> Iterator[Condition]:
    """Yield one condition per exception and place in Nova where it was raised."""
    yield from grouped(scene, RULE, errors_outside(scene, of_users=True))
