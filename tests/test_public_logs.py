"""Other people's logs, where they are: none breaks the reading, and what was confirmed line by line stays so."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analyzer import pipeline
from analyzer.notation.events import load_catalogue

if TYPE_CHECKING:
    from analyzer.model import Report, Verdict

PUBLIC = Path(__file__).resolve().parents[2] / "shared" / "logs" / "public"
LIVE, MITAKA, PIKE = "os-log-merger-live-migration", "loghub/OpenStack_2k.log", "dessertlab/Test_105"

pytestmark = pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public logs are not here")


@cache
def checked(name: str) -> Report:
    if not (PUBLIC / name).exists():
        pytest.skip(f"{name} is not here")
    return pipeline.run([str(PUBLIC / name)])


def of_request(name: str, request: str) -> Verdict:
    (found,) = [one for one in checked(name).verdicts if (one.trace.request or "").startswith(request)]
    return found


@pytest.mark.parametrize("name", ["devstack-screen", "devstack-journal", "excerpts", "sunbeam", LIVE, MITAKA, PIKE])
def test_every_set_is_read(name: str) -> None:
    files = checked(name).input.files
    assert all(one.events + one.known + one.continuation + one.unrecognised == one.lines for one in files)
    assert sum(one.unrecognised for one in files) < 0.25 * sum(one.lines for one in files)


@pytest.mark.parametrize("name", ["sunbeam", "devstack-journal"])
def test_a_cloud_without_operations_has_none(name: str) -> None:
    assert not checked(name).verdicts


def test_the_refused_live_migrations_are_found() -> None:
    outcomes = Counter(
        (one.operation, one.verdict, tuple(deviation.rule.name for deviation in one.deviations))
        for one in checked(LIVE).verdicts
    )
    assert outcomes == {
        ("live-migrate", "conformant", ()): 2,
        ("live-migrate", "failed", ("self-migrate-refused",)): 26,
        ("live-migrate", "failed", ("live-migration-precheck-failed",)): 2,
        ("live-migrate", "failed", ("live-migration-precheck-failed", "service-down")): 2,
    }


def test_a_healthy_cloud_raises_no_alarm() -> None:
    assert {one.verdict for one in checked(MITAKA).verdicts} <= {"conformant", "unknown"}


@pytest.mark.parametrize(
    ("name", "request_id", "operation", "verdict", "lines"),
    [
        (LIVE, "req-5f2adc28", "live-migrate", "conformant", {2202, 2203, 2206, 508, 944, 945}),
        (LIVE, "req-4b3cdd21", "live-migrate", "conformant", {2264, 2266, 2271, 978, 1502, 1503}),
        (LIVE, "req-a40a6ce0", "live-migrate", "failed", {613, 614}),
        (LIVE, "req-2bad4bc2", "live-migrate", "failed", {944, 945}),
        (MITAKA, "req-6a763803", "launch", "conformant", {62, 64, 71, 114, 115, 118}),
        (MITAKA, "req-c53a921a", "terminate", "conformant", {45, 47, 48, 51, 52, 53, 55}),
        (MITAKA, "req-3d26bc3d", "launch", "conformant", {1916, 1918, 1970, 1971, 1974}),
        (MITAKA, "req-699eeadf", "terminate", "unknown", {1996, 1997, 1999}),
        (PIKE, "req-4b3af842", "launch", "conformant", {20, 43, 102, 267}),
        (PIKE, "req-3077755d", "hard-reboot", "conformant", {416, 423, 610, 939}),
        (PIKE, "req-b8b48847", "terminate", "failed", {548, 552, 556, 1009, 1013, 1093}),
    ],
)
def test_what_was_confirmed_line_by_line(
    name: str, request_id: str, operation: str, verdict: str, lines: set[int]
) -> None:
    found = of_request(name, request_id)
    assert (found.operation, found.verdict) == (operation, verdict)
    assert found.alignment is not None
    matched = {move.event.place.line for move in found.alignment.moves if move.move == "sync" and move.event}
    assert lines <= matched


@pytest.mark.parametrize(("name", "release"), [(MITAKA, None), (PIKE, 16), ("sunbeam", 29)])
def test_the_wordings_tell_the_release_where_no_service_does(name: str, release: int | None) -> None:
    assert checked(name).release == release


@pytest.mark.parametrize(
    ("name", "form", "share"),
    [("json/randomJsonsFile2.txt", "rfc5424 in json", 0.25), ("kolla-csv", "csv", 0.95)],
)
def test_what_stands_in_a_container_is_read(name: str, form: str, share: float) -> None:
    if not (PUBLIC / name).exists():
        pytest.skip(f"{name} is not here")
    files = pipeline.events([str(PUBLIC / name)], load_catalogue()).input.files
    assert {one.form for one in files} == {form}
    assert sum(one.events for one in files) > share * sum(one.lines for one in files)
    assert all(one.events + one.known + one.continuation + one.unrecognised == one.lines for one in files)
