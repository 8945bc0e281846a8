"""A question that cannot be answered is told before any log is read."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from analyzer.cli import main


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "", "x.log"), "is not empty"),
        (("show", " ", "x.log"), "is not empty"),
        (("check", "x.log", "--server", ""), "is not empty"),
        (("check", "x.log", "--request", ""), "is not empty"),
        (("events", "x.log", "--request", ""), "is not empty"),
        (("check", "x.log", "--since", "2026-11-23", "--until", "2026-11-22"), "--until is not later than --since"),
        (("check", "x.log", "--since", "2026-11-22", "--until", "2026-11-22"), "--until is not later than --since"),
        (
            ("check", "x.log", "--since", "2026-11-22T06:00:00", "--until", "2026-11-22T07:30:00+02:00"),
            "hint: times without an offset are UTC",
        ),
        (("check", "x.log", "--since", "yesterday"), "is no time like 2026-11-22T06:20:57"),
        (("check", "x.log", "--min-operations", "-1"), "--min-operations"),
    ],
)
def test_bad_usage_is_told_with_exit_code_2(arguments: tuple[str, ...], told: str) -> None:
    result = CliRunner().invoke(main, arguments, prog_name="novaflow")
    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize("command", ["check", "events"])
def test_every_option_has_a_help_text(command: str) -> None:
    found = main.get_command(main.make_context("novaflow", ["--help"], resilient_parsing=True), command)
    assert found is not None
    assert not [one.name for one in found.params if isinstance(one, click.Option) and not one.help]
