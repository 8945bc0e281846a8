from __future__ import annotations

import json
import lzma
import os
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from analyzer import pipeline
from analyzer.cli import main
from analyzer.errors import UsageError
from benchmarks import truth
from benchmarks.accuracy import score
from tests.executor.scenarios import REAL, SEEN, SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.model import Report
    from tests.executor.conftest import Done, Make


@cache
def check(folder: Path) -> Report:
    return pipeline.run([str(path) for path in sorted(folder.glob("*.log"))])


def mistakes(folder: Path) -> list[str]:
    """Return the figures of the accuracy page that are not full, and the verdicts if there are any."""
    report = check(folder)
    marks = score(truth.load(folder / "truth.jsonl"), report.verdicts)
    assert marks
    wrong = [mark.figure for mark in marks if mark.right != mark.of]
    told = [f"{one.operation} {one.verdict} {[each.rule.name for each in one.deviations]}" for one in report.verdicts]
    return [*wrong, *told] if wrong else []


def left_behind() -> list[str]:
    return [str(path) for path in Path(tempfile.gettempdir()).glob("novaflow-*-*")]


@pytest.mark.parametrize("release", [13, 20, 34])
def test_older_and_newer_releases(make: Make, release: int) -> None:
    folder = make("stop", "start", "resize", "revert-resize", "terminate", release=release)
    report = check(folder)
    assert {one.verdict for one in report.verdicts} == {"conformant"}
    assert report.release == release


def test_an_info_log_gives_no_alarm(make: Make) -> None:
    folder = make("pause", "unpause", "stop", "start", "terminate", level="INFO")
    assert {one.verdict for one in check(folder).verdicts} <= {"conformant", "unknown"}
    assert mistakes(folder) == [] or "alarms_ok" not in mistakes(folder)


def test_two_servers_of_one_request_are_two_operations(make: Make) -> None:
    verdicts = check(make("batch-launch")).verdicts
    assert len({one.trace.request for one in verdicts}) == 1
    assert [one.verdict for one in verdicts] == ["conformant", "conformant"]


def test_the_same_seed_makes_the_same_ids(make: Make) -> None:
    ids = [
        [json.loads(line)["request_id"] for line in (make("pause", seed=7) / "truth.jsonl").read_text().splitlines()]
        for _ in range(2)
    ]
    assert ids[0] == ids[1]


def test_nothing_is_left_and_nothing_else_is_touched(make: Make) -> None:
    import libvirt  # noqa: PLC0415 - may be absent

    connection = libvirt.open("test:///default")  # in one process, all connections to it see one host
    before = sorted(domain.name() for domain in connection.listAllDomains())
    make("launch", "pause", "rescue", "snapshot")
    assert sorted(domain.name() for domain in connection.listAllDomains()) == before == ["test"]
    assert connection.lookupByName("test").isActive()
    assert [network.name() for network in connection.listAllNetworks()] == ["default"]
    assert left_behind() == []


def of_runs(connection: Any, *ids: str) -> list[str]:  # noqa: ANN401 - libvirt ships no types
    """Return the domains and networks that runs made."""
    names = [one.name() for one in (*connection.listAllDomains(), *connection.listAllNetworks())]
    return [
        name for name in names if name.startswith(tuple(f"{kind}-{id_}-" for id_ in ids for kind in ("novaflow", "nf")))
    ]


@pytest.mark.parametrize("uri", [SYSTEM])
def test_no_scenario_left_anything_on(uri: str, done: Done) -> None:
    import libvirt  # noqa: PLC0415 - may be absent

    folders = [done(scenario) for scenario in REAL]
    ids = [json.loads((folder / SEEN).read_text())["run_id"] for folder in folders]
    connection = libvirt.open(uri)
    assert of_runs(connection, *ids) == []
    connection.close()
    assert list(folders[0].parent.parent.glob("novaflow-*")) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("uri", [SYSTEM])
def test_when_interrupted_it_removes_what_is_its_own_and_nothing_else_on(
    uri: str, how: signal.Signals, real_folder: Callable[[], object]
) -> None:
    real_folder()
    import libvirt  # noqa: PLC0415 - may be absent

    connection = libvirt.open(uri)
    mine = connection.defineXML(
        f"<domain type='qemu'><name>mine-{os.getpid()}</name><memory>65536</memory><os><type>hvm</type></os></domain>"
    )
    # Not below pytest's own folder, which qemu's user may not enter.
    with tempfile.TemporaryDirectory(prefix="nf-tests-") as name:
        work = Path(name)
        work.chmod(0o711)
        words = [sys.executable, "-m", "analyzer", "run", "stop", "--uri", uri, "-o", str(work / "logs")]
        environment = {**os.environ, "TMPDIR": name}
        with subprocess.Popen(words, stderr=subprocess.PIPE, env=environment) as process:  # noqa: S603 - our words
            run_id, end = "none", time.monotonic() + 60
            while f"novaflow-{run_id}-1" not in of_runs(connection, run_id) and time.monotonic() < end:
                time.sleep(0.1)
                run_id = next((path.name.split("-")[1] for path in work.glob("novaflow-*")), "none")
            made = of_runs(connection, run_id)
            process.send_signal(how)
            time.sleep(0.05)
            process.send_signal(how)  # a user in haste must not keep it from cleaning up
            _, err = process.communicate(timeout=60)
        assert f"novaflow-{run_id}-1" in made
        assert process.returncode == 128 + how, err
        assert err.endswith(b"what the run made is removed, but for its logs\n")
        assert [path.name for path in work.iterdir()] == ["logs"]
    assert of_runs(connection, run_id) == []
    assert connection.lookupByName(mine.name()).UUIDString() == mine.UUIDString()
    mine.undefine()
    connection.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_cleans_up_when_it_is_interrupted(tmp_path: Path, how: signal.Signals) -> None:
    words = ["run", "launch", "--fault", "delay:compute.spawn-start:3", "-o", str(tmp_path / "logs")]
    with subprocess.Popen([sys.executable, "-m", "analyzer", *words], stderr=subprocess.PIPE) as process:  # noqa: S603
        end = time.monotonic() + 20
        while not left_behind() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(how)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 128 + how, err
    assert err.endswith(b"what the run made is removed, but for its logs\n")
    assert left_behind() == []


