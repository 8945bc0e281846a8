"""What the executor writes beside what real Nova wrote: the same events in their order, but for stated reasons."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.executor.scenarios import EMBEDDED, LOGS, SYSTEM, Scenario
from tests.executor.test_run import check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import Verdict
    from tests.executor.conftest import Done

HERE = Path(__file__).parent
RECORDED = HERE.parent.parent / "sample_logs" / "zed"
CASES = {
    "snapshot": "running",
    "shelve": "no-offload",
    "migrate": "other-host",
    "resize": "other-host",
    "unshelve": "from-offloaded",
}
OPERATIONS = sorted(path.name for path in RECORDED.iterdir() if (path / CASES.get(path.name, "plain")).is_dir())
# Nova asks neutron in a thread of its own, whose lines stand anywhere among the others.
CONCURRENT = ("neutron.", "compute.ip-", "compute.bdm-", "compute.spawn-start", "libvirt.instance-dir")


def by_role(verdict: Verdict) -> Mapping[str, list[str]]:
    """Return the events of each role in their order; an event that follows itself counts once."""
    roles: defaultdict[str, list[str]] = defaultdict(list)
    for move in verdict.alignment.moves if verdict.alignment else ():
        if move.move == "sync" and move.event is not None and move.role is not None:
            roles[move.role].append(move.event.name)
    return {role: [name for name, _ in groupby(names)] for role, names in roles.items()}


def written(done: Done, uri: str, operation: str) -> Mapping[str, list[str]]:
    if operation == "suspend" and uri == EMBEDDED:
        # By itself: the `VM Paused` of a pause just before it could be taken for one of its own.
        return by_role(check(done(Scenario((operation,), uri=uri)) / LOGS).verdicts[-1])
    return by_role(next(one for one in check(done(Scenario(uri=uri)) / LOGS).verdicts if one.operation == operation))


@pytest.mark.parametrize("uri", [EMBEDDED, SYSTEM])
@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one != "live-migrate"])
def test_the_events_of_real_nova_are_written_in_their_order(done: Done, uri: str, operation: str) -> None:
    verdicts = check(RECORDED / operation / CASES.get(operation, "plain")).verdicts
    theirs = by_role(next(one for one in verdicts if one.operation == operation))
    ours = written(done, uri, operation)
    listed = tomllib.loads((HERE / "differences.toml").read_text())["difference"]
    mine = [one for one in listed if operation in one["operations"] and uri in one.get("uris", [uri])]
    assert only(theirs, ours) == {name for one in mine for name in one.get("recorded", ())}
    assert only(ours, theirs) == {name for one in mine for name in one.get("written", ())}
    for role, names in ours.items():
        assert common(names, theirs.get(role, [])) == common(theirs.get(role, []), names), role


def only(these: Mapping[str, list[str]], those: Mapping[str, list[str]]) -> set[str]:
    return {name for role, names in these.items() for name in names if name not in those.get(role, [])}


def common(names: list[str], others: list[str]) -> list[str]:
    return [name for name in names if name in others and not name.startswith(CONCURRENT)]
