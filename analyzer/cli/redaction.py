"""What `--redact` needs to know of the logs before it writes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.notation.declared import load_declared
from analyzer.notation.lint import SERVICES
from analyzer.reporting.printable import printable
from analyzer.reporting.redaction import Redactor
from analyzer.reporting.redaction.harvest import Words

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.model import Log, Report


def of_report(report: Report, own: Path | None) -> Redactor:
    """Return what hides all that a report names."""
    words = Words(load_declared(own))
    words.report(report)
    tell_kept(words)
    return Redactor("short", words, [file.path for file in report.input.files])


def of_log(log: Log, own: Path | None) -> Redactor:
    """Return what hides all that the events of a log name."""
    words = words_of(log, own)
    tell_kept(words)
    return Redactor("short", words, [file.path for file in log.input.files])


def tell_kept(words: Words) -> None:
    """Say on standard error which names are not hidden; a host that is called as its service tells nothing."""
    if kept := ", ".join(sorted(map(printable, words.kept - set(SERVICES)))):
        click.echo(f"novaflow: note: left as they are, for they are words of Nova's own messages too: {kept}", err=True)


def words_of(log: Log, own: Path | None) -> Words:
    """Return the words that the events of a log give away."""
    words = Words(load_declared(own))
    wrote = (*(one.host for one in log.coverage.processes), *(one.host for one in log.input.files))
    for name in (*log.coverage.hosts_named, *wrote, *log.input.clock_skew):
        words.host(name)
    for event in log.events:
        words.event(event)
    return words
