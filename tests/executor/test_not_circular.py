"""An executor that writes what the flows expect proves nothing: each line on the hypervisor must come from it.

So each thing that is done to the hypervisor or to a disk is left out, one at a time, and no operation that needs it
may still look right.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from tests.executor.test_run import check

if TYPE_CHECKING:
    from tests.executor.conftest import Make

DONE = {
    "Hypervisor.define": ["rebuild", "rescue", "resize", "unrescue"],
    "Hypervisor.create": ["rebuild", "start", "resume", "snapshot"],
    "Hypervisor.shutdown": ["stop", "soft-reboot"],
    "Hypervisor.destroy": ["hard-reboot", "terminate", "unrescue"],
    "Hypervisor.suspend": ["pause", "snapshot"],
    "Hypervisor.resume": ["unpause"],
    "Hypervisor.managed_save": ["suspend", "snapshot"],
    "Hypervisor.undefine": ["terminate", "shelve-offload"],
    "Hypervisor.plug": ["rebuild"],
    "Hypervisor.unplug": ["terminate", "hard-reboot"],
    "Disks.create": ["rebuild", "rescue"],
    "Disks.convert": ["snapshot", "shelve"],
    "Disks.resize": ["resize"],
    "Disks.copy": ["migrate"],
    "Disks.delete": ["terminate", "confirm-resize"],
}


@pytest.mark.parametrize(("action", "operation"), [(done, one) for done, ones in DONE.items() for one in ones])
def test_without_a_step_no_operation_looks_right(
    make: Make, monkeypatch: pytest.MonkeyPatch, action: str, operation: str
) -> None:
    from analyzer.executor import disks, driver, hypervisor, run  # noqa: PLC0415 - need libvirt
    from analyzer.executor.faults import Faults  # noqa: PLC0415

    made = []

    def counted(chosen: tuple[object, ...]) -> object:
        assert chosen == ()
        made.append(Faults())
        return made[-1]

    owner, name = action.split(".")
    kind = {"Hypervisor": hypervisor.Hypervisor, "Disks": disks.Disks}[owner]
    real = getattr(kind, name)
    left_out = []

    def nothing(self: object, *arguments: object, **named: object) -> None:
        if made[-1].armed:
            left_out.append(name)
        else:  # what brings the server to where the operation begins is done
            real(self, *arguments, **named)

    monkeypatch.setattr(run, "Faults", counted)
    monkeypatch.setattr(kind, name, nothing)
    monkeypatch.setattr(hypervisor, "_PATIENCE", 0.2)
    monkeypatch.setattr(driver, "SHUTDOWN_TIMEOUT", 0.2)
    verdict = check(make(operation)).verdicts[-1]
    assert left_out, "the operation does not need it"
    assert verdict.verdict != "conformant"


def test_no_action_is_forgotten() -> None:
    from analyzer.executor.disks import Disks  # noqa: PLC0415 - need libvirt
    from analyzer.executor.hypervisor import Hypervisor  # noqa: PLC0415

    actions = {
        f"{kind.__name__}.{name}"
        for kind in (Hypervisor, Disks)
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_") and method.__annotations__["return"] == "None" and name != "close"
    }
    assert actions == set(DONE)
