"""Four launches that somebody slowed down, among 197 in a healthy cloud (loghub, Mitaka)."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer import pipeline

LOGHUB = Path(__file__).resolve().parents[2] / "shared" / "logs" / "public" / "loghub"
LOG, LABELS = LOGHUB / "abnormal_instance_lines.log", LOGHUB / "anomaly_labels.txt"

pytestmark = pytest.mark.skipif(not LOG.is_file(), reason="the public logs are not here")


def test_the_slow_launches_and_no_others_are_named() -> None:
    labelled = {line.strip() for line in LABELS.read_text(encoding="utf-8").splitlines() if line.count("-") == 4}
    report = pipeline.run([str(LOG)])
    slow = {one.trace.server for one in report.verdicts for found in one.deviations if found.rule.name == "slow-step"}
    assert len(labelled) == 4
    assert slow == labelled
    findings = [found for one in report.verdicts for found in one.deviations]
    assert len(findings) == 4  # none twice
    assert all(found.because.startswith("these logs: 197 samples, median 19.8 s") for found in findings)
