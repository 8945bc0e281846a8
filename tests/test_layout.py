"""The import table of the design, executable: a module in no row, or an import outside its row, fails."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "analyzer"

ANYTHING = frozenset({"*"})
STAGES = frozenset({"reading", "parsing", "correlation", "checking", "reporting"})
OF_A_STAGE = frozenset({"errors", "model", "data", "notation"})

# What each part of the package may import from the others; a part may always import itself.
MAY_IMPORT = {
    "errors": frozenset[str](),
    "data": frozenset({"errors"}),
    "model": frozenset({"errors"}),
    "notation": frozenset({"errors", "model", "data"}),
    **dict.fromkeys(STAGES, OF_A_STAGE),
    "pipeline": STAGES | OF_A_STAGE,
    "api": frozenset({"errors", "model", "pipeline", "notation"}),
    "__init__": frozenset({"errors", "model", "pipeline", "notation", "api"}),
    "executor": OF_A_STAGE,
    "cli": ANYTHING,
    "__main__": frozenset({"cli"}),
}

# Libraries that shape a part, and the only parts that may know them.
ONLY_IN = {
    "lark": {"notation"},
    "zstandard": {"reading"},
    "regex": {"parsing"},
    "networkx": {"correlation"},
    "matplotlib": {"reporting"},
    "PIL": {"reporting"},
    "rich": {"reporting", "cli"},
    "click": {"cli"},
    "libvirt": {"executor"},
    "oslo_config": {"executor"},
    "oslo_context": {"executor"},
    "oslo_log": {"executor"},
    "pandas": {"api"},
    "pyarrow": {"reporting"},
    "jinja2": {"reporting"},
    "markupsafe": {"reporting"},
}

LONGEST_MODULE = 300

MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def part_of(module: str) -> str:
    """Return the row of a module: `checking/rules/traceback.py` is in `checking`, `pipeline.py` in `pipeline`."""
    return Path(module).parts[0].removesuffix(".py")


def imports_of(module: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of each import, those under TYPE_CHECKING and inside functions included."""
    for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            deeper = node.module == "analyzer"
            yield from ((node.lineno, f"analyzer.{alias.name}" if deeper else str(node.module)) for alias in node.names)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_is_in_a_row(module: str) -> None:
    assert part_of(module) in MAY_IMPORT


@pytest.mark.parametrize("module", MODULES)
def test_no_import_leaves_its_row(module: str) -> None:
    part = part_of(module)
    allowed = MAY_IMPORT.get(part, frozenset()) | {part}
    for line, name in imports_of(module):
        if name.split(".")[0] == "analyzer" and "*" not in allowed:
            assert name.split(".")[1] in allowed, f"analyzer/{module}:{line}: {part} must not import {name}"


@pytest.mark.parametrize("module", MODULES)
def test_a_library_stays_in_its_part(module: str) -> None:
    for line, name in imports_of(module):
        top = name.split(".")[0]
        if top in {"analyzer", "_typeshed"} or top in sys.stdlib_module_names:
            continue
        assert part_of(module) in ONLY_IN.get(top, ()), f"analyzer/{module}:{line}: imports {top}"


@pytest.mark.parametrize("module", MODULES)
def test_no_module_is_long(module: str) -> None:
    lines = (PACKAGE / module).read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_MODULE, f"analyzer/{module} is two modules"


def test_no_module_is_a_drawer() -> None:
    assert not {Path(module).stem for module in MODULES} & {"utils", "util", "helpers", "common", "misc"}
