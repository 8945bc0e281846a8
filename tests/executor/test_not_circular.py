"""An executor that writes what the flows expect proves nothing: each line on the hypervisor must come from it.

So each thing that is done to the hypervisor or to a disk is left out, one at a time, and no operation that needs it
may still look right.
"""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING

import pytest

from tests.executor.scenarios import EMBEDDED, LOGS, REAL_WITHOUT, SEEN, SYSTEM, WITHOUT, Scenario
from tests.executor.test_run import check

if TYPE_CHECKING:
    from tests.executor.conftest import Done


@pytest.mark.parametrize(
    ("uri", "action", "operation"),
    [
        *((EMBEDDED, action, one) for action, operations in WITHOUT.items() for one in operations),
        *((SYSTEM, *one) for one in REAL_WITHOUT),
    ],
)
def test_without_a_step_no_operation_looks_right(done: Done, uri: str, action: str, operation: str) -> None:
    folder = done(Scenario((operation,), without=action, uri=uri))
    assert json.loads((folder / SEEN).read_text())["left_out"], "the operation does not need it"
    *before, last = check(folder / LOGS).verdicts
    assert last.verdict != "conformant"
    assert {one.verdict for one in before} <= {"conformant"}


def test_no_action_is_forgotten() -> None:
    from analyzer.executor.disks import Disks  # noqa: PLC0415 - need libvirt
    from analyzer.executor.hypervisor import Hypervisor  # noqa: PLC0415

    actions = {
        f"{kind.__name__}.{name}"
        for kind in (Hypervisor, Disks)
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_") and method.__annotations__["return"] == "None"
    }
    assert actions - {"Hypervisor.close", "Hypervisor.check_emulator", "Hypervisor.check_starts"} == set(WITHOUT)
