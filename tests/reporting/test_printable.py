from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.reporting.printable import iso, printable, shortened


def test_what_prints_stays_as_it_is() -> None:
    assert printable("Migrazione di «città» 服务器 [bold]") == "Migrazione di «città» 服务器 [bold]"


def test_what_a_terminal_would_obey_is_spelt_out() -> None:
    assert printable("a\x1b[2J\x07\r\n") == r"a\x1b[2J\x07\r\n"
    assert printable("\u202eevil") == r"\u202eevil"
    assert printable("\udc80") == r"\udc80"


@given(st.text(st.characters()))
def test_the_result_always_prints(text: str) -> None:
    assert printable(text).isprintable()


def test_a_long_message_is_cut() -> None:
    assert shortened("x" * 1000, 10) == "xxxxxxxxx…"
    assert shortened("x" * 10, 10) == "x" * 10


def test_times_are_utc_with_milliseconds() -> None:
    assert iso(1795328457.592) == "2026-11-22T06:20:57.592Z"
    assert iso(0) == "1970-01-01T00:00:00.000Z"
