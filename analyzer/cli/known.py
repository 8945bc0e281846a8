"""Known deviations on the command line: what the lists say, and what is to be told of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from analyzer.checking.rules import all_rules
from analyzer.notation.declared import load_declared
from analyzer.notation.known import Entry, read_known
from analyzer.reporting.printable import many, printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from analyzer.model import Acceptance


def today_utc() -> date:
    """Return the day it is, in UTC."""
    return datetime.now(UTC).date()


def entries_of(files: Iterable[str], own: Path | None) -> tuple[Entry, ...]:
    """Return the entries of all lists.

    Raises:
        UsageError: a list cannot be read, or an entry is wrong.
    """
    wanted = tuple(files)
    flows = load_declared(own).flows if wanted else {}
    return tuple(entry for file in wanted for entry in read_known(file, all_rules(), flows))


def tell(acceptances: Iterable[Acceptance]) -> None:
    """Say on standard error which entries have expired, and which fit nothing."""
    for one in acceptances:
        known = one.known
        if one.expired:
            met = f"{many(one.found, 'deviation')} would fit it" if one.found else "nothing would fit it"
            words = f"the known deviation {one.name} expired on {known.expires}: {met}"
            click.echo(printable(f"novaflow: warning: {known.place}: {words} ({known.reason})"), err=True)
        elif not one.found:
            words = f"the known deviation {one.name} was not found"
            click.echo(printable(f"novaflow: note: {known.place}: {words} ({known.reason})"), err=True)
