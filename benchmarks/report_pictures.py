"""Screenshots of the HTML report over the samples, light and dark: `python -m benchmarks.report_pictures FOLDER`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from analyzer import pipeline
from analyzer.reporting.html.page import page
from benchmarks.browser import browser
from benchmarks.samples import ROOT

if TYPE_CHECKING:
    from analyzer.model import Report

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# By the name of the picture: the operation that is open, and the part of its page that is at the top.
VIEWS = {
    "overview": ("", None),
    "migrate": ("self-migrate-retry", None),
    "diagram": ("self-migrate-retry", "#diagram-heading"),
    "launch": ("vif-plug-timeout", None),
}


def main(folder: str) -> None:
    """Write `report-VIEW-SCHEME.png`, each 1280 by 800."""
    target = Path(folder).resolve()
    os.chdir(ROOT)  # the report names its files as they were given
    report = pipeline.run(["sample_logs/zed"])
    with tempfile.TemporaryDirectory() as temporary, browser() as chromium:
        file = Path(temporary) / "report.html"
        file.write_text(page(report), encoding="utf-8")
        for scheme in SCHEMES:
            tab = chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
            for name, (deviation, part) in VIEWS.items():
                tab.goto(f"{file.as_uri()}#{_fragment(report, deviation)}")
                tab.reload()  # another fragment alone is no navigation
                if part is not None:
                    tab.locator(part).evaluate("heading => heading.closest('section').scrollIntoView()")
                tab.screenshot(path=target / f"report-{name}-{scheme}.png")
            tab.close()


def _fragment(report: Report, deviation: str) -> str:
    """Return the fragment of the first operation that a deviation explains, in the words of the page."""
    if not deviation:
        return ""
    caused = (
        number
        for number, verdict in enumerate(report.verdicts)
        if any(found.cause and found.rule.name == deviation for found in verdict.deviations)
    )
    return f"operation-{next(caused)}"


if __name__ == "__main__":
    main(sys.argv[1])
