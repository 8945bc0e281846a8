from __future__ import annotations

import pickle
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.data import folder
from analyzer.errors import NotationError
from analyzer.model import Releases
from analyzer.notation.events import EXCEPTION, Catalogue, load_catalogue
from analyzer.notation.templates import TYPES, parse_template

if TYPE_CHECKING:
    from analyzer.model import Line
    from analyzer.notation.wordings import Wording

CATALOGUE = load_catalogue()
MANAGER = "nova.compute.manager"
SERVER = "8cd1a264-59a8-499c-b416-c7acb7704c38"


def declare(place: Path, text: str, name: str = "some.events") -> Path:
    path = place / name
    path.write_text(text, encoding="utf-8")
    return path


def catalogue_of(place: Path, text: str) -> Catalogue:
    declare(place, text)
    return load_catalogue(place)


def name_of(found: object) -> str | None:
    return getattr(getattr(found, "spec", None), "name", None)


# The catalogue that NovaFlow brings ---------------------------------------------------------------------------------

SAMPLES = [(wording, sample) for wording in CATALOGUE.wordings for sample in wording.samples]
LINES = [(wording, sample) for wording, sample in SAMPLES if EXCEPTION not in wording.loggers]


def logger_of(wording: Wording) -> str:
    return wording.loggers[0].removesuffix(".*")


@pytest.mark.parametrize(("wording", "sample"), LINES, ids=lambda item: getattr(item, "event", ""))
def test_each_sample_is_claimed_by_the_wording_it_stands_under(wording: Wording, sample: Line) -> None:
    found = [CATALOGUE.match(logger_of(wording), level, sample.text) for level in wording.levels]
    assert {match.wording for match in found if match} == {wording}
    assert all(found)


@pytest.mark.parametrize(("wording", "sample"), LINES, ids=lambda item: getattr(item, "event", ""))
def test_what_else_fits_a_sample_says_less_of_it(wording: Wording, sample: Line) -> None:
    rivals = [
        other
        for other in CATALOGUE.wordings
        if other.event != wording.event
        and set(other.loggers) & set(wording.loggers)
        and other.levels & wording.levels
        and other.template.whole.fullmatch(sample.text)
        and other.template.literals >= wording.template.literals
    ]
    assert not rivals


@pytest.mark.parametrize(
    ("wording", "sample"),
    [(wording, sample) for wording, sample in SAMPLES if EXCEPTION in wording.loggers],
    ids=lambda item: getattr(item, "event", ""),
)
def test_each_exception_is_found_in_its_sample(wording: Wording, sample: Line) -> None:
    assert wording in [match.wording for match in CATALOGUE.exceptions(sample.text)]


def test_no_event_id_is_lost() -> None:
    known = (Path(__file__).parent / "event_ids.txt").read_text(encoding="utf-8").split()
    assert set(known) <= CATALOGUE.specs.keys()


def test_events_belong_to_operations_that_exist() -> None:
    flows = {path.stem for path in folder("reference_flows").glob("*.flow")}
    assert {name for spec in CATALOGUE.specs.values() for name in spec.operations} <= flows


def test_what_belongs_to_one_driver_or_library_has_a_family_of_its_own() -> None:
    families = {spec.family for spec in CATALOGUE.specs.values()}
    assert {"libvirt", "osvif", "neutron", "placement", "cmd", "remotefs", "glance", "volume"} <= families
    assert CATALOGUE.specs["libvirt.spawned"].family == "libvirt"


