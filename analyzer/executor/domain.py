"""The XML of a domain, written and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree as ET

from analyzer.executor.guest import COMMAND_LINE, UP

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from analyzer.executor.machine import Machine


def domain_xml(  # noqa: PLR0913 - a domain has these parts
    machine: Machine,
    *,
    name: str,
    ram: int,
    disks: Mapping[str, Path],
    network: str | None,
    number: int,
    words: str = "",
) -> str:
    """Write a domain.

    Args:
        machine: what the hypervisor gives a guest.
        name: libvirt's name of it, of which its uuid is made.
        ram: MiB.
        disks: the qcow2 file of each device: `vda`.
        network: the libvirt network of its port; None is a network inside of the emulator, which needs no rights.
        number: makes the address of its interface.
        words: for the guest's kernel, which passes them on.
    """
    root = ET.Element("domain", type=machine.kind)
    ET.SubElement(root, "name").text = name
    ET.SubElement(root, "uuid").text = str(uuid5(NAMESPACE_OID, name))
    ET.SubElement(root, "memory", unit="MiB").text = str(ram)
    ET.SubElement(root, "vcpu").text = "1"
    boot = ET.SubElement(root, "os")
    ET.SubElement(boot, "type").text = "hvm"
    devices = ET.Element("devices")
    if machine.guest is not None:
        ET.SubElement(boot, "kernel").text = str(machine.guest.kernel)
        ET.SubElement(boot, "initrd").text = str(machine.guest.initrd)
        ET.SubElement(boot, "cmdline").text = f"{COMMAND_LINE} {words}".rstrip()
        # Without it there is no power button.
        ET.SubElement(ET.SubElement(root, "features"), "acpi")
        ET.SubElement(devices, "controller", type="usb", model="none")
        ET.SubElement(devices, "memballoon", model="none")
        channel = ET.SubElement(devices, "channel", type="unix")
        ET.SubElement(channel, "target", type="virtio", name=UP)
    root.append(devices)
    for device, path in disks.items():
        disk = ET.SubElement(devices, "disk", type="file", device="disk")
        ET.SubElement(disk, "driver", name="qemu", type="qcow2")
        ET.SubElement(disk, "source", file=str(path))
        ET.SubElement(disk, "target", dev=device, bus="virtio")
    interface = ET.SubElement(devices, "interface", type="user" if network is None else "network")
    ET.SubElement(interface, "mac", address=f"52:54:00:00:{number // 256 % 256:02x}:{number % 256:02x}")
    if network is not None:
        ET.SubElement(interface, "source", network=network)
    if machine.guest is not None:
        ET.SubElement(interface, "model", type="virtio")
        ET.SubElement(interface, "rom", enabled="no")  # it boots from no network
    return ET.tostring(root, encoding="unicode")


def read_back(xml: str) -> tuple[int, dict[str, str]]:
    """Read how much memory a domain has, in MiB, and which file stands behind each of its devices."""
    root = ET.fromstring(xml)  # noqa: S314 - libvirt's answer about a domain of ours
    disks = {
        str(target.get("dev")): str(source.get("file"))
        for disk in root.iter("disk")
        if (target := disk.find("target")) is not None and (source := disk.find("source")) is not None
    }
    return int(root.findtext("memory", "0")) // 1024, disks


def is_up(xml: str) -> bool:
    """Read from the XML of a domain that is on whether its guest has opened the port that says that it is up."""
    targets = ET.fromstring(xml).iterfind("devices/channel/target")  # noqa: S314 - as above
    return any(target.get("name") == UP and target.get("state") == "connected" for target in targets)
