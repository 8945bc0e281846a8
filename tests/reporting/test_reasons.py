"""Each reason that a verdict may have is explained."""

from __future__ import annotations

from typing import get_args

from analyzer.model import Reason
from analyzer.reporting.reasons import WHY


def test_all_and_no_other_is_explained() -> None:
    assert set(get_args(Reason)) == set(WHY)
