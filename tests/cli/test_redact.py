"""What is redacted can be shared: nothing in it tells who or where, and it still tells what happened."""

from __future__ import annotations

import json
import re
import stat
import time
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from analyzer import pipeline
from analyzer.cli import main
from analyzer.notation.declared import load_declared
from analyzer.reporting import format_names
from analyzer.reporting.redaction import Redactor
from analyzer.reporting.redaction.harvest import Words
from benchmarks.samples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.model import Report

RETRY = ROOT / "sample_logs/zed/migrate/self-migrate-retry"
OF_THE_SITE = {
    "node-1": "zurich-kvm-07",
    "node-2": "zurich-kvm-08",
    "m1.nano": "gold.tiny",
    "default default": "vaultdomain vaultdomain",
    "10.99.0.12": "2001:db8:77::12",
}
HEADER = (
    "2026-11-22 06:46:{:06.3f} 12921 INFO nova.compute.api [None req-e0000000-0000-4000-8000-000000000001 {} - -] {}"
)
BODY = {
    "name": "payroll-db",
    "flavorRef": "silver.large",
    "availability_zone": "vault-az",
    "description": "for the merger",
    "metadata": {"owner": "alice", "cost centre": "4711-x"},
    "user_data": "c2VjcmV0",
    "adminPass": "hunter2",
    "key_name": "alice-laptop",
}
MESSAGES = (
    f"Action: 'create', calling method: <function create at 0x7f3e>, body: {json.dumps({'server': BODY})}",
    "Connecting to rabbit://openstack:s3same@mq7.bank.example:5672//",
    "GET /v2.1/servers?name=payroll-web&ip=203.0.113.9 by bob@bank.example",
    "No answer of 2001:db8:77::5: it is away. Nor of 2001:db8:77::6.",
    "X-Auth-Token: gAAAAABlZ_3sYbJ0kQw1v9dX2l-5pYkzq8",
    "filter nova-instance-instance-0000002a-fa163e5a17bb of bridge brq7d1f20ab-40 was updated",
    "Instance(display_name='payroll-db',metadata={team='blue-lagoon'},user_id='alice.smith')",
    "Cannot write /srv/bank-cluster/nova/x.img; ZURICH-KVM-07 is full, see kvm-new.bank.example",
)
ACCESS = (
    "[pid: 12|app: 0|req: 3/9] 203.0.113.9 (carol) {66 vars in 1400 bytes} [Sun Nov 22 06:46:59 2026] GET /v2.1/servers"
    " => generated 380 bytes in 823 msecs (HTTP/1.1 200) 8 headers in 300 bytes (1 switches on core 0)\n"
)
SECRETS = (
    *("zurich", "kvm-0", "gold.tiny", "vaultdomain", "2001:db8:77", "payroll", "silver.large", "vault-az", "merger"),
    *(
        "alice",
        "4711-x",
        "c2VjcmV0",
        "hunter2",
        "s3same",
        "openstack:",
        "mq7",
        "bank",
        "203.0.113.9",
        "bob@",
        "gAAAAAB",
    ),
    *("fa163e", "brq7d1f20ab", "0000002a", "blue-lagoon", "fa:16:3e", "10.99.0.1", "9684d807", "80387bba", "1b70c214"),
    *("6c5a8959", "99fda537", "projectx", "site-logs", "kvm-new", "carol"),
)
ID = re.compile(r"(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z.])|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def novaflow(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "400"}).invoke(main, arguments, prog_name="novaflow", catch_exceptions=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The logs of a migration in a deployment whose names, addresses and users are known."""
    folder = tmp_path_factory.mktemp("projectx") / "site-logs"
    folder.mkdir()
    for path in RETRY.glob("*.log"):
        text, name = path.read_text(encoding="utf-8"), path.name
        for old, new in OF_THE_SITE.items():
            text, name = text.replace(old, new), name.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "nova-api.log").open("a", encoding="utf-8") as file:
        for number, message in enumerate(MESSAGES):
            file.write(HEADER.format(50 + number, "alice.smith projectx", message) + "\n")
        file.write(ACCESS)
    return folder


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.lower() in text.lower()]


def test_the_logs_do_tell_what_is_to_be_hidden(site: Path) -> None:
    raw = "".join(f"{path}\n{path.read_text(encoding='utf-8')}" for path in site.iterdir())
    assert told(raw) == list(SECRETS)


@pytest.mark.parametrize("name", [name for name in format_names() if not name.startswith("parquet")])
def test_no_format_tells_who_or_where(name: str, site: Path) -> None:
    result = novaflow("check", str(site), "--redact", "--format", name)
    assert result.exit_code == 1
    assert "migrate" in result.stdout
    assert told(result.output) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "9684d807", "SITE", "--redact"),
        ("events", "SITE", "--redact"),
        ("draw", "9684d807", "SITE", "--redact", "--format", "svg"),
        ("draw", "9684d807", "SITE", "--redact", "--format", "mermaid"),
    ],
)
def test_no_command_tells_who_or_where(arguments: tuple[str, ...], site: Path) -> None:
    result = novaflow(*(str(site) if one == "SITE" else one for one in arguments))
    assert result.exit_code == 0
    assert len(result.stdout) > 1000
    assert told(result.output) == []


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    result = novaflow("redact", str(site), "-o", str(tmp_path / "copy"), "--key", str(tmp_path / "key.json"))
    assert result.exit_code == 0
    note = "novaflow: note: left as they are, for they are words of Nova's own messages too: controller, nova\n"
    assert result.stderr == note
    return tmp_path / "copy"