def refused(*arguments: str | Path) -> str:
    result = CliRunner().invoke(main, ["run", *map(str, arguments)])
    assert result.exit_code == 2, result.output
    assert left_behind() == []
    return result.output


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.log").write_text("keep me")
    assert "is not empty" in refused("launch", "-o", tmp_path)
    assert os.listdir(tmp_path) == ["mine.log"]  # noqa: PTH208 - of names


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dance"], "no operation 'dance'"),
        ([], "give --all"),
        (["launch", "--all"], "give --all"),
        (["launch", "--uri", "xen:///system"], "does not know xen:///system"),
        (["launch", "--fault", "rain"], "there is no fault 'rain'"),
        (["launch", "--fault", "delay:compute.pausing"], "is not delay:STEP:SECONDS"),
        (["launch", "--fault", "delay:compute.pausing:soon"], "no number of seconds"),
        (["launch", "--fault", "clock-skew:node-9:1"], "no host 'node-9'"),
        (["launch", "--fault", "clock-skew:node-1:x"], "no number of milliseconds"),
        (["launch", "--fault", "drop-line:compute.dancing"], "no event 'compute.dancing'"),
        (["pause", "--fault", "self-migrate"], "shows in migrate alone"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: list[str], said: str) -> None:
    assert said in refused(*arguments, "-o", tmp_path / "logs")


def test_it_says_before_the_first_step_what_the_driver_lacks(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["run", "lock", "-o", str(tmp_path / "logs")])
    lines = result.stderr.splitlines()
    assert "no live migration" in lines[0]
    assert [line.split()[0] for line in lines[1:]] == ["launch", "lock"]


@pytest.mark.parametrize("absent", ["libvirt", "oslo_log"])
def test_without_a_library_one_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, absent: str) -> None:
    monkeypatch.setitem(sys.modules, absent, None)
    for name in [name for name in sys.modules if name.startswith("analyzer.executor")]:
        monkeypatch.delitem(sys.modules, name)
    said = refused("launch", "-o", tmp_path / "logs")
    assert f"{absent} is not installed" in said
    assert "apt-get install -y libvirt-dev" in said


def test_a_hypervisor_that_refuses_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import libvirt  # noqa: PLC0415 - may be absent

    def refuse(uri: str) -> None:
        raise libvirt.libvirtError(f"no socket of {uri}")

    monkeypatch.setattr(libvirt, "open", refuse)
    said = refused("launch", "--uri", "qemu:///system", "-o", tmp_path / "logs")
    assert "libvirt does not open qemu:///system" in said
    assert "libvirt-daemon-system" in said


def test_disks_that_the_user_of_qemu_cannot_reach_are_said_before_the_first_step(
    real_folder: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    real_folder()
    from analyzer.executor import machine  # noqa: PLC0415 - needs libvirt

    monkeypatch.setattr(machine, "_FOUND", {})
    with tempfile.TemporaryDirectory() as private:  # which its owner alone may enter
        monkeypatch.setattr(tempfile, "tempdir", private)
        said = refused("launch", "--uri", SYSTEM, "-o", f"{private}/logs")
    assert "qemu:///system starts no guest: " in said
    assert "set TMPDIR" in said


@pytest.mark.parametrize(
    ("absent", "said"),
    [("_BOOT", "there is no kernel for guests"), ("_PATH", "is not installed")],
)
def test_a_guest_that_cannot_be_made_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, absent: str, said: str
) -> None:
    from analyzer.executor import guest  # noqa: PLC0415 - needs libvirt

    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(guest, "_found", lambda name: name) if absent == "_BOOT" else None
    monkeypatch.setattr(guest, absent, tmp_path if absent == "_BOOT" else str(tmp_path))
    with pytest.raises(UsageError, match=said) as told:
        guest.make_guest(tmp_path)
    assert "apt-get install" in str(told.value.hint)


def test_modules_of_a_kernel_are_read_as_distributions_pack_them(tmp_path: Path) -> None:
    from analyzer.executor.guest import read_module  # noqa: PLC0415 - needs libvirt

    plain = tmp_path / "button.ko"
    plain.write_bytes(b"a module")
    plain.with_suffix(".ko.xz").write_bytes(lzma.compress(b"a module"))
    subprocess.run(["zstd", "--quiet", str(plain)], check=True)  # noqa: S603, S607 - our words
    assert [read_module(path) for path in tmp_path.iterdir()] == [b"a module"] * 3


def test_logs_that_cannot_be_written_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from oslo_log.formatters import ContextFormatter  # noqa: PLC0415 - may be absent

    def full(self: object, record: object) -> str:
        del self, record
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ContextFormatter, "format", full)
    said = refused("launch", "-o", tmp_path / "logs")
    assert "cannot write: No space left on device" in said
    assert f"logs go to {tmp_path / 'logs'}" in said
