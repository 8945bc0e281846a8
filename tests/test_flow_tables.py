"""docs/flows says what reference_flows/ declares, and the flows account for what healthy operations log."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows, parse_flow
from benchmarks.flow_rows import blocks, least, rows
from benchmarks.flow_story import diagram, story, troubles
from benchmarks.flow_tables import FOLDER, REASONS, pages, unnamed, within

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_SHARE = 0.97

FLOW = """flow nap "Sleep a little"
  request action nap
  roles api compute

  api: api.action-body
  api ~> compute: compute.pausing       in 14-20
  opt
    compute: compute.claim-ok
  end
  alt
    compute: libvirt.rebooted           ends
  else
    compute: libvirt.running
    compute: libvirt.spawned            ends
  end
  break conflict failed
    compute: compute.task-preempted
  end
"""


@pytest.fixture(scope="module")
def made() -> Mapping[str, str]:
    return pages()


def test_the_pages_are_up_to_date(made: Mapping[str, str]) -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert kept == made, "run `make docs`"


def test_every_flow_event_that_is_no_step_has_its_reason() -> None:
    catalogue = load_catalogue()
    left = {name for flow in load_flows(catalogue.specs).values() for name in unnamed(flow, catalogue)}
    assert left <= set(tomllib.loads(REASONS.read_text(encoding="utf-8")))


def test_the_rows_of_a_flow_say_how_far_each_step_is_needed() -> None:
    found = [(row.step.event, row.needed) for row in rows(parse_flow(FLOW, "nap.flow").body)]
    assert found == [
        ("api.action-body", "always"),
        ("compute.pausing", "always"),
        ("compute.claim-ok", "optional"),
        ("libvirt.rebooted", "one of"),
        ("libvirt.running", "one of"),
        ("libvirt.spawned", "one of"),
    ]


def test_the_shortest_way_takes_the_shorter_branch() -> None:
    assert least(parse_flow(FLOW, "nap.flow").body) == 2  # the step of releases 14-20 is in no other


def test_a_break_is_a_block_and_no_row() -> None:
    (block,) = blocks(parse_flow(FLOW, "nap.flow").body)
    assert (block.name, block.verdict, block.told_by.event) == ("conflict", "failed", "compute.task-preempted")


def test_the_flows_account_for_what_healthy_operations_log(made: Mapping[str, str]) -> None:
    shares = [float(row.split("|")[-2]) for row in made["README.md"].splitlines() if row.startswith(("| [", "| all "))]
    assert len(shares) > 1
    assert min(shares) >= LEAST_SHARE


def test_a_flow_is_told_by_who_does_what_in_which_words() -> None:
    catalogue = load_catalogue()
    flow = parse_flow(FLOW, "nap.flow")
    assert next(story(flow, catalogue)) == "The client asks for it by `POST /servers/{server}/action nap`. Then:"
    second = list(story(flow, catalogue))[3]
    assert second.startswith("2. **nova-api** casts to **nova-compute**, which logs `Pausing`, `Claim successful on")
    assert "`Instance running successfully.` (one of)" in second


def test_what_goes_wrong_is_told_in_the_words_of_the_rules() -> None:
    (conflict, _) = troubles(parse_flow(FLOW, "nap.flow"))
    assert conflict.startswith("- **conflict** (N220). ")


def test_the_diagram_is_a_block_that_github_draws() -> None:
    catalogue = load_catalogue()
    lines = list(diagram(parse_flow(FLOW, "nap.flow"), catalogue))
    assert (lines[0], lines[1], lines[-1]) == ("```mermaid", "sequenceDiagram", "```")


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ("", ""),
        ("within 90s", "90 s"),
        ("within 90s of compute.pausing", "90 s since `compute.pausing`"),
        (
            "within shutdown_timeout of libvirt.shutting-down",
            "`shutdown_timeout` (60 s) since `libvirt.shutting-down`",
        ),
        ("within long_rpc_timeout", "`long_rpc_timeout` (1800 s in 18-)"),
        ("within instance_build_timeout", "`instance_build_timeout` (no limit)"),
    ],
)
def test_how_long_a_step_may_take_is_told_with_its_default(declared: str, told: str) -> None:
    flow = parse_flow(FLOW.replace("api: api.action-body", f"api: api.action-body {declared}"), "nap.flow")
    assert within(next(rows(flow.body)).step) == told
