from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from analyzer import pipeline
from analyzer.errors import UsageError
from analyzer.notation.declared import load_declared
from tests.executor.scenarios import BROKEN, EMBEDDED, LOGS, SEEN, SYSTEM, Scenario, do

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parent.parent.parent
LONGEST = 400.0


class Make(Protocol):
    def __call__(
        self, *names: str, faults: Sequence[str] = (), release: int = 26, level: str = "DEBUG", seed: int = 1
    ) -> Path: ...


class Done(Protocol):
    def __call__(self, scenario: Scenario) -> Path: ...


def missing() -> str:
    if find_spec("libvirt") is None or find_spec("oslo_log") is None:
        return "novaflow's extra `executor` is not installed: see .ci/install-executor.sh"
    return "" if shutil.which("qemu-img") else "qemu-img is not installed: see .ci/install-executor.sh"


def refuse(why: str) -> None:
    """Where the whole project is checked, a test that did not run is no test that passed."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


@pytest.fixture(scope="session", autouse=True)
def needs_libvirt() -> None:
    if why := missing():
        refuse(why)


@pytest.fixture(scope="package", autouse=True)
def read_once(request: pytest.FixtureRequest, needs_libvirt: None) -> Iterator[None]:
    """Read catalogue and flows once for these tests, each of which makes logs and checks them."""
    del needs_libvirt
    if any(SYSTEM in item.nodeid for item in request.session.items):
        request.getfixturevalue("real_folder")  # it is worked on while the other tests run
    from analyzer.executor import run  # noqa: PLC0415 - need libvirt
    from analyzer.executor.uris import URIS  # noqa: PLC0415

    declared = load_declared()
    kind = URIS[EMBEDDED]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(URIS, EMBEDDED, replace(kind, times=replace(kind.times, held_back=0.1)))
        patch.setattr(run, "load_catalogue", lambda: declared.catalogue)
        patch.setattr(pipeline, "load_declared", lambda _: declared)
        yield


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that does operations on the embedded hypervisor and returns the folder of their logs."""

    def run_operations(
        *names: str, faults: Sequence[str] = (), release: int = 26, level: str = "DEBUG", seed: int = 1
    ) -> Path:
        from analyzer.executor.cloud import Settings  # noqa: PLC0415 - needs libvirt
        from analyzer.executor.run import run  # noqa: PLC0415

        folder = tmp_path_factory.mktemp("run") / LOGS
        run(names, folder, Settings(EMBEDDED, release, level, seed), faults)
        return folder

    return run_operations


@pytest.fixture(scope="session")
def real_folder() -> Iterator[Callable[[], tuple[Path, bool]]]:
    """Let two processes do what is to be seen on qemu:///system; return their folder, and whether one is at work."""
    from analyzer.executor.guest import make_guest  # noqa: PLC0415 - need libvirt
    from analyzer.executor.hypervisor import Hypervisor  # noqa: PLC0415

    # Not below pytest's own folder, which qemu's user may not enter.
    work = Path(tempfile.mkdtemp(prefix="nf-tests-"))
    work.chmod(0o711)
    workers: list[subprocess.Popen[bytes]] = []
    why = ""
    try:
        try:
            hypervisor = Hypervisor(SYSTEM, lambda *_: None)
            hypervisor.check_emulator()
            hypervisor.close()
            make_guest(work)
        except UsageError as error:
            why = str(error)
        else:
            (work / "done").mkdir()
            words = [sys.executable, "-m", "tests.executor.scenarios", str(work / "done")]
            environment = {**os.environ, "TMPDIR": str(work)}
            workers += [subprocess.Popen(words, cwd=ROOT, env=environment) for _ in range(2)]  # noqa: S603 - our words

        def state() -> tuple[Path, bool]:
            if why:
                refuse(why)
            return work / "done", any(worker.poll() is None for worker in workers)

        yield state
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(60)
        shutil.rmtree(work)


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Done:
    """Return a function that does a scenario, or waits for it, and returns its folder."""
    embedded: dict[Scenario, Path] = {}

    def find(scenario: Scenario) -> Path:
        if scenario.uri == EMBEDDED:
            if scenario not in embedded:
                embedded[scenario] = tmp_path_factory.mktemp("scenario")
                do(scenario, embedded[scenario])
            return embedded[scenario]
        state: Callable[[], tuple[Path, bool]] = request.getfixturevalue("real_folder")
        end = time.monotonic() + LONGEST
        while True:
            folder, at_work = state()
            mine = folder / scenario.folder
            if (mine / SEEN).exists():
                return mine
            if (mine / BROKEN).exists():
                pytest.fail((mine / BROKEN).read_text())
            assert at_work, f"nobody did {scenario}"
            assert time.monotonic() < end, f"nobody came to {scenario}"
            time.sleep(0.2)

    return find


@pytest.fixture(params=[EMBEDDED, SYSTEM])
def uri(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def everything(done: Done) -> Path:
    """Return the logs of every operation on the embedded hypervisor."""
    return done(Scenario(uri=EMBEDDED)) / LOGS
