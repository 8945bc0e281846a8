"""Reports opened in a browser, with whatever it complains of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from analyzer.model import Input, Report
from analyzer.reporting.html.page import page as html
from tests.conftest import BEGAN, a_conformant_pause, a_deviating_migration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from analyzer.model import Verdict


@dataclass
class Opened:
    """A report in the browser. `complaints` are errors of its script, console messages and breaches of its policy."""

    page: Page
    path: Path
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def rows(self) -> int:
        return self.page.locator("#rows tr").count()

    def count(self) -> str:
        return self.page.locator("#count").inner_text()


@pytest.fixture
def opened(chrome: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a report; what is left are options of a context of playwright, such as `color_scheme="dark"`."""
    contexts = []

    def show(report: Report, **options: object) -> Opened:
        path = tmp_path / "report.html"
        path.write_text(html(report), encoding="utf-8", errors="backslashreplace")
        context = chrome.new_context(viewport={"width": 1280, "height": 800}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        one = Opened(context.new_page(), path)
        one.page.on("console", lambda message: one.complaints.append(message.text))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on("requestfinished", lambda request: one.requests.append(request.url))
        one.page.goto(path.as_uri())
        return one

    yield show
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def ten_thousand() -> Report:
    """Operations of 40 hosts, every hundredth of which deviates."""

    def nth(number: int) -> Verdict:
        made = a_conformant_pause() if number % 100 else a_deviating_migration()
        request = f"req-{number:08d}-0000-4000-8000-000000000000"
        trace = replace(made.trace, request=request, server=f"{number:08d}-0000-4000-8000-000000000000")
        began = BEGAN + 3.0 * number
        hosts = {"compute": f"node-{number % 40}"}
        return replace(made, trace=trace, started=began, finished=began + number % 50, hosts=hosts)

    return Report(Input(()), tuple(map(nth, range(10_000))))
