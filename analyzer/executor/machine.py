"""What a hypervisor gives the guests of a run: found out by trying it, before the first step."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.executor.domain import domain_xml
from analyzer.executor.guest import Guest, make_guest

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.executor.hypervisor import Hypervisor

# Seconds. Under a KVM that works a guest is up within one; inside of a virtual machine it may hang for good.
_KVM_LIMIT = 5.0
# What was found for a URI: a run after the first one in a process need not wait again.
_FOUND: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Machine:
    """What a domain's definition depends on.

    Attributes:
        kind: the type of the domain: `test`, `kvm` or `qemu`, which is TCG.
        guest: what it boots; None where no guest really runs.
        bridges: a port is a network of libvirt's; without them it is one inside of the emulator.
    """

    kind: str
    guest: Guest | None = None
    bridges: bool = True

    def __str__(self) -> str:
        under = {"test": "guests do not run", "kvm": "guests run under KVM", "qemu": "guests run under TCG"}[self.kind]
        ports = "a bridge each" if self.bridges else "user networking: no bridge can be made, os-vif says nothing"
        return f"{under}; ports have {ports}"


def find_machine(hypervisor: Hypervisor, image: Path, folder: Path, run_id: str) -> Machine:
    """Try what there is.

    Args:
        hypervisor: of the run.
        image: a disk that guests boot with.
        folder: for files that guests need as long as the run lasts.
        run_id: goes into the names of what is tried.

    Raises:
        UsageError: no guest can be made or started, or the hypervisor has no emulator for one.
    """
    if not hypervisor.real:
        return Machine("test")
    hypervisor.check_emulator()
    guest = make_guest(folder)
    bridges = hypervisor.can_plug(f"nf-{run_id}-0")
    if hypervisor.uri not in _FOUND:
        disk = folder / "probe"
        shutil.copyfile(image, disk)
        name = f"novaflow-{run_id}-0"
        kvm, tcg = (
            domain_xml(Machine(kind, guest), name=name, ram=128, disks={"vda": disk}, network=None, number=0)
            for kind in ("kvm", "qemu")
        )
        _FOUND[hypervisor.uri] = "kvm" if hypervisor.boots(name, kvm, _KVM_LIMIT) else "qemu"
        if _FOUND[hypervisor.uri] == "qemu":
            hypervisor.check_starts(name, tcg)
    return Machine(_FOUND[hypervisor.uri], guest, bridges)
