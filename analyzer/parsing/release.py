"""The release, where no service tells it at its start: what the wordings that were seen leave."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from analyzer.model import Releases

if TYPE_CHECKING:
    from collections.abc import Iterable

# Liberty to 2026.2: what the catalogue says of releases is said of these.
MODELLED = range(12, 35)


def told_by(wordings: Iterable[tuple[str, Releases]]) -> Releases | None:
    """Return the releases that most of the wordings seen are of.

    A wording that is of none of the others' releases (a backport, a cloud in the middle of an upgrade) is outvoted;
    where they are even, all releases between are left.

    Args:
        wordings: an id and the releases that word it so; each counts once, however often it was seen.
    """
    votes = Counter(release for _, ones in set(wordings) for release in MODELLED if ones.admit(release))
    most = max(votes.values(), default=0)
    best = [release for release, count in votes.items() if count == most]
    return Releases(min(best), max(best)) if best and len(best) < len(MODELLED) else None
