"""The file that `novaflow learn` writes and `novaflow check --baseline` reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.checking.baseline import Baseline, read_baseline, text_of
from analyzer.checking.spread import Key, Spread
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

KEY = Key("launch", "step", "libvirt.spawned", "libvirt.creating-image")
USUAL = Spread(count=197, median=19.788, p95=21.185, max=50.72, log_mad=0.0229)

seconds = st.integers(0, 10**9).map(lambda one: one / 10_000)
words = st.text(max_size=20)


def test_it_is_one_line_a_duration() -> None:
    other = Key("launch", "told", "compute.build-took", "")
    lines = text_of(Baseline("b.json", {other: USUAL, KEY: USUAL})).splitlines()
    assert len(lines) == 5
    assert json.loads(lines[2].strip(" ,")) == {
        "operation": "launch",
        "what": "step",
        "event": "libvirt.spawned",
        "since": "libvirt.creating-image",
        "count": 197,
        "median": 19.788,
        "p95": 21.185,
        "max": 50.72,
        "log_mad": 0.0229,
    }


@given(
    st.dictionaries(
        st.builds(Key, words, words, words, words),
        st.builds(Spread, st.integers(1, 10**6), seconds, seconds, seconds, seconds),
        max_size=5,
    )
)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, spreads: dict[Key, Spread]) -> None:
    path = tmp_path_factory.mktemp("learnt") / "b.json"
    path.write_text(text_of(Baseline("b.json", spreads)), encoding="utf-8")
    assert read_baseline(str(path)) == Baseline("b.json", spreads)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("{\n\n'}", ":3: is no JSON"),
        ("[]", "is no baseline of the schema novaflow.baseline/1"),
        ('{"schema": "novaflow.baseline/2"}', "is no baseline"),
        ('{"schema": "novaflow.baseline/1"}', "has no list of durations"),
        ('{"schema": "novaflow.baseline/1", "durations": [1]}', "duration 1 is not complete"),
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_baseline(str(path))
    assert says in str(caught.value)
    assert "hint: novaflow learn" in str(caught.value)


@pytest.mark.parametrize("value", ["NaN", "-1", "true", '"1"', "null", "1e999"])
def test_a_number_that_can_be_no_time_is_refused(tmp_path: Path, value: str) -> None:
    path = tmp_path / "b.json"
    text = text_of(Baseline("b.json", {KEY: USUAL}))
    path.write_text(text.replace("21.185", value), encoding="utf-8")
    with pytest.raises(UsageError, match="duration 1 is not complete"):
        read_baseline(str(path))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_baseline(str(tmp_path / "none.json"))
