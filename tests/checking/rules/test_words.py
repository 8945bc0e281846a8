"""The words of the rules: complete, each once, and what the documentation says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer.checking.conditions import all_conditions
from analyzer.checking.rules import _pages, all_rules
from analyzer.checking.rules._words import HEADINGS, rule_of, sections
from analyzer.notation.flows import load_flows
from benchmarks.flow_rows import blocks
from tests.checking.rules.scene import catalogue

STRUCTURAL = "missing-step unexpected-step out-of-order repeated-step wrong-host slow-step end-not-seen"
OWN = (
    "self-migrate-retry self-migrate-refused rescheduled no-valid-host retries-exhausted claim-failed "
    "image-unavailable network-failed vif-plug-timeout port-binding-failed shutdown-timeout soft-reboot-fallback "
    "live-migration-precheck-failed live-migration-failed live-migration-aborted messaging-timeout service-down "
    "guest-stopped-unexpectedly power-state-corrected conflict instance-locked quota-exceeded bad-request forbidden "
    "not-found hypervisor-error resize-reverted-on-error traceback"
)
CONDITIONS = (
    "messaging database service-restarted clock-skew log-gap call-failed hypervisor-disconnected background-error"
)
SHARED = "service-down guest-stopped-unexpectedly power-state-corrected"
WORDS = {**all_rules(), **all_conditions()}
DOCS = Path(__file__).resolve().parents[3] / "docs" / "deviations"
EVENT_ID = re.compile(
    r"\b(?:api|compute|conductor|database|event|glance|libvirt|neutron|osvif|rpc|scheduler|service|sync|vif)\.[a-z][a-z0-9-]+"
)


def test_codes_are_stable() -> None:
    assert list(all_rules()) == OWN.split() + STRUCTURAL.split()
    codes = [f"N{201 + at}" for at in range(len(OWN.split()))]
    codes += [f"S{101 + at}" for at in range(len(STRUCTURAL.split()))]
    assert [rule.code for rule in all_rules().values()] == codes


def test_every_named_turn_of_a_flow_has_its_words() -> None:
    named = {block.name for flow in load_flows(catalogue().specs).values() for block in blocks(flow.body)}
    assert named <= set(all_rules())


def test_codes_of_conditions_are_stable() -> None:
    assert list(all_conditions()) == [*CONDITIONS.split(), *SHARED.split()]
    codes = [f"C{301 + at}" for at in range(len(CONDITIONS.split()))]
    assert [rule.code for rule in all_conditions().values()] == [*codes, *(WORDS[name].code for name in SHARED.split())]
    assert all(all_conditions()[name] is all_rules()[name] for name in SHARED.split())


@pytest.mark.parametrize("name", (STRUCTURAL + " " + OWN + " " + CONDITIONS).split())
def test_a_rule_says_everything(name: str) -> None:
    rule = WORDS[name]
    words = sections(rule.text)
    assert tuple(words) == ("", *HEADINGS)
    assert rule.text.partition("\n")[0] == f"{rule.title}."
    assert words["Remedy"].endswith(".")
    assert re.fullmatch(r"\d\d-\d\d", rule.releases)


@pytest.mark.parametrize("name", (STRUCTURAL + " " + OWN + " " + CONDITIONS).split())
def test_events_that_a_rule_names_exist(name: str) -> None:
    assert set(EVENT_ID.findall(WORDS[name].text)) <= set(catalogue().specs)


@pytest.mark.parametrize(
    ("docstring", "told"),
    [
        (None, "must have a title"),
        ("A title.\n\nCode: X1\nSeverity: info\n", "must have a title"),
        ("A title.\n\n" + "\n".join(f"{heading}: x" for heading in HEADINGS), "no such severity: x"),
    ],
)
def test_a_rule_without_its_words_is_refused(docstring: str | None, told: str) -> None:
    with pytest.raises(ValueError, match=f"rule my-rule: .*{told}"):
        rule_of("analyzer.checking.rules.my_rule", docstring)


def test_the_pages_are_fresh() -> None:
    written = {path.stem: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    rules = _pages.explained()
    assert written == {rule.code: _pages.page(rule) for rule in rules} | {"README": _pages.index(rules)}


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert all(index.count(f"[{rule.code}]({rule.code}.md) | `{rule.name}`") == 1 for rule in _pages.explained())


def test_pages_are_written(tmp_path: Path) -> None:
    _pages.write(tmp_path / "new")
    assert (tmp_path / "new" / "N204.md").read_text(encoding="utf-8").startswith("# N204 no-valid-host\n")
