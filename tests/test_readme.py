"""The README is true: what its console blocks show is what their commands print.

In a block, a line that begins with `$ ` is a command; what follows, up to the next command, is its output.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
COMMANDS = [
    tuple(part.partition("\n")[::2]) for block in BLOCKS for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
]


@pytest.mark.parametrize(("command", "output"), COMMANDS)
def test_a_command_prints_what_the_readme_shows(command: str, output: str) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"} | {"PATH": path}
    shell = ["bash", "-c", command]  # the commands are our own
    ran = subprocess.run(shell, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert ran.stdout == output, ran.stderr


def test_the_readme_shows_commands() -> None:
    assert COMMANDS


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make (\w+)", README))))
def test_a_make_target_that_the_readme_names_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_a_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
