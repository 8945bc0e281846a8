"""The XML of a domain, written and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def domain_xml(  # noqa: PLR0913 - a domain has these parts
    *, kind: str, name: str, uuid: str, ram: int, disks: Mapping[str, Path], network: str, number: int
) -> str:
    """Write a domain.

    Args:
        kind: the type that the driver asks for, `test`.
        name: libvirt's name of it.
        uuid: the server's.
        ram: MiB.
        disks: the qcow2 file of each device: `vda`.
        network: the libvirt network of its port.
        number: makes the address of its interface.
    """
    root = ET.Element("domain", type=kind)
    ET.SubElement(root, "name").text = name
    ET.SubElement(root, "uuid").text = uuid
    ET.SubElement(root, "memory", unit="MiB").text = str(ram)
    ET.SubElement(root, "vcpu").text = "1"
    ET.SubElement(ET.SubElement(root, "os"), "type").text = "hvm"
    devices = ET.SubElement(root, "devices")
    for device, path in disks.items():
        disk = ET.SubElement(devices, "disk", type="file", device="disk")
        ET.SubElement(disk, "driver", name="qemu", type="qcow2")
        ET.SubElement(disk, "source", file=str(path))
        ET.SubElement(disk, "target", dev=device, bus="virtio")
    interface = ET.SubElement(devices, "interface", type="network")
    ET.SubElement(interface, "mac", address=f"52:54:00:00:{number // 256 % 256:02x}:{number % 256:02x}")
    ET.SubElement(interface, "source", network=network)
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
