"""The Chromium of the system, without a window, for whatever has to be seen in a browser."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
# It asks nobody for anything, updates included.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def chromium() -> str | None:
    """Return the path of the browser; None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser with a profile of its own, and end it.

    Raises:
        FileNotFoundError: there is no Chromium.
    """
    path = chromium()
    if path is None:
        raise FileNotFoundError("no Chromium: apt-get install chromium")
    sandbox = () if os.geteuid() else ("--no-sandbox",)  # root has none to enter
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        try:
            yield started
        finally:
            started.close()
