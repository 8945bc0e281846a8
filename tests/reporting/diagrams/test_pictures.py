"""docs/pictures shows what is drawn today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer import pipeline
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.reporting.charting.of_flow import flow_chart
from analyzer.reporting.charting.of_verdict import verdict_chart
from analyzer.reporting.diagrams.svg import svg
from benchmarks.samples import ROOT, logs_in

if TYPE_CHECKING:
    from pathlib import Path

PICTURES = ROOT / "docs" / "pictures"


def kept(name: str) -> str:
    return (PICTURES / f"{name}.svg").read_text(encoding="utf-8")


def test_the_picture_of_the_launch_is_up_to_date() -> None:
    catalogue = load_catalogue()
    assert svg(flow_chart(load_flows(catalogue.specs)["launch"], catalogue)) == kept("launch"), "run `make pictures`"


@pytest.mark.parametrize("case", ["migrate/self-migrate-retry", "launch/vif-plug-timeout"])
def test_the_pictures_of_the_samples_are_up_to_date(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)  # the tooltips name the logs as they were given
    folder: Path = (ROOT / "sample_logs/zed" / case).relative_to(ROOT)
    report = pipeline.run(logs_in(folder))
    drawn = svg(verdict_chart(report.verdicts[0], release=report.release))
    assert drawn == kept(folder.name), "run `make pictures`"


@pytest.mark.parametrize("name", ["launch", "self-migrate-retry", "vif-plug-timeout"])
def test_every_picture_is_there_as_png_too(name: str) -> None:
    assert (PICTURES / f"{name}.png").read_bytes().startswith(b"\x89PNG")
