"""What the tests do on a hypervisor, what each comes to, and how one is done and looked at from outside.

    python -m tests.executor.scenarios FOLDER

does those of `REAL` that no other process has begun, one after the other: guests need seconds to boot, so that two
processes do them while the tests of the embedded hypervisor run.
"""

from __future__ import annotations

import json
import re
import signal
import sys
import time
import traceback
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.executor.cloud import Cloud

EMBEDDED, SYSTEM, SESSION = "test:///default", "qemu:///system", "qemu:///session"
LOGS, SEEN, BROKEN = "logs", "seen.json", "broken.txt"


@dataclass(frozen=True)
class Scenario:
    """Operations, none for all there are; with a fault; or with an action on hypervisor or disks that is not done."""

    operations: tuple[str, ...] = ()
    fault: str | None = None
    without: str | None = None
    release: int = 26
    uri: str = SYSTEM

    @property
    def folder(self) -> str:
        words = (*(self.operations or ("all",)), self.fault, self.without, str(self.release), self.uri)
        return re.sub(r"\W+", "-", " ".join(word for word in words if word))


# Operation, fault, its verdict and all that is found in it.
FAULTS = [
    ("launch", "no-valid-host", "failed", {"no-valid-host"}),
    ("migrate", "no-valid-host", "failed", {"no-valid-host"}),
    ("resize", "no-valid-host", "failed", {"no-valid-host"}),
    ("unshelve", "no-valid-host", "failed", {"no-valid-host"}),
    ("launch", "spawn-fails:node-1", "deviating", {"rescheduled"}),
    ("launch", "spawn-fails", "failed", {"retries-exhausted"}),
    ("launch", "image-missing", "failed", {"image-unavailable"}),
    ("stop", "guest-ignores-acpi", "deviating", {"shutdown-timeout"}),
    ("soft-reboot", "guest-ignores-acpi", "deviating", {"soft-reboot-fallback"}),
    ("launch", "disk-full", "failed", {"retries-exhausted"}),
    ("snapshot", "disk-full", "failed", {"hypervisor-error"}),
    ("launch", "kill-compute:compute.spawn-start", "unfinished", {"end-not-seen", "missing-step", "service-down"}),
    ("launch", "drop-line:compute.claim-ok", "deviating", {"missing-step"}),
    ("migrate", "self-migrate", "deviating", {"self-migrate-retry"}),
    ("pause", "delay:compute.pausing:0.6", "conformant", set()),
    ("migrate", "clock-skew:node-2:3000", "conformant", set()),
]
# Each fault once or twice: guests need seconds.
REAL_FAULTS = [one for one in FAULTS if one[1] != "no-valid-host" or one[0] == "launch"]
# What is done, and operations that it is part of.
WITHOUT = {
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
# Where the two hypervisors differ most, and one of each kind of action.
REAL_WITHOUT = [
    ("Hypervisor.create", "start"),
    ("Hypervisor.shutdown", "stop"),
    ("Hypervisor.shutdown", "soft-reboot"),
    ("Hypervisor.destroy", "terminate"),
    ("Hypervisor.suspend", "pause"),
    ("Hypervisor.resume", "unpause"),
    ("Hypervisor.resume", "snapshot"),
    ("Hypervisor.managed_save", "suspend"),
    ("Hypervisor.define", "rescue"),
    ("Disks.convert", "snapshot"),
]
SESSION_RUN = Scenario(("stop", "start", "terminate"), uri=SESSION)
REAL = [
    Scenario(),
    *(Scenario((operation,), fault=fault) for operation, fault, _, _ in REAL_FAULTS),
    SESSION_RUN,
    *(Scenario((operation,), without=action) for action, operation in REAL_WITHOUT),
]


def do(scenario: Scenario, folder: Path) -> None:
    """Do a scenario: its logs, and what was seen after each operation, come below a folder."""
    from analyzer.executor import run  # noqa: PLC0415 - need libvirt
    from analyzer.executor.cloud import Cloud, Settings  # noqa: PLC0415
    from analyzer.executor.operation import load_operations  # noqa: PLC0415
    from analyzer.executor.uris import URIS  # noqa: PLC0415

    clouds: list[Cloud] = []
    left_out: list[str] = []
    after: list[dict[str, Any]] = []

    def opened(*arguments: Any) -> Cloud:  # noqa: ANN401 - as a Cloud takes them
        clouds.append(Cloud(*arguments))
        return clouds[-1]

    def tell(text: str) -> None:
        if clouds and " req-" in text and scenario.without is None:
            after.append({"operation": text.split(maxsplit=1)[0], **look(clouds[-1])})

    kind = URIS[scenario.uri]
    times = kind.times
    if scenario.without is not None or scenario.fault == "guest-ignores-acpi":
        # What is waited for in vain need not be waited for long.
        times = replace(times, shutdown=0.2 if scenario.uri == EMBEDDED else 3)
    if scenario.without is not None:
        times = replace(times, settle=0.2 if scenario.uri == EMBEDDED else 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "Cloud", opened)
        patch.setitem(URIS, scenario.uri, replace(kind, times=times))
        if scenario.without is not None:
            leave_out(patch, scenario.without, lambda: clouds[-1], left_out)
        names = scenario.operations or tuple(load_operations())
        settings = Settings(scenario.uri, scenario.release, "DEBUG", 1)
        run.run(names, folder / LOGS, settings, [scenario.fault] if scenario.fault else [], tell)
    machine = clouds[-1].machine
    seen = {
        "after": after,
        "left_out": left_out,
        "run_id": clouds[-1].run_id,
        "kind": machine.kind,
        "bridges": machine.bridges,
    }
    (folder / "unfinished").write_text(json.dumps(seen))
    (folder / "unfinished").rename(folder / SEEN)


def leave_out(patch: pytest.MonkeyPatch, action: str, cloud: Callable[[], Cloud], left_out: list[str]) -> None:
    """Do not do an action once the operation that was asked for has begun: what brings the server there is done."""
    from analyzer.executor import disks, hypervisor  # noqa: PLC0415 - need libvirt

    owner, name = action.split(".")
    kind = {"Hypervisor": hypervisor.Hypervisor, "Disks": disks.Disks}[owner]
    done = getattr(kind, name)

    def nothing(self: object, *arguments: object, **named: object) -> None:
        if cloud().faults.armed:
            left_out.append(name)
        else:
            done(self, *arguments, **named)

    patch.setattr(kind, name, nothing)


def look(cloud: Cloud) -> dict[str, Any]:
    """Look, by a connection of its own, at the domains and networks of a run, and at its files."""
    import libvirt  # noqa: PLC0415 - may be absent

    from analyzer.executor.domain import is_up, read_back  # noqa: PLC0415
    from analyzer.executor.guest import boots  # noqa: PLC0415

    connection = libvirt.open(cloud.settings.uri)
    domains = {}
    for domain in connection.listAllDomains():
        if not domain.name().startswith(f"novaflow-{cloud.run_id}-"):
            continue
        end = time.monotonic() + 60
        while cloud.hypervisor.real and domain.state()[0] == libvirt.VIR_DOMAIN_RUNNING and time.monotonic() < end:
            if is_up(domain.XMLDesc()):
                break
            time.sleep(0.1)
        memory, disks = read_back(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
        domains[domain.name().rsplit("-", 1)[1]] = {
            "state": domain.state()[0],
            "saved": bool(domain.hasManagedSaveImage()),
            "memory": memory,
            "disks": {device: Path(path).name for device, path in disks.items()},
            "boots": {device: boots(Path(path)) for device, path in disks.items()},
        }
    networks = [one for one in connection.listAllNetworks() if one.name().startswith(f"nf-{cloud.run_id}-")]
    connection.close()
    folders = [path for path in cloud.work.glob("node-*/instances/*") if path.name != "_base"]
    return {
        "domains": domains,
        "networks": [bool(network.isActive()) for network in networks],
        "folders": {
            f"{path.parts[-3]}{'_resize' if path.name.endswith('_resize') else ''}": sorted(
                file.name for file in path.iterdir()
            )
            for path in folders
        },
        "images": sorted(boots(path) for path in cloud.images.iterdir() if path.name != "busybox"),
    }


def main(folder: Path) -> None:
    """Do what nobody has begun yet."""
    # Ended from outside, a run removes what it made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for scenario in REAL:
        mine = folder / scenario.folder
        try:
            mine.mkdir()
        except FileExistsError:
            continue
        try:
            do(scenario, mine)
        except Exception:  # noqa: BLE001 - the test that waits for it shows what it was
            (mine / BROKEN).write_text(traceback.format_exc())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
