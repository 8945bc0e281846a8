"""Options that more than one command takes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., object]")

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def moment(text: str) -> float:
    """Return an ISO 8601 time, UTC if it has no offset, as seconds since the epoch."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no time like 2026-11-22T06:20:57") from error
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def day(text: str) -> date:
    """Return an ISO 8601 day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no day like 2026-11-22") from error


def beginning(text: str) -> str:
    """Return an id, or the beginning of one; an empty one, often that of a variable that was not set, would fit all."""
    if not text.strip():
        raise click.BadParameter("an id, or the beginning of one, is not empty")
    return text.strip()


def host_of_file(text: str) -> tuple[str, str]:
    """Return the file and the host of `FILE=NAME`."""
    file, equals, host = text.rpartition("=")
    if not (file and equals and host):
        raise click.BadParameter(f"{text!r} is not FILE=NAME")
    return file, host


def logs(function: F) -> F:
    """Add what says which logs are read, and how: `paths`, `host`, `min_level`."""
    function = click.option(
        "--min-level",
        type=click.Choice(LEVELS, case_sensitive=False),
        help="Leave out records below this level.",
    )(function)
    function = click.option(
        "--host",
        type=host_of_file,
        metavar="FILE=NAME",
        multiple=True,
        help="The host that wrote a file that does not tell; may be repeated.",
    )(function)
    return click.argument("paths", metavar="PATH...", nargs=-1, required=True)(function)


def ids(function: F) -> F:
    """Add `server` and `request`, which choose by the beginning of an id."""
    function = click.option(
        "--request", type=beginning, metavar="ID", help="Only this request; the beginning of its id will do."
    )(function)
    return click.option(
        "--server", type=beginning, metavar="ID", help="Only this server; the beginning of its id will do."
    )(function)


def own_flows(function: F) -> F:
    """Add `own`, a folder of flows and events of the user's own."""
    return click.option(
        "--flows",
        "own",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Lay the .flow and .events files of this folder over those that novaflow brings.",
    )(function)


def redacting(function: F) -> F:
    """Add `redact`, which hides who and where."""
    return click.option(
        "--redact",
        is_flag=True,
        help="Replace ids, addresses, paths and the names of hosts, servers, accounts and flavors by made-up ones.",
    )(function)