@pytest.mark.parametrize(
    ("logger", "level", "message", "event", "captures"),
    [
        (
            "nova.api.openstack.wsgi",
            "DEBUG",
            "Action: 'action', calling method: <function Controller._start at 0x7f>, body: {\"os-start\": null}",
            "api.action-body",
            {"action": "action", "method": "<function Controller._start at 0x7f>", "body": '{"os-start": null}'},
        ),
        (
            "nova.osapi_compute.wsgi.server",
            "INFO",
            '10.11.10.1 "DELETE /v2/p/servers/s HTTP/1.1" status: 204 len: 203 time: 0.2477829',
            "api.access",
            {
                "client": "10.11.10.1",
                "method": "DELETE",
                "uri": "/v2/p/servers/s",
                "version": "HTTP/1.1",
                "status": "204",
                "len": "203",
                "elapsed": "0.2477829",
            },
        ),
        (MANAGER, "INFO", "VM Paused (Lifecycle Event)", "lifecycle.event", {"state": "Paused"}),
        (
            "nova.virt.libvirt.driver",
            "ERROR",
            "Live Migration failure: End of file while reading data: : Input/output error: libvirt.libvirtError: End",
            "libvirt.lm-failure",
            {"error": "End of file while reading data: : Input/output error"},
        ),
        ("nova.compute.claims", "AUDIT", "Claim successful", "compute.claim-ok", {}),
    ],
)
def test_captures(logger: str, level: str, message: str, event: str, captures: dict[str, str]) -> None:
    found = CATALOGUE.match(logger, level, message)
    assert found
    assert (found.spec.name, dict(found.captures)) == (event, captures)


def test_the_longer_template_wins() -> None:
    assert name_of(CATALOGUE.match(MANAGER, "INFO", "Migrating")) == "compute.migrating"
    finished = CATALOGUE.match(MANAGER, "INFO", "Migrating instance to node-2 finished successfully.")
    assert name_of(finished) == "compute.lm-finished"
    command = "Running cmd (subprocess): ssh -o BatchMode=yes node-2 touch /x"
    assert name_of(CATALOGUE.match("oslo_concurrency.processutils", "DEBUG", command)) == "cmd.ssh-touch"


def test_an_error_that_nothing_else_names_is_an_event_all_the_same() -> None:
    assert name_of(CATALOGUE.match("nova.some.module", "ERROR", "never heard of")) == "log.error"
    assert name_of(CATALOGUE.match("nova", "CRITICAL", "Unhandled error")) == "log.error"
    assert CATALOGUE.match("nova.some.module", "WARNING", "never heard of") is None
    assert CATALOGUE.match("neutron.some.module", "ERROR", "never heard of") is None


def test_exceptions_are_found_inside_other_texts() -> None:
    printed = (
        f"['Traceback (most recent call last):\\n', 'nova.exception.UnableToMigrateToSelf: Unable to migrate instance "
        f"({SERVER}) to current host (node-1).\\n', 'x: Exceeded maximum number of retries. Exhausted all hosts\\n']"
    )
    found = {match.spec.name: match.captures for match in CATALOGUE.exceptions(printed)}
    assert found == {
        "exc.unable-to-migrate-to-self": {"server": SERVER, "host": "node-1"},
        "exc.max-retries-exceeded": {"reason": "Exhausted all hosts"},
    }
    assert CATALOGUE.exceptions("all is well") == ()


def test_a_misspelt_name_finds_its_neighbours() -> None:
    assert CATALOGUE.near("compute.claimok")[0] == "compute.claim-ok"


def test_the_catalogue_can_be_sent_to_another_process() -> None:
    copy = pickle.loads(pickle.dumps(CATALOGUE))  # noqa: S301 (our own bytes)
    assert name_of(copy.match(MANAGER, "INFO", "Pausing")) == "compute.pausing"


WORDS = {
    "word": st.from_regex(r"[A-Za-z0-9._/-]{1,12}", fullmatch=True),
    "text": st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12),
    "int": st.integers(0, 10**9).map(str),
    "seconds": st.floats(0, 1e6, allow_nan=False).map(lambda number: f"{number:.3f}"),
    "uuid": st.uuids().map(str),
    "host": st.from_regex(r"[a-z][a-z0-9-]{0,8}(\.[a-z]{1,5})?", fullmatch=True),
    "list": st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True)).map(str),
}


