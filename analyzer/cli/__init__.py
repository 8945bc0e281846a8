"""The command `novaflow`: one subcommand per file in `commands/`, found by looking there.

A file `commands/NAME.py` has a click command called `command`; its docstring is the line that `novaflow --help` shows,
which reads that line and imports no command, for some take long to import.
"""

from __future__ import annotations

import ast
import pkgutil
import sys
from importlib import import_module
from importlib.resources import files
from io import TextIOWrapper

import click

from analyzer.cli import commands
from analyzer.errors import NovaFlowError
from analyzer.reporting.printable import printable

UNUSABLE = 2


class Commands(click.Group):
    """The files in `commands/`, and one way to report an error."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        del ctx
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{commands.__name__}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with the docstring of its file."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _docstring(name)) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error meant for the user ends it with exit code 2 and no traceback."""
        try:
            return super().invoke(ctx)
        except NovaFlowError as error:
            words = "\n".join(printable(line) for line in str(error).splitlines())
            click.echo(f"novaflow: error: {words}", err=True)
            return ctx.exit(UNUSABLE)
        except BrokenPipeError:
            raise  # the reader has seen enough; click ends quietly
        except OSError as error:
            click.echo(f"novaflow: error: cannot write: {error.strerror}", err=True)
            return ctx.exit(UNUSABLE)


def _docstring(name: str) -> str:
    source = files(commands).joinpath(f"{name}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="novaflow", prog_name="novaflow")
def main() -> None:
    """Reconstruct server operations from OpenStack Nova's logs and check each against its reference flow."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a log may hold what the terminal's encoding lacks
