"""From what the user names to the logs to read."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from analyzer.errors import InputError, UsageError
from analyzer.model import SkippedFile, Source
from analyzer.reading import read

LINE = "2026-11-22 06:15:50.607 16942 INFO nova.compute.manager [-] Took 1 seconds\n"


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, content: str | bytes = "") -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    data = content or LINE + path
    Path(path).write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def summary(sources: list[Source]) -> list[tuple[str, str | None, str | None]]:
    return [(source.path, source.service, source.host) for source in sources]


@pytest.mark.usefixtures("logs")
class TestFinding:
    def test_a_folder_with_all_in_it(self) -> None:
        write("cloud/controller/nova-api.log")
        write("cloud/node-1/nova-compute.log")
        write("cloud/.git/nova-compute.log")
        sources, skipped = read(["cloud"])
        assert summary(sources) == [
            ("cloud/controller/nova-api.log", "api", "controller"),
            ("cloud/node-1/nova-compute.log", "compute", "node-1"),
        ]
        assert not skipped
        assert [line.text for line in sources[0].lines()][:1] == [LINE.rstrip()]

    def test_a_pattern(self) -> None:
        write("a/nova-api.log")
        write("b/nova-api.log")
        assert len(read(["*/nova-*.log"])[0]) == 2

    def test_a_file_named_twice_is_read_once(self) -> None:
        write("a/nova-api.log")
        sources, skipped = read(["a", "a/nova-api.log", "./a/../a/nova-api.log"])
        assert len(sources) == 1
        assert not skipped

    def test_a_folder_of_the_whole_cloud_is_no_host(self) -> None:
        write("cloud/nova-api.log")
        write("cloud/nova-compute.log")
        assert {source.host for source in read(["cloud"])[0]} == {None}

    def test_the_rotated_files_of_a_log_are_oldest_first_and_share_its_name(self) -> None:
        for name in ("nova-compute.log", "nova-compute.log.1", "nova-compute.log.2.gz", "nova-compute.log.10"):
            write(name)
        sources, _ = read(["."])
        assert [Path(source.path).suffix for source in sources] == [".10", ".gz", ".1", ".log"]
        assert len({source.log for source in sources}) == 1

    def test_a_rotated_file_that_is_not_there_is_told(self) -> None:
        for name in ("nova-compute.log", "nova-compute.log.2.gz", "nova-compute.log.5", "nova-api.log.3"):
            write(f"logs/{name}")
        assert [(skip.path, skip.why) for skip in read(["logs"])[1]] == [
            (
                "logs/nova-compute.log.1",
                "not there, but logs/nova-compute.log.2 is: what happened in between cannot be seen",
            ),
            (
                "logs/nova-compute.log.3 to logs/nova-compute.log.4",
                "not there, but logs/nova-compute.log.5 is: what happened in between cannot be seen",
            ),
        ]

    def test_standard_input_is_not_touched_before_it_is_read(self) -> None:
        assert summary(read(["-"])[0]) == [("-", None, None)]


@pytest.mark.usefixtures("logs")
class TestHosts:
    def test_what_the_user_says_goes_first(self) -> None:
        write("nova-compute-node-1.log")
        sources, _ = read(["."], {"nova-compute-node-1.log": "cmp-7"})
        assert (sources[0].host, sources[0].certain) == ("cmp-7", True)

    def test_a_host_for_a_file_that_is_not_there_is_told(self) -> None:
        write("nova-compute-node-1.log")
        with pytest.raises(UsageError, match=r"nova-compute-node-2\.log"):
            read(["."], {"nova-compute-node-2.log": "cmp-7"})


@pytest.mark.usefixtures("logs")
class TestSkipping:
    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("truth.jsonl", b'{"operation": "launch", "started_at": "06:15:49", "note": "ERROR"}', "not a log"),
            ("LICENSE", b"Apache License", "not a log, by its name"),
            ("notes.txt", b"The cloud was slow.", "not a log"),
            ("nova-api.log", bytes(range(256)) * 20, "binary"),
            ("nova-api.log", b"PK\x03\x04" + LINE.encode(), "an archive"),
            ("nova-scheduler.log", b"\x1f\x8b", "damaged"),
        ],
    )
    def test_what_is_no_log(self, name: str, content: bytes, why: str) -> None:
        write("logs/nova-compute.log")
        write(f"logs/{name}", content)
        sources, skipped = read(["logs"])
        assert [source.path for source in sources] == ["logs/nova-compute.log"]
        assert [(skip.path, skip.why[: len(why)]) for skip in skipped] == [(f"logs/{name}", why)]

    def test_what_lies_in_a_folder_and_is_no_log_is_not_what_was_asked_for(self) -> None:
        write("logs/nova-compute.log")
        write("logs/notes.txt", "The cloud was slow.")
        write("logs/nova-api.log", b"PK\x03\x04")
        foreign = {skip.path: skip.foreign for skip in read(["logs", "logs/notes.txt"])[1]}
        assert foreign == {"logs/notes.txt": False, "logs/nova-api.log": False}
        assert [skip.foreign for skip in read(["logs"])[1] if skip.path == "logs/notes.txt"] == [True]

    @pytest.mark.parametrize(
        "content",
        [
            b'{"log":"2026-11-22 06:20:57.000 7 INFO nova.x [-] x\\n","stream":"stdout","time":"2026-11-22T06:20:57Z"}',
            b'[\n  {\n    "Payload": "x",\n    "log_level": "INFO"\n  }\n]',
            b'{"MESSAGE":"x","PRIORITY":"6"}',
            b"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795328457000000\nMESSAGE=x",
            b"Timestamp,log_level,Payload\n2026-11-22 06:20:57.000,INFO,x",
        ],
    )
    def test_not_what_holds_logs(self, content: bytes) -> None:
        write("logs/export", content)
        assert [source.path for source in read(["logs"])[0]] == ["logs/export"]

    def test_a_report_of_novaflow(self) -> None:
        write("logs/nova-compute.log")
        write("logs/report.json", '{\n "schema": "novaflow.check/1", "message": "x",\n "level": "INFO"}')
        assert [skip.why for skip in read(["logs"])[1]] == ["not a log: a report of novaflow"]

    def test_a_copy_even_a_compressed_one(self) -> None:
        write("a/nova-compute.log", LINE * 9000)
        write("b/nova-compute.log.gz", gzip.compress((LINE * 9000).encode()))
        sources, skipped = read(["a", "b"])
        assert [source.path for source in sources] == ["a/nova-compute.log"]
        assert skipped == [SkippedFile("b/nova-compute.log.gz", "the same as a/nova-compute.log")]

    def test_files_that_only_begin_alike_are_no_copies(self) -> None:
        write("a/nova-compute.log", LINE * 9000)
        write("b/nova-compute.log", LINE * 9001)
        assert len(read(["a", "b"])[0]) == 2

    def test_a_log_that_was_cut_while_it_was_open_is_no_binary(self) -> None:
        write("nova-compute.log", b"\0" * 100_000 + LINE.encode())
        sources, _ = read(["."])
        assert [line.text for line in sources[0].lines()] == [LINE.rstrip()]

    def test_a_pipe_in_a_folder_does_not_block(self) -> None:
        write("logs/nova-compute.log")
        os.mkfifo("logs/pipe.log")
        assert read(["logs"])[1] == [SkippedFile("logs/pipe.log", "not a file", foreign=True)]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_what_may_not_be_read(self) -> None:
        write("nova-compute.log")
        Path(write("nova-api.log")).chmod(0)
        assert read(["."])[1] == [SkippedFile("./nova-api.log", "unreadable: Permission denied")]


@pytest.mark.usefixtures("logs")
class TestNothingToRead:
    @pytest.mark.parametrize("path", ["nova-compute.log", "*.log", "no/where"])
    def test_nothing_at_a_path(self, path: str) -> None:
        with pytest.raises(InputError) as caught:
            read([path])
        assert caught.value.file == path
        assert caught.value.hint

    def test_an_empty_folder(self) -> None:
        Path("logs").mkdir()
        with pytest.raises(InputError, match="no log to read"):
            read(["logs"])

    def test_nothing_but_empty_files(self) -> None:
        Path("nova-api.log").touch()
        with pytest.raises(InputError, match=r"nova-api\.log: empty"):
            read(["nova-api.log"])
