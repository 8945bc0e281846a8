"""A list of known deviations: what it accepts fails no job until its day, and a mistake in it is told with its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main
from benchmarks.samples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RETRY = str(ROOT / "sample_logs/zed/migrate/self-migrate-retry")
ENTRY = """
[[known]]
deviation = "self-migrate-retry"
reason = "bug 1234"
expires = 2026-12-31
"""


def check(*options: str) -> Result:
    return CliRunner().invoke(main, ["check", RETRY, *options], prog_name="novaflow", catch_exceptions=False)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    path = tmp_path / "known.toml"
    path.write_text(ENTRY, encoding="utf-8")
    return path


def test_what_is_known_fails_nothing_until_its_last_day(known: Path) -> None:
    assert check().exit_code == 1
    assert check("--known", str(known), "--today", "2026-12-31").exit_code == 0
    late = check("--known", str(known), "--today", "2027-01-01")
    assert late.exit_code == 1
    assert late.stderr == (
        f"novaflow: warning: {known}:2: the known deviation self-migrate-retry expired on 2026-12-31:"
        " 1 deviation would fit it (bug 1234)\n"
    )


def test_what_is_known_is_told_with_its_reason_and_keeps_its_verdict(known: Path) -> None:
    options = ("--known", str(known), "--today", "2026-11-22", "--format")
    (row,) = json.loads(check(*options, "json").stdout)["operations"]
    assert (row["verdict"], row["counts_as"]) == ("deviating", "conformant")
    assert row["deviations"][0]["known"] == {
        "reason": "bug 1234",
        "expires": "2026-12-31",
        "file": str(known),
        "line": 2,
    }
    assert "bug 1234" in check(*options, "text").stdout


@pytest.mark.parametrize(
    ("narrowing", "fits"),
    [
        ('operation = "cold migrate"', True),
        ('operation = "launch"', False),
        ('host = "node-1"', True),
        ('host = "NODE-*"', False),
        ('host = "node-*"', True),
        ('event = "compute.original-*"', True),
        ('event = "compute.claim-ok"', False),
        ("message = 'took the next alternate'", True),
        ("message = '^took'", False),
    ],
)
def test_an_entry_may_be_narrowed(narrowing: str, fits: bool, known: Path) -> None:  # noqa: FBT001
    known.write_text(f"{ENTRY}{narrowing}\n", encoding="utf-8")
    result = check("--known", str(known), "--today", "2026-11-22")
    note = f"novaflow: note: {known}:2: the known deviation self-migrate-retry was not found (bug 1234)\n"
    assert (result.exit_code, result.stderr) == ((0, "") if fits else (1, note))


def test_an_expired_entry_that_fits_nothing_is_told_as_such(known: Path) -> None:
    known.write_text(ENTRY.replace("self-migrate-retry", "claim-failed"), encoding="utf-8")
    told = check("--known", str(known), "--today", "2027-01-01").stderr
    assert told.endswith("claim-failed expired on 2026-12-31: nothing would fit it (bug 1234)\n")


def test_a_later_entry_takes_over_from_one_that_has_expired(known: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.toml"
    again.write_text(ENTRY.replace("2026-12-31", "2027-12-31"), encoding="utf-8")
    result = check("--known", str(known), "--known", str(again), "--today", "2027-06-01")
    assert result.exit_code == 0
    assert "expired on 2026-12-31" in result.stderr


@pytest.mark.parametrize(
    ("slugs", "code"),
    [(("port-binding-failed",), 1), (("rescheduled",), 1), (("port-binding-failed", "rescheduled"), 0)],
)
def test_who_accepts_one_deviation_of_an_operation_has_not_accepted_the_next(
    slugs: tuple[str, ...], code: int, known: Path
) -> None:
    known.write_text("".join(ENTRY.replace("self-migrate-retry", slug) for slug in slugs), encoding="utf-8")
    logs = str(ROOT / "sample_logs/zed/launch/port-binding-failed")
    result = CliRunner().invoke(main, ["check", logs, "--known", str(known), "--today", "2026-11-22"])
    assert (result.exit_code, result.stderr) == (code, "")


@pytest.mark.parametrize(
    ("text", "line", "words", "hint"),
    [
        ("", None, "has no entry", "[[known]], then deviation = "),
        ("known = 3", None, "has no entry", "[[known]]"),
        ("known = [3]", None, "has an entry that is no table", "[[known]]"),
        (f"{ENTRY}x", 6, "is not TOML: ", "[[known]]"),
        ("accepted = 1\n" + ENTRY, 1, "has 'accepted' beside its entries", "[[known]]"),
        (f'{ENTRY}resaon = "x"', 6, "no entry has 'resaon'", "did you mean reason?"),
        (ENTRY.replace("reason", "# reason"), 2, "the entry has no 'reason'", "[[known]]"),
        (ENTRY.replace("expires", "# expires"), 2, "the entry has no 'expires'", "[[known]]"),
        (ENTRY.replace('"bug 1234"', '" "'), 4, "'reason' is no text", 'write reason = "..."'),
        (ENTRY.replace("2026-12-31", '"2026-12-31"'), 5, "'expires' is no day", "write it bare: 2027-03-31"),
        (ENTRY.replace("2026-12-31", "2026-12-31T10:00:00"), 5, "'expires' is no day", "write it bare"),
        (ENTRY.replace("2026-12-31", "2026-13-31"), 5, "is not TOML: ", "[[known]]"),
        (ENTRY.replace("-retry", "-retri"), 3, "no deviation is called", "did you mean self-migrate-retry?"),
        (f'{ENTRY}operation = "teleport"', 6, "no operation is called 'teleport'", ""),
        (f"{ENTRY}message = '['", 6, "'message' is no regular expression", "a bracket"),
        (ENTRY + ENTRY.replace("bug", "# bug").replace('"#', "#"), 9, "is not TOML: ", "[[known]]"),
    ],
)
def test_a_mistake_is_told_with_its_line_before_any_log_is_read(
    text: str, line: int | None, words: str, hint: str, known: Path
) -> None:
    known.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "nowhere.log", "--known", str(known)])
    assert (result.exit_code, result.stdout) == (2, "")
    place = str(known) if line is None else f"{known}:{line}"
    assert result.stderr.startswith(f"novaflow: error: {place}: {words}")
    assert f"\n  hint: {hint}" in result.stderr


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\xff\xfe", "cannot be read as text\n  hint: save it as UTF-8"), (None, "cannot be read: No such file")],
)
def test_a_list_that_cannot_be_read(data: bytes | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bytes.toml"
    if data is not None:
        path.write_bytes(data)
    result = check("--known", str(path))
    assert result.exit_code == 2
    assert f"{path}: {words}" in result.stderr


def test_a_day_that_is_none_is_refused() -> None:
    result = check("--today", "soon")
    assert result.exit_code == 2
    assert "'soon' is no day like 2026-11-22" in result.stderr
