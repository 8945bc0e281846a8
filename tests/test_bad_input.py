"""Damaged, doubled and ambiguous logs are read as far as they go, and the account says what was wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from analyzer import pipeline
from analyzer.cli import main
from analyzer.notation.events import load_catalogue
from tests.parsing.case import SERVER, claim, line

if TYPE_CHECKING:
    from analyzer.model import FileSummary, Log

ACCESS = (
    "[pid: 7|app: 0|req: 3/9] 10.0.0.1 () {66 vars in 1400 bytes} [Sun Nov 22 06:20:57 2026]"
    f" POST /v2.1/servers/{SERVER}/action => generated 0 bytes in 823 msecs (HTTP/1.1 202) 8 headers in 300 bytes"
    " (1 switches on core 0)\n"
)
BUILT = line("Took 1.50 seconds to build instance.", at="58.000")


SAMPLES = Path(__file__).resolve().parent.parent / "sample_logs"


def read(folder: Path, **files: str | bytes) -> Log:
    for name, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        (folder / f"nova-{name.replace('__', '.')}").write_bytes(data)
    return pipeline.events([str(folder)], load_catalogue())


def only(log: Log) -> FileSummary:
    (file,) = log.input.files
    assert file.lines == file.events + file.known + file.continuation + file.unrecognised
    return file


def test_a_line_of_sixty_megabytes_is_one_line(tmp_path: Path) -> None:
    long = line("x" * 60_000_000, logger="nova.compute.api", level="DEBUG")
    file = only(read(tmp_path, compute__log=claim() + long + BUILT))
    assert (file.lines, file.events, file.known) == (3, 2, 1)


def test_a_log_that_went_through_windows(tmp_path: Path) -> None:
    log = read(tmp_path, compute__log="\ufeff" + (claim() + BUILT).replace("\n", "\r\n"))
    assert only(log).events == 2
    assert log.events[0].captures["node"] == "node-1"


def test_a_first_line_that_was_cut_in_the_middle(tmp_path: Path) -> None:
    file = only(read(tmp_path, compute__log=claim()[40:] + BUILT))
    assert (file.lines, file.events, file.unrecognised) == (2, 1, 1)


@pytest.mark.parametrize("cut", [1, 30, 80])
def test_a_last_line_that_was_cut_in_the_middle(cut: int, tmp_path: Path) -> None:
    assert only(read(tmp_path, compute__log=BUILT + claim()[:-cut])).lines == 2


def test_nuls_of_a_log_that_was_cut_while_it_was_open(tmp_path: Path) -> None:
    file = only(read(tmp_path, compute__log=b"\0" * 5000 + claim().encode() + b"\0\0\n" + BUILT.encode()))
    assert (file.events, file.continuation) == (2, 1)


def test_a_log_that_is_there_twice_is_read_once(tmp_path: Path) -> None:
    log = read(tmp_path, compute__log=claim(), compute__log__1=BUILT, compute__log__1__gz=gzip.compress(BUILT.encode()))
    assert len(log.events) == 2
    assert [skip.why.partition(" /")[0] for skip in log.input.skipped] == ["the same as"]


def test_a_copy_that_goes_on_longer_doubles_nothing(tmp_path: Path) -> None:
    log = read(tmp_path, compute__log=claim() + BUILT, compute__log__1=claim())
    assert [event.name for event in log.events] == ["compute.claim-ok", "compute.build-took"]
    assert sorted((file.events, file.known) for file in log.input.files) == [(1, 0), (1, 1)]


def test_two_machines_under_one_name_are_told(tmp_path: Path) -> None:
    first = claim(pid=7) + line("Took 1.50 seconds to build instance.", pid=7, at="59.000")
    second = claim(pid=8, at="58.000") + line("Took 1.50 seconds to build instance.", pid=8, at="59.500")
    for folder, text in (("a", first), ("b", second)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "nova-compute-node-1.log").write_text(text)
    log = pipeline.events([str(tmp_path)], load_catalogue())
    (told,) = log.input.skipped
    assert "also of a compute on node-1" in told.why


def test_a_log_rotated_twice_is_read_once_and_the_gap_is_told(tmp_path: Path) -> None:
    twice = gzip.compress(claim().encode())
    log = read(
        tmp_path,
        compute__log=BUILT,
        compute__log__1=claim(),
        compute__log__1__gz=twice,
        compute__log__4=claim(at="50.000"),
    )
    assert len(log.events) == 3
    assert [skip.why.replace(f"{tmp_path}/", "") for skip in log.input.skipped] == [
        "the same as nova-compute.log.1",
        "not there, but nova-compute.log.4 is: what happened in between cannot be seen",
    ]


def test_two_machines_can_be_told_apart_by_the_user(tmp_path: Path) -> None:
    for folder, pid in (("a", 7), ("b", 8)):
        (tmp_path / folder).mkdir()
        text = claim(pid=pid) + line("Took 1.50 seconds to build instance.", pid=pid, at="59.000")
        (tmp_path / folder / "nova-compute-node-1.log").write_text(text)
    hosts = {str(tmp_path / "b" / "nova-compute-node-1.log"): "node-2"}
    log = pipeline.events([str(tmp_path)], load_catalogue(), hosts=hosts)
    assert {event.host for event in log.events} == {"node-1", "node-2"}
    assert not log.input.skipped


def test_the_folder_of_an_api_is_no_host_of_a_compute(tmp_path: Path) -> None:
    api = line("Action: 'action', calling method: pause, body: {}", logger="nova.api.openstack.wsgi", level="DEBUG")
    for path, text in (("controller/nova-api.log", api), ("node-1/nova-compute.log", claim("node-1"))):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text(text)
    log = pipeline.events([str(tmp_path)], load_catalogue())
    assert {(event.service, event.host) for event in log.events} == {("api", "controller"), ("compute", "node-1")}
    assert log.coverage.hosts_named == {"node-1"}


def test_files_in_folders_of_days_are_of_one_host(tmp_path: Path) -> None:
    for day, text in (("2026-11-21", claim(at="50.000")), ("2026-11-22", claim())):
        (tmp_path / day).mkdir()
        (tmp_path / day / "nova-compute.log").write_text(text)
    assert len({event.host for event in pipeline.events([str(tmp_path)], load_catalogue()).events}) == 1


def test_files_that_are_no_logs_take_one_line_of_the_report(tmp_path: Path) -> None:
    for name in ("LICENSE", "notes.txt", "truth.jsonl"):
        (tmp_path / name).write_text("no log\n")
    (tmp_path / "nova-api.log").write_bytes(b"PK\x03\x04")
    (tmp_path / "nova-compute.log").write_text(claim() + BUILT)
    told = CliRunner().invoke(main, ["check", str(tmp_path), "--fail-on", "never"], env={"COLUMNS": "300"})
    skipped = [one.strip() for one in told.stdout.splitlines() if one.startswith("skipped:")]
    assert skipped == [
        f"skipped: {tmp_path}/nova-api.log: an archive: unpack it first",
        "skipped: 3 files without log lines; --format json lists them",
    ]
    listed = CliRunner().invoke(main, ["check", str(tmp_path), "--fail-on", "never", "--format", "json"])
    assert len(json.loads(listed.stdout)["input"]["skipped_files"]) == 4


def test_uwsgi_s_access_lines_are_evidence_and_raise_no_alarm(tmp_path: Path) -> None:
    def judged(more: str) -> list[tuple[object, ...]]:
        for path in (SAMPLES / "zed/pause/plain").glob("nova-*.log"):
            kept = [one for one in path.read_text().splitlines(keepends=True) if "nova.osapi_compute" not in one]
            (tmp_path / path.name).write_text("".join(kept) + (more if path.name == "nova-api.log" else ""))
        report = pipeline.run([str(tmp_path)])
        return [(one.operation, one.verdict, one.reason, len(one.deviations)) for one in report.verdicts]

    pids = [one.split()[2] for one in (SAMPLES / "zed/pause/plain/nova-api.log").read_text().splitlines()]
    assert judged("".join(ACCESS.replace("[pid: 7|", f"[pid: {pid}|") for pid in pids)) == judged("")


def test_a_host_that_was_restarted_is_one(tmp_path: Path) -> None:
    log = read(
        tmp_path, compute__log__1=claim(pid=7), compute__log=line("Took 1 seconds to build instance.", pid=8, at="59.5")
    )
    assert not log.input.skipped
