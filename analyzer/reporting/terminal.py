"""Where text goes: a terminal with its width and colours, or a file with neither."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from analyzer.errors import UsageError
from analyzer.reporting.printable import printable

if TYPE_CHECKING:
    from typing import IO, BinaryIO

    from analyzer.model import VerdictName

WIDTH_OF_A_FILE = 100
WIDEST_INDENT = 15
UNDER_A_LONG_LABEL = 6
NARROWEST_TEXT = 20

COLOURS: dict[VerdictName, str] = {
    "conformant": "green",
    "rejected": "cyan",
    "unknown": "dim",
    "deviating": "yellow",
    "unfinished": "magenta",
    "failed": "red",
}


def console(file: IO[str] | None = None) -> Console:
    """Return a console that takes no text for markup.

    Colour is used on a terminal only, and not with NO_COLOR. FORCE_COLOR asks for it on standard output, where the log
    of a CI job shows it, and never in a file. What is not a terminal is 100 columns wide, or COLUMNS: rich would take
    the width of the terminal the command was typed in, and a report would differ from one to the next.

    Args:
        file: where to write; standard output by default.
    """
    stream = sys.stdout if file is None else file
    width = None if stream.isatty() or os.environ.get("COLUMNS") else WIDTH_OF_A_FILE
    terminal = None if file is None else stream.isatty()
    # In a notebook rich would show what it is given, and write nothing to the file.
    return Console(
        file=file,
        width=width,
        force_terminal=terminal,
        force_jupyter=False,
        markup=False,
        highlight=False,
        emoji=False,
    )


def bytes_of(out: Console) -> BinaryIO:
    """Return the file of bytes below `out`, for what is not text.

    Raises:
        UsageError: `out` is a terminal, which would obey the bytes, or text in memory.
    """
    below: BinaryIO | None = getattr(out.file, "buffer", None)
    if below is None or out.file.isatty():
        raise UsageError("this format is not text", hint="give it a file: --output FORMAT=FILE")
    out.file.flush()
    return below


def plain(text: object, style: str = "") -> Text:
    """Return `text` as it is, printable, for a place where rich would look for markup in a string."""
    return Text(printable(str(text)), style)


def hang(out: Console, label: str, text: str, *, style: str = "") -> None:
    """Print `label` and `text`, wrapped at words; further lines are set under the text, unless the label is long."""
    indent = len(label) if len(label) <= WIDEST_INDENT else UNDER_A_LONG_LABEL
    lead, words = Text.assemble((label, style), plain(text)).divide([indent])
    for line in words.wrap(out, max(out.width - indent, NARROWEST_TEXT)):
        line.rstrip()
        unwrapped(out, lead + line)
        lead = Text(" " * indent)


def headline(out: Console, text: Text) -> None:
    """Print one line that a terminal gets broken between words, so that an id stays whole; a file has it for grep."""
    if not out.is_terminal:
        unwrapped(out, text)
        return
    first, *others = text.wrap(out, max(out.width - UNDER_A_LONG_LABEL, NARROWEST_TEXT))
    for line in (first, *(Text(" " * UNDER_A_LONG_LABEL) + other for other in others)):
        line.rstrip()
        unwrapped(out, line)


def unwrapped(out: Console, text: Text) -> None:
    """Print one line that stays one line: a path broken in two can be neither clicked nor searched for."""
    out.print(text, soft_wrap=True)


def new_table(*, footer: bool = False) -> Table:
    """Return an empty table in the one style that all tables have; columns and cells take `plain` text."""
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_footer=footer)


def print_table(out: Console, table: Table, *, whole: bool = False) -> None:
    """Print a table without the blanks that rich sets after its last words: reports are kept in files and compared.

    Args:
        out: where to.
        table: what to print; cells that do not fit are wrapped.
        whole: set columns closer before any is cut: six verdicts and the longest operation take 91 columns, close 77.
    """
    if whole and Measurement.get(out, out.options.update(max_width=sys.maxsize), table).maximum > out.width:
        table.padding = 0
    for segments in out.render_lines(table, pad=False):
        line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
        line.rstrip()
        unwrapped(out, line)
