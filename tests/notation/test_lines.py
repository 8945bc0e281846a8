"""A line form's regular expression reads what lark reads with the same grammar."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import NotationError
from analyzer.notation.lines import LineForm, line_forms, load

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUEST = "req-3f41d966-4aad-42b5-9700-1dc79342740b"
GLOBAL = "req-00000000-1111-4222-8333-000000000000"
SERVER = "72085ec4-c42f-4f7a-8c6c-8429af7c2702"
START = "2026-11-22 06:15:50.607 16942 INFO nova.compute.claims "
SAMPLES = Path(__file__).resolve().parents[2] / "sample_logs"
AT_MOST = 400  # lines of sample_logs: lark takes some milliseconds for each


def oslo() -> LineForm:
    return next(form for form in line_forms() if form.name == "oslo")


def of_the_samples() -> Iterator[str]:
    """Give lines of sample_logs, none twice but for its digits."""
    for path in sorted(SAMPLES.rglob("*.log*")):
        data = path.read_bytes()
        text = gzip.decompress(data) if path.suffix == ".gz" else data
        yield from text.decode("utf-8", "replace").splitlines()


@pytest.mark.parametrize(
    ("form", "line"), [pytest.param(form, line, id=line[:80]) for form in line_forms() for line in form.samples]
)
def test_lark_and_the_regular_expression_read_the_same_in_a_sample(form: LineForm, line: str) -> None:
    fields = form.fields(line)
    assert fields is not None
    assert fields == form.oracle(line)


def test_lark_and_the_regular_expression_read_the_same_in_the_sample_logs() -> None:
    lines = sorted(set(of_the_samples()))
    for line in lines[:: len(lines) // AT_MOST + 1]:
        assert oslo().fields(line) == oslo().oracle(line), line


@pytest.mark.parametrize(
    ("context", "fields"),
    [
        ("[-] ", {"bare": "-"}),
        (f"[{REQUEST} demo demo - - -] ", {"request": REQUEST, "identity": "demo demo - - -"}),
        (f"[{REQUEST} - - - - -] ", {"request": REQUEST, "identity": "- - - - -"}),
        (f"[{REQUEST} ] ", {"request": REQUEST}),
        (f"[{REQUEST}] ", {"request": REQUEST}),
        (f"[None {REQUEST} u p - - d d] ", {"global": "None", "request": REQUEST, "identity": "u p - - d d"}),
        (f"[{GLOBAL} {REQUEST} u p - - d d] ", {"global": GLOBAL, "request": REQUEST, "identity": "u p - - d d"}),
        (f"[None {REQUEST} - - - - - -] [instance: {SERVER}] ", {"global": "None", "instance": SERVER}),
        (f"[-] [instance: {SERVER}] ", {"bare": "-", "instance": SERVER}),
        (f"[instance: {SERVER}] ", {"instance": SERVER}),
        ("", {}),
    ],
)
def test_every_context_is_read(context: str, fields: dict[str, str]) -> None:
    read = oslo().fields(START + context + "Attempting claim")
    assert read is not None
    assert read["message"] == "Attempting claim"
    assert fields.items() <= read.items()


def test_a_bracket_that_is_no_context_is_of_the_message() -> None:
    fields = oslo().fields(START + "[-] [0a25b04b] AMQP server is unreachable")
    assert fields is not None
    assert fields["message"] == "[0a25b04b] AMQP server is unreachable"


@pytest.mark.parametrize(
    "line", ["", "Traceback (most recent call last):", "2026-11-22 06:15:50 no header", "\0", "[-]"]
)
def test_what_is_no_header_is_refused(line: str) -> None:
    assert oslo().fields(line) is None
    assert oslo().oracle(line) is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_lark_and_the_regular_expression_agree_on_any_message(message: str) -> None:
    line = START + f"[{REQUEST} u p] " + message
    assert oslo().fields(line) == oslo().oracle(line)


@pytest.mark.parametrize(
    "grammar",
    [
        "start: WORD start?\nWORD: /x/\n",
        "start: WORD WORD\nWORD: /x/\n",
        "start: /x/\n",
        'start: "x" "',
        "WORD: /x/\n",
    ],
)
def test_a_form_that_is_not_flat_is_refused(grammar: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.lark"
    path.write_text(grammar, encoding="utf-8")
    with pytest.raises(NotationError, match=r"odd\.lark"):
        load(path)


@pytest.mark.parametrize("unused", ["HOST: /x/", "HOST: /(/", "HOST.-1: WORD"])
def test_a_terminal_that_no_rule_uses_is_refused(unused: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.lark"
    path.write_text(f"start: WORD\nWORD: /x/\n{unused}\n", encoding="utf-8")
    with pytest.raises(NotationError, match="no rule uses the terminal HOST") as caught:
        load(path)
    assert caught.value.line == 3


def test_an_error_names_the_file_as_the_user_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.lark").write_text("start: WORD WORD\nWORD: /x/\n", encoding="utf-8")
    with pytest.raises(NotationError) as caught:
        load(tmp_path / "odd.lark")
    assert caught.value.file == "odd.lark"