@given(st.sampled_from([wording for wording in CATALOGUE.wordings if EXCEPTION not in wording.loggers]), st.data())
def test_a_message_made_from_a_template_is_that_event_or_one_that_says_more_of_it(
    wording: Wording, data: st.DataObject
) -> None:
    parts = wording.template.parts
    literals = [part for part in parts if isinstance(part, str)]
    message = ""
    for part in parts:
        if isinstance(part, str):
            message += part
            continue
        value = data.draw(WORDS[part.type])
        # A value that holds a piece of the template itself makes another message.
        message += "x" if part.type in {"word", "text", "host"} and any(piece in value for piece in literals) else value
    found = CATALOGUE.match(logger_of(wording), min(wording.levels), message)
    assert found
    assert found.spec.name == wording.event or found.wording.template.literals >= wording.template.literals


@pytest.mark.parametrize("filler", ["x" * 20_000, "a: " * 7_000, " " * 20_000])
def test_no_message_takes_long(filler: str) -> None:
    began = time.process_time()
    for wording in CATALOGUE.wordings:
        hostile = "".join(part if isinstance(part, str) else filler for part in wording.template.parts) + "\0"
        for level in wording.levels:
            CATALOGUE.match(logger_of(wording), level, hostile)
        CATALOGUE.exceptions(hostile)
    assert time.process_time() - began < 30


# Templates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "message", "captures"),
    [
        ("Took {elapsed:seconds} seconds", "Took 12.50 seconds", {"elapsed": "12.50"}),
        ("Took {elapsed:seconds} seconds", "Took long seconds", None),
        ("Took {elapsed:seconds} seconds", "Took 1.0 seconds and more", None),
        ("to {host:host}.", "to node-1.example.org.", {"host": "node-1.example.org"}),
        ("of {server:uuid}", "of 8cd1a264", None),
        ("task {task} done", "task block device mapping done", None),
        ("from {a:text} to {b:text}", "from here to there to everywhere", {"a": "here", "b": "there to everywhere"}),
        ("hosts: {hosts:list}", "hosts: ", {"hosts": ""}),
        ("{{{n:int} vars}}", "{66 vars}", {"n": "66"}),
        ("cost (in $) [{n:int}]", "cost (in $) [5]", {"n": "5"}),
        ("xml={xml:text} end", "xml=<a>\n</a> end", {"xml": "<a>\n</a>"}),
    ],
)
def test_a_template_takes_the_whole_of_a_message(template: str, message: str, captures: dict[str, str] | None) -> None:
    found = parse_template(template).whole.fullmatch(message)
    assert (found and found.groupdict()) == captures


@pytest.mark.parametrize(
    "message",
    [
        "Instance failed to spawn",
        "Instance failed to spawn: nova.exception.NoValidHost: No valid host was found. ",
        "Instance failed to spawn: NoValidHost: No valid host was found.",
        "Instance failed to spawn: libvirt.libvirtError",
        "Instance failed to spawn: nova.exception_Remote.NoValidHost_Remote: No\nvalid host",
    ],
)
def test_an_error_summary_may_follow(message: str) -> None:
    assert parse_template("Instance failed to spawn").summarised.fullmatch(message)


@pytest.mark.parametrize("template", ["a { b", "a } b", "{a}{b}", "{a} {a}", "{a:number}", "{1a}"])
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_template(template)


def test_all_capture_types_are_tried_here() -> None:
    assert WORDS.keys() == TYPES.keys()


# Files --------------------------------------------------------------------------------------------------------------


