"""Where a report is written: `-o FILE`, `--output FORMAT=FILE`, standard output."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.errors import UsageError
from analyzer.reporting import format_names, write
from analyzer.reporting.terminal import console

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.model import Input, Report

STANDARD_OUTPUT = "-"
NAMES_A_FORMAT = re.compile(r"([a-z][a-z0-9-]*)=(.+)")


@dataclass(frozen=True, slots=True)
class Output:
    """A format and the file it is written to; `format_name` None: the one that `--format` names."""

    format_name: str | None
    file: str

    @property
    def path(self) -> Path | None:
        """The file itself, whatever links lead to it; None: standard output."""
        return None if self.file == STANDARD_OUTPUT else Path(os.path.realpath(self.file))


def output(text: str) -> Output:
    """Return the output that `FORMAT=FILE` or `FILE` stands for; a file called `a=b` is written `./a=b`."""
    named = NAMES_A_FORMAT.fullmatch(text)
    if named is None:
        return Output(None, text)
    if named[1] not in format_names():
        raise click.BadParameter(f"no format {named[1]!r}; one of: {', '.join(format_names())}")
    return Output(named[1], named[2])


def asked(outputs: Iterable[Output], format_name: str | None) -> tuple[Output, ...]:
    """Return all that is to be written, each with its format.

    Args:
        outputs: those of the command line.
        format_name: what `--format` says, if it was given; without a file of its own it goes to standard output.

    Raises:
        UsageError: a file is asked for twice, or cannot be written.
    """
    named = [one for one in outputs if one.format_name is not None]
    files = [one.file for one in outputs if one.format_name is None]
    if not files and (format_name is not None or not named):
        files = [STANDARD_OUTPUT]
    if len(files) > 1:
        raise UsageError("two files for one format", file=files[1], hint="name the format: --output FORMAT=FILE")
    found = (*named, *(Output(format_name or "text", file) for file in files))
    for number, one in enumerate(found):
        if one.path in [other.path for other in found[:number]]:
            raise UsageError("two formats for one file", file=one.file)
        _must_be_writable(one)
    return found


def write_all(report: Report, outputs: Iterable[Output], read: Input | None = None) -> None:
    """Write the report to every output: each file whole or not at all, and standard output last.

    Args:
        report: what to write.
        outputs: where to.
        read: the account of what was read, where that of the report hides the names of the logs.

    Raises:
        UsageError: a file cannot be written, or is one of the logs that were read.
    """
    logs = {os.path.realpath(file.path) for file in (read or report.input).files}
    files = [(one, one.path, _beside(one.path)) for one in outputs if one.path is not None]
    try:
        for one, path, part in files:
            if str(path) in logs:
                raise UsageError("this is one of the logs that were read", file=one.file)
            _write(report, one, path, part)
        for one, path, part in files:
            _move(one, part, path)
    finally:
        for _, path, part in files:
            if part != path:
                part.unlink(missing_ok=True)
    for one in outputs:
        if one.path is None:
            write(report, one.format_name or "text", console())


def _must_be_writable(one: Output) -> None:
    """Refuse at once what would otherwise be refused after the logs are read, which may take minutes."""
    if one.path is None:
        return
    if one.path.is_dir():
        raise UsageError("cannot write: Is a directory", file=one.file)
    if not one.path.parent.is_dir():
        raise UsageError("cannot write: its directory does not exist", file=one.file)


def _beside(path: Path) -> Path:
    """Return a new file beside `path`; `path` itself if it is a device or a pipe, which nothing may replace."""
    goes_through = path.exists() and not path.is_file()
    return path if goes_through else path.with_name(f".{path.name}.{os.getpid()}.part")


def _write(report: Report, one: Output, path: Path, part: Path) -> None:
    try:
        with part.open("w" if part == path else "x", encoding="utf-8", errors="backslashreplace") as file:
            write(report, one.format_name or "text", console(file))
    except OSError as error:
        raise UsageError(f"cannot write: {error.strerror}", file=one.file) from error


def _move(one: Output, part: Path, path: Path) -> None:
    try:
        if part != path:
            if path.exists():
                shutil.copymode(path, part)
            part.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write: {error.strerror}", file=one.file) from error
