"""The contract `novaflow.check/1` is what its schema says, and no more."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from analyzer import data
from analyzer.cli import main
from analyzer.reporting.formats.json import SCHEMA as NAME
from benchmarks.samples import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.model import Report

SCHEMA = json.loads((data.folder("docs/schema") / "check-1.schema.json").read_text(encoding="utf-8"))
CONTRACT = jsonschema.Draft202012Validator(SCHEMA)
# What an API was asked for, and what names of hosts and roles stand for.
OPEN = ("parameters", "hosts", "clock_skew")


@pytest.fixture
def document(six_verdicts: Report, written: Callable[[Report, str], str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(six_verdicts, "json"))
    return found


def objects(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - JSON
    """Yield the way to each object whose keys the contract names."""
    if isinstance(value, dict):
        yield way
        value = {key: item for key, item in value.items() if key not in OPEN or isinstance(item, list)}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from objects(item, (*way, key))


def at(document: Any, way: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - JSON
    for key in way:
        document = document[key]
    return document


def test_the_schema_is_a_schema_and_names_the_version() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema"]["const"] == SCHEMA["title"] == NAME


def test_reports_keep_the_contract(
    document: dict[str, Any], report: Report, written: Callable[[Report, str], str]
) -> None:
    CONTRACT.validate(document)
    CONTRACT.validate(json.loads(written(report, "json")))


def test_the_golden_report_keeps_the_contract() -> None:
    golden = Path(__file__).parent / "golden" / "json"
    CONTRACT.validate(json.loads(golden.read_text(encoding="utf-8")))


@pytest.mark.parametrize("day", ["2026-11-22", "2999-01-01"])
@pytest.mark.parametrize("more", [(), ("--redact",)])
def test_reports_keep_the_contract_where_deviations_are_known_and_names_are_hidden(
    day: str, more: tuple[str, ...], tmp_path: Path
) -> None:
    known = tmp_path / "known.toml"
    entry = '[[known]]\ndeviation = "{}"\nreason = "bug 1"\nexpires = 2026-12-31\n'
    known.write_text(entry.format("self-migrate-retry") + entry.format("claim-failed"), encoding="utf-8")
    logs = str(ROOT / "sample_logs" / "zed" / "migrate")
    options = ("--known", str(known), "--today", day, "--format", "json", *more)
    document = json.loads(CliRunner().invoke(main, ["check", logs, *options]).stdout)
    CONTRACT.validate(document)
    assert [one["expired"] for one in document["known"]] == [day == "2999-01-01"] * 2


def test_the_contract_takes_no_key_it_does_not_name_and_misses_every_key_it_does(document: dict[str, Any]) -> None:
    seen: set[tuple[str, ...]] = set()
    for way in objects(document):
        kind = tuple(key for key in way if isinstance(key, str))
        if kind in seen:
            continue
        seen.add(kind)
        more = copy.deepcopy(document)
        at(more, way)["surprise"] = 1
        assert not CONTRACT.is_valid(more), kind
        for key in at(document, way):
            less = copy.deepcopy(document)
            del at(less, way)[key]
            assert not CONTRACT.is_valid(less), (*kind, key)
    assert {("operations", "deviations", "raised"), ("conditions", "evidence"), ("causes", "first")} <= seen


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("operations", 0, "verdict"), "fine"),
        (("operations", 0, "started_at"), "2026-11-22 06:20:57"),
        (("operations", 0, "steps", 0, "move"), "skip"),
        (("input", "lines"), -1),
        (("summary", "failed"), None),
        (("schema",), "novaflow.check/2"),
    ],
)
def test_a_value_that_is_none_is_refused(document: dict[str, Any], way: tuple[str | int, ...], value: object) -> None:
    at(document, way[:-1])[way[-1]] = value
    assert not CONTRACT.is_valid(document)


def test_everything_in_the_schema_says_what_it_means() -> None:
    named = [SCHEMA, *SCHEMA["$defs"].values(), *SCHEMA["properties"].values()]
    without = [key for one in named for key, item in one.get("properties", {}).items() if "description" not in item]
    assert without == []


def test_the_command_prints_the_schema() -> None:
    assert json.loads(CliRunner().invoke(main, ["schema"]).stdout) == SCHEMA
