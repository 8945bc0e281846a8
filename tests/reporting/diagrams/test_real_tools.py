"""The real Mermaid, PlantUML and seqdiag take every text that is written for them.

`.ci/install-diagrams.sh` brings the first two; without them these tests are skipped, and fail where CI is set.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analyzer.reporting.diagrams import mermaid, plantuml, seqdiag

if TYPE_CHECKING:
    from analyzer.reporting.chart import Chart

MERMAID = Path(__file__).with_name("mermaid")
INSTALL = "run .ci/install-diagrams.sh"


def need(present: object, what: str) -> None:
    if not present and os.environ.get("CI"):
        pytest.fail(f"{what} is not there: {INSTALL}")
    if not present:
        pytest.skip(f"{what} is not there: {INSTALL}")


def refused_by_mermaid(diagrams: list[str]) -> list[str]:
    need(shutil.which("node") and (MERMAID / "node_modules" / "mermaid").is_dir(), "mermaid")
    command = ["node", str(MERMAID / "check.mjs")]
    done = subprocess.run(command, input=json.dumps(diagrams), capture_output=True, text=True, check=True)  # noqa: S603
    answers = json.loads(done.stdout)
    assert len(answers) == len(diagrams)
    return [answer for answer in answers if answer is not None]


def plantuml_takes(diagrams: list[str], folder: Path) -> bool:
    """PlantUML ends with an exit code that is not 0 if any file is wrong."""
    need(shutil.which("plantuml"), "plantuml")
    paths = [folder / f"{number}.puml" for number in range(len(diagrams))]
    for path, diagram in zip(paths, diagrams, strict=True):
        path.write_text(diagram, encoding="utf-8")
    command = ["plantuml", "-headless", "-charset", "UTF-8", "-checkonly", *map(str, paths)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


def test_mermaid_takes_every_chart(every_chart: dict[str, Chart], chart: Chart) -> None:
    assert refused_by_mermaid([mermaid.draw(one) for one in (chart, *every_chart.values())]) == []


def test_mermaid_refuses_what_is_wrong() -> None:
    assert len(refused_by_mermaid(["sequenceDiagram\n  a->>b: well\n", "sequenceDiagram\n  loop\n"])) == 1


def test_plantuml_takes_every_chart(every_chart: dict[str, Chart], chart: Chart, tmp_path: Path) -> None:
    assert plantuml_takes([plantuml.draw(one) for one in (chart, *every_chart.values())], tmp_path)


def test_plantuml_refuses_what_is_wrong(chart: Chart, tmp_path: Path) -> None:
    assert not plantuml_takes(
        [plantuml.draw(chart), "@startuml\na -> b : well\nno such statement\n@enduml\n"], tmp_path
    )


def test_plantuml_runs_nothing_that_a_log_says(chart: Chart, tmp_path: Path) -> None:
    need(shutil.which("plantuml"), "plantuml")
    (tmp_path / "chart.puml").write_text(plantuml.draw(chart), encoding="utf-8")
    subprocess.run(["plantuml", "-headless", "-preproc", str(tmp_path / "chart.puml")], check=True)  # noqa: S603, S607
    read = (tmp_path / "chart.preproc").read_text(encoding="utf-8")
    assert read.split() == plantuml.draw(chart).split()


def test_seqdiag_takes_every_chart(every_chart: dict[str, Chart], chart: Chart) -> None:
    builder = pytest.importorskip("seqdiag.builder")
    parser = pytest.importorskip("seqdiag.parser")
    for name, one in {"the small one": chart, **every_chart}.items():
        built = builder.ScreenNodeBuilder.build(parser.parse_string(seqdiag.draw(one)))
        assert len(built.nodes) == len(one.lifelines), name