def test_an_event_has_one_or_more_wordings(tmp_path: Path) -> None:
    catalogue = catalogue_of(
        tmp_path,
        """
        # a claim
        compute.claim-ok  flow INFO|DEBUG nova.claims|nova.old.claims "Claim on {node:host}" in 16- of launch resize
            //? Claim on node-1   # real
                          flow INFO nova.claims "Claim \\"ok\\"" in 12-15
        any.one           ambient ERROR * "one"
        """,
    )
    spec = catalogue.specs["compute.claim-ok"]
    assert (spec.kind, spec.family, spec.operations) == ("flow", "some", frozenset({"launch", "resize"}))
    assert (spec.levels, spec.releases) == (frozenset({"INFO", "DEBUG"}), Releases(12, None))
    first, second = catalogue.wordings_of("compute.claim-ok")
    assert [sample.text for sample in first.samples] == ["Claim on node-1   # real"]
    assert (first.place.line, second.place.line, second.releases) == (3, 5, Releases(12, 15))
    assert name_of(catalogue.match("nova.old.claims", "DEBUG", "Claim on node-1")) == "compute.claim-ok"
    assert name_of(catalogue.match("nova.claims", "INFO", 'Claim "ok"')) == "compute.claim-ok"
    assert catalogue.match("nova.claims", "WARNING", 'Claim "ok"') is None
    assert catalogue.match("nova.other", "INFO", 'Claim "ok"') is None
    assert name_of(catalogue.match("whoever", "ERROR", "one")) == "any.one"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('a.b flow INFO l "x"\n\nflow.c calm INFO l "y"', 3, "expected a class"),
        ('a.b flow INFO l "x', 1, "expected a template"),
        ('a.b flow INFO l "x"\na.c flow NOTICE l "x"', 2, "expected a level"),
        ('a.b flow INFO l "x" in Zed', 1, "expected major releases"),
        ('flow INFO l "x"', 1, "expected an event id"),
        ("a.b flow INFO l", 1, "expected"),
        ('a.b flow INFO l "x {y"', 1, "without its partner"),
        ('\na.b flow INFO l "{x:number}"', 2, "unknown type 'number'"),
        ('a.b flow INFO l "{x}{y}"', 1, "nothing stands between"),
        ('a.b flow INFO l "x" in 20-16', 1, "end before they begin"),
        ('a.b flow INFO l "x"\n    trouble INFO l "y"', 2, "trouble here and flow at"),
        ('a.b flow INFO l "x"\n\na.b flow INFO l "y"', 3, "declared already at"),
        ('a.b flow INFO l|m "x {y}"\na.c flow INFO|DEBUG m "x {z}"', 2, "has the words, logger and level of a.b"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place_and_a_hint(tmp_path: Path, text: str, line: int, says: str) -> None:
    path = declare(tmp_path, text)
    with pytest.raises(NotationError) as caught:
        load_catalogue(tmp_path)
    assert (caught.value.file, caught.value.line) == (str(path), line)
    assert says in str(caught.value)
    assert caught.value.hint


def test_a_mistake_is_pointed_at(tmp_path: Path) -> None:
    declare(tmp_path, 'a.b flow LOUD l "x"')
    with pytest.raises(NotationError, match=r'a\.b flow LOUD l "x"\n {9}\^'):
        load_catalogue(tmp_path)


def test_a_folder_without_events_and_a_file_that_is_no_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotationError, match=r"no \.events file"):
        load_catalogue(tmp_path)
    (tmp_path / "x.events").write_bytes(b"\xff\xfe")
    with pytest.raises(NotationError, match=r"cannot be read"):
        load_catalogue(tmp_path)


def test_own_files_may_add_events_and_wordings(tmp_path: Path) -> None:
    own = declare(
        tmp_path,
        'compute.pausing flow INFO nova.compute.manager "In Pausa"\nsite.own ambient INFO site "Own {server:uuid}"',
        "site.events",
    )
    catalogue = load_catalogue(extra=[own])
    assert name_of(catalogue.match(MANAGER, "INFO", "In Pausa")) == "compute.pausing"
    assert name_of(catalogue.match(MANAGER, "INFO", "Pausing")) == "compute.pausing"
    assert catalogue.specs["compute.pausing"].family == "compute"
    assert catalogue.specs["site.own"].family == "site"
