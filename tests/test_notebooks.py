"""The notebooks run from top to bottom, warn of nothing, and are kept without outputs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbclient import NotebookClient

from tests.executor.conftest import missing, refuse

if TYPE_CHECKING:
    from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# A link to a heading or a file: `[how](06_baseline.ipynb)`.
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def read(file: Path) -> NotebookNode:
    made: NotebookNode = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    return made


@pytest.fixture(params=NOTEBOOKS, ids=lambda file: file.stem)
def notebook(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


def test_it_runs_and_warns_of_nothing(notebook: Path) -> None:
    if '"analyzer", "run"' in sources(read(notebook)) and (why := missing()):
        refuse(why)
    made = read(notebook)
    NotebookClient(made, timeout=300, resources={"metadata": {"path": str(FOLDER)}}).execute()
    outputs = [output for cell in made.cells for output in cell.get("outputs", [])]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert any("image/png" in output.get("data", {}) for output in outputs)


def test_it_is_kept_without_outputs_and_counts(notebook: Path) -> None:
    code = [cell for cell in read(notebook).cells if cell.cell_type == "code"]
    assert code
    assert all(cell.outputs == [] and cell.execution_count is None and not cell.metadata for cell in code)


def test_it_names_no_path_of_one_machine(notebook: Path) -> None:
    text = sources(read(notebook))
    assert not re.findall(r"(?<![\w.~])/(?:home|root|tmp|work|Users|usr|opt)\b", text)
    assert str(FOLDER.parent) not in text


def test_what_it_links_to_is_there(notebook: Path) -> None:
    assert [name for name in LINK.findall(sources(read(notebook))) if not (FOLDER / name).exists()] == []


def test_the_list_of_notebooks_names_each_with_its_question() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[\w+\]\((\w+\.ipynb)\) \| [^|]+ \|$", page, re.MULTILINE) == [
        file.name for file in NOTEBOOKS
    ]


def sources(made: NotebookNode) -> str:
    return "\n".join(cell.source for cell in made.cells)
