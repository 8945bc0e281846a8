"""Copy logs with ids, addresses, paths and names replaced, for sharing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.cli.options import logs, own_flows
from analyzer.errors import UsageError
from analyzer.reporting.printable import many

if TYPE_CHECKING:
    from analyzer.model import Source
    from analyzer.reporting.redaction import Redactor

COLLECTION = "logs"  # a folder of this name is taken for no host


@click.command("redact")
@logs
@own_flows
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", required=True, help="A new folder.")
@click.option(
    "--key", metavar="FILE", type=click.Path(path_type=Path), help="Write here what stands for what. Keep it."
)
def command(
    *,
    paths: tuple[str, ...],
    host: tuple[tuple[str, str], ...],
    min_level: str | None,
    own: Path | None,
    output: Path,
    key: Path | None,
) -> None:
    """Copy the logs at PATH to DIR with all that tells who and where replaced, so that they can be shared.

    Request ids, UUIDs and hashes, IP and hardware addresses, paths, and the names of hosts, servers, accounts and
    flavors become made-up ones of the same form, the same everywhere: novaflow check DIR finds the same operations
    with the same verdicts. Times, sizes and what somebody wrote in his own words stay: read a copy before you share it.
    """
    from analyzer import pipeline
    from analyzer.cli.redaction import tell_kept, words_of
    from analyzer.notation.declared import load_declared
    from analyzer.reading import read
    from analyzer.reporting.redaction import Redactor

    if "-" in paths:
        raise UsageError("standard input cannot be read twice", hint="save it to a file first")
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise UsageError("is there already, and not empty", file=str(output), hint="name a new folder")
    log = pipeline.events(paths, load_declared(own).catalogue, hosts=dict(host), min_level=min_level)
    words = words_of(log, own)
    sources, _ = read(paths, dict(host))
    for source in sources:
        words.host(source.host)
        for line in source.lines():
            words.text(line.text)
    redactor = Redactor("whole", words, [source.path for source in sources])
    lines = sum(_copy(source, redactor, output) for source in sources)
    if key is not None:
        _write_key(key, redactor)
    click.echo(f"wrote {output}: {many(len(sources), 'file')}, {many(lines, 'line')}; next: novaflow check {output}")
    tell_kept(words)


def _copy(source: Source, redactor: Redactor, output: Path) -> int:
    name = redactor.file(source.path)
    for ending in (".gz", ".xz", ".bz2", ".zst"):
        name = name.removesuffix(ending)
    path = output / (name if "/" in name else f"{COLLECTION}/{name}")
    number = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            for number, line in enumerate(source.lines(), 1):  # noqa: B007 - the count is returned
                file.write(f"{redactor.text(line.text)}\n")
    except OSError as error:
        raise UsageError(f"cannot write: {error.strerror}", file=str(path)) from error
    return number


def _write_key(path: Path, redactor: Redactor) -> None:
    """Write what stands for what, for the eyes of its owner only."""
    text = json.dumps({made: original for original, made in redactor.pseudonyms.given.items()}, indent=1)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
    except OSError as error:
        raise UsageError(f"cannot write: {error.strerror}", file=str(path)) from error
