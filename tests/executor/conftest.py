from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

import pytest

from analyzer import pipeline
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Make(Protocol):
    def __call__(
        self, *names: str, faults: Sequence[str] = (), release: int = 26, level: str = "DEBUG", seed: int = 1
    ) -> Path: ...


def missing() -> str:
    if find_spec("libvirt") is None or find_spec("oslo_log") is None:
        return "novaflow's extra `executor` is not installed: see .ci/install-executor.sh"
    return "" if shutil.which("qemu-img") else "qemu-img is not installed: see .ci/install-executor.sh"


@pytest.fixture(scope="session", autouse=True)
def needs_libvirt() -> None:
    if why := missing():
        # Where the whole project is checked, a test that did not run is no test that passed.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


@pytest.fixture(scope="package", autouse=True)
def read_once(needs_libvirt: None) -> Iterator[None]:
    """Read catalogue and flows once for these tests, each of which makes logs and checks them."""
    del needs_libvirt
    from analyzer.executor import compute, run  # noqa: PLC0415 - need libvirt

    catalogue = load_catalogue()
    flows = load_flows(catalogue.specs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compute, "HELD_BACK", 0.1)
        patch.setattr(run, "load_catalogue", lambda: catalogue)
        patch.setattr(pipeline, "load_catalogue", lambda: catalogue)
        patch.setattr(pipeline, "load_flows", lambda _: flows)
        yield


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that does operations and returns the folder of their logs."""

    def run_operations(
        *names: str, faults: Sequence[str] = (), release: int = 26, level: str = "DEBUG", seed: int = 1
    ) -> Path:
        from analyzer.executor.cloud import Settings  # noqa: PLC0415 - needs libvirt
        from analyzer.executor.run import run  # noqa: PLC0415

        folder = tmp_path_factory.mktemp("run") / "logs"
        run(names, folder, Settings("test:///default", release, level, seed), faults)
        return folder

    return run_operations


@pytest.fixture(scope="session")
def everything(make: Make) -> Path:
    """Return the logs of every operation."""
    from analyzer.executor.operation import load_operations  # noqa: PLC0415

    return make(*load_operations())
