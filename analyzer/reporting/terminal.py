"""Where text goes: a terminal with its width and colours, or a file with neither."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analyzer.reporting.printable import printable

if TYPE_CHECKING:
    from typing import IO

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

    Colour is used on a terminal only, and not with NO_COLOR. What is not a terminal is 100 columns wide, or COLUMNS:
    rich would take the width of the terminal the command was typed in, and a report would differ from one to the next.

    Args:
        file: where to write; standard output by default.
    """
    stream = sys.stdout if file is None else file
    width = None if stream.isatty() or os.environ.get("COLUMNS") else WIDTH_OF_A_FILE
    return Console(file=file, width=width, markup=False, highlight=False, emoji=False)


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


def unwrapped(out: Console, text: Text) -> None:
    """Print one line that stays one line: a path broken in two can be neither clicked nor searched for."""
    out.print(text, soft_wrap=True)


def new_table(*, footer: bool = False) -> Table:
    """Return an empty table in the one style that all tables have; columns and cells take `plain` text."""
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, show_footer=footer)


def print_table(out: Console, table: Table) -> None:
    """Print a table without the blanks that rich sets after its last words: reports are kept in files and compared."""
    for segments in out.render_lines(table, pad=False):
        line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
        line.rstrip()
        unwrapped(out, line)
