from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"dask", "lark", "matplotlib", "networkx", "numpy", "pandas", "rich", "zstandard"}

LOADED_BY = """
import sys
from analyzer.cli import main
try:
    main({arguments!r}, prog_name="novaflow")
except SystemExit as end:
    assert not end.code, end.code
print("LOADED", *sorted({{name.split(".")[0] for name in sys.modules}}))
"""


def loaded_by(*arguments: str) -> set[str]:
    """Return the top-level modules that are loaded once `novaflow ARGUMENTS` has run."""
    code = LOADED_BY.format(arguments=arguments)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_help_loads_nothing_heavy() -> None:
    assert not loaded_by("--help") & HEAVY


@pytest.mark.parametrize("command", ["check", "draw", "events", "show"])
def test_help_of_a_command_loads_nothing_that_only_its_work_needs(command: str) -> None:
    assert not loaded_by(command, "--help") & (HEAVY - {"rich"})


def test_version_loads_nothing_heavy() -> None:
    assert not loaded_by("--version") & HEAVY


def test_flows_loads_no_more_than_it_needs() -> None:
    assert not loaded_by("flows") & {"dask", "matplotlib", "networkx", "numpy", "pandas", "zstandard"}