def test_a_copy_of_logs_tells_what_happened_and_not_who_or_where(site: Path, copy: Path) -> None:
    text = "".join(f"{path}\n{path.read_text(encoding='utf-8')}" for path in copy.rglob("*.log"))
    assert told(text) == []
    assert judged(pipeline.run([str(copy)])) == judged(pipeline.run([str(site)]))
    assert ("migrate", "deviating", ["self-migrate-retry"]) in judged(pipeline.run([str(copy)]))


def judged(report: Report) -> list[tuple[str | None, str, list[str]]]:
    found = [(one.operation, one.verdict, [each.rule.name for each in one.deviations]) for one in report.verdicts]
    return sorted(found, key=str)


def test_what_stands_for_one_thing_stands_for_no_other(site: Path, copy: Path, tmp_path: Path) -> None:
    key = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))
    assert stat.S_IMODE((tmp_path / "key.json").stat().st_mode) == 0o600
    assert key["host-1"].lower() == "zurich-kvm-07"
    ids = {found for path in site.iterdir() for found in ID.findall(path.read_text(encoding="utf-8"))}
    made = {found for path in copy.rglob("*.log") for found in ID.findall(path.read_text(encoding="utf-8"))}
    assert len(made) == len(ids)
    assert not made & ids


def test_an_own_flow_is_told_without_its_folder(site: Path, tmp_path: Path) -> None:
    own = tmp_path / "secret-project"
    own.mkdir()
    flow = (ROOT / "reference_flows/migrate.flow").read_text(encoding="utf-8")
    (own / "migrate.flow").write_text(flow, encoding="utf-8")
    for name in ("text", "json", "html", "sarif"):
        result = novaflow("check", str(site), "--redact", "--flows", str(own), "--format", name)
        assert "migrate.flow" in result.stdout
        assert "secret-project" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-", "-o", "new"), "standard input cannot be read twice\n  hint: save it to a file first"),
        ((str(RETRY), "-o", str(RETRY)), "is there already, and not empty\n  hint: name a new folder"),
        (("nowhere.log", "-o", "new"), "nowhere.log"),
    ],
)
def test_what_cannot_be_copied_is_told(
    arguments: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = novaflow("redact", *arguments)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert words in result.stderr


identifiers = st.one_of(
    st.uuids().map(str),
    st.uuids().map(lambda one: f"req-{one}"),
    st.uuids().map(lambda one: one.hex),
    st.ip_addresses(v=6).map(str),
    st.ip_addresses(v=4).map(str),
    st.binary(min_size=6, max_size=6).map(lambda mac: mac.hex(":")),
    st.uuids().map(lambda one: f"tap{str(one)[:11]}"),
)
around = st.sampled_from(["", " ", "[", "(", "'", '"', "=", "/", ",", "|"])
after = st.sampled_from(["", " ", "]", ")", "'", '"', ",", ".", "/", ":", ": ", ". ", ";", "\n"])
DECLARED = load_declared()


@given(identifier=identifiers, before=around, behind=after, form=st.sampled_from(["short", "whole"]))
def test_an_identifier_is_hidden_wherever_it_stands(
    identifier: str, before: str, behind: str, form: Literal["short", "whole"]
) -> None:
    redactor = Redactor(form, Words(DECLARED))
    found = redactor.text(f"of {before}{identifier}{behind} and")
    if not tells_nothing(identifier):
        assert identifier not in found
    again = redactor.text(identifier)
    assert found == f"of {before}{again}{behind} and"


def tells_nothing(text: str) -> bool:
    """Tell whether a text is the nil UUID, an address that every machine has, or one of those that are made up."""
    if not text.strip("0-"):
        return True
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return address.is_unspecified or address.is_loopback or text.startswith(("255.", "198.18.", "2001:db8:"))


@given(name=st.from_regex(r"[a-z][a-z0-9_-]{2,20}[a-z0-9]", fullmatch=True))
def test_a_host_that_the_logs_name_is_hidden_in_any_text(name: str) -> None:
    known = Words(DECLARED)
    known.host(name)
    found = Redactor("short", known).text(f"{name}: no route to {name}.example.net (via {name.upper()}:80)")
    assert (name in known.kept) or name not in found.lower()


@pytest.mark.parametrize(
    "text", ["[req-1 ", "name='", "\\", "metadata={", "x@", "://", ":", "a.", "a:", "host=", "(a, ", "1.1."]
)
def test_a_long_line_costs_no_time(text: str) -> None:
    """Each would take minutes, or break, were an expression to try the same text in many ways."""
    known = Words(DECLARED)
    known.text(text * 20_000)
    began = time.process_time()
    Redactor("short", known).text(f"name='{text * 20_000}")
    assert time.process_time() - began < 5
