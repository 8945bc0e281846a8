"""Nova raised errors in what it does by itself.

Code: C308
Severity: warning
Releases: 12-34
Exceptions: none
Evidence: ERROR lines without a request, or under the id of a periodic task or of a service's start.
Cause: The traceback names it: often a server that was deleted meanwhile, placement or neutron away for a moment, or a
    record that does not fit the host.
Next: A periodic task tries again at its next turn; users see nothing unless the resource tracker or the image cache
    stays behind.
Remedy: Errors that come back every minute need repair: read the first traceback. For allocations run nova-manage
    placement audit; after a single one look whether it came again.
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
    yield from grouped(scene, RULE, errors_outside(scene, of_users=False))
