"""The release is what most wordings leave."""

from __future__ import annotations

import pytest

from analyzer.model import Releases
from analyzer.parsing.release import told_by


@pytest.mark.parametrize(
    ("wordings", "told"),
    [
        ([], None),
        ([Releases(12, None)], None),
        ([Releases(20, None)], Releases(20, 34)),
        ([Releases(13, 15), Releases(None, 19), Releases(13, None)], Releases(13, 15)),
        ([Releases(16, 16), Releases(16, None), Releases(None, 16)], Releases(16, 16)),
        ([Releases(20, None), Releases(26, None), Releases(12, 12)], Releases(26, 34)),
        ([Releases(None, 15), Releases(16, None)], None),
    ],
)
def test_the_release_is_what_most_wordings_leave(wordings: list[Releases], told: Releases | None) -> None:
    assert told_by((f"event-{n}", one) for n, one in enumerate(wordings)) == told


def test_a_wording_seen_often_counts_once() -> None:
    assert told_by([("a", Releases(12, 15))] * 9 + [("b", Releases(16, None)), ("c", Releases(17, None))]) == Releases(
        17, 34
    )


class TestRanges:
    @pytest.mark.parametrize(
        ("one", "other", "meet", "hold"),
        [
            (Releases(12, 15), Releases(13, 14), True, True),
            (Releases(12, 15), Releases(14, 16), True, False),
            (Releases(12, 15), Releases(16, None), False, False),
            (Releases(16, None), Releases(17, None), True, True),
            (Releases(16, None), None, True, False),
            (Releases(), None, True, True),
            (Releases(None, 12), Releases(13, 13), False, False),
        ],
    )
    def test_meet_and_hold_others(self, one: Releases, other: Releases | None, *, meet: bool, hold: bool) -> None:
        assert one.meet(other) is meet
        assert one.hold(other) is hold
