"""The guest of a real hypervisor: Debian's kernel and busybox, made for each run out of what the machine has."""

from __future__ import annotations

import lzma
import os
import platform
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import UsageError

# `linux-image-generic` is a package of Ubuntu's, and on Debian another name of linux-image-amd64.
PACKAGES = (
    "libvirt-daemon-system libvirt-daemon-driver-qemu qemu-system-x86 qemu-utils linux-image-generic kmod zstd "
    "busybox-static cpio"
)
_HINT = f"sudo apt-get install -y --no-install-recommends {PACKAGES}"
_BOOT = Path("/boot")
# Debian keeps them out of a user's PATH.
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
_MODULES = ("virtio_pci", "virtio_blk", "virtio_console", "evdev", "button")
_APPLETS = ("sh", "mount", "insmod", "sleep", "dd", "grep", "poweroff")
# What a port is called inside that a guest opens once it is up; libvirt shows in the domain's XML that it is open.
UP = "novaflow.up"
# A guest with this word on its command line does not listen to its power button.
DEAF = "novaflow.deaf"
# What a guest without hardware and secrets can do without: TCG boots it in 3 s and not in 5.
COMMAND_LINE = "quiet panic=-1 edd=off nokaslr mitigations=off noreplace-smp tsc=reliable cryptomgr.notests"
# It counts its boots in the first sector of vda: so a disk shows which guest had it, and how often.
_INIT = """#!/bin/sh
export PATH=/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
for module in /lib/*.ko; do insmod "$module"; done
until [ -b /dev/vda ] && [ -c "$port" ]; do
    sleep 0.1
    port=$(echo /dev/vport*)
done
read -r boots < /dev/vda
echo $((boots + 1)) | dd of=/dev/vda bs=512 conv=sync,notrunc,fsync 2> /dev/null
if ! grep -q -w DEAF /proc/cmdline; then
    button=$(grep -l 'Power Button' /sys/class/input/event*/device/name)
    event=${button#/sys/class/input/}
    exec 4< "/dev/input/${event%%/*}"
    { dd of=/dev/null bs=24 count=1 <&4 2> /dev/null; poweroff -f; } &
fi
exec 3< "$port"
while :; do sleep 1000; done
"""


@dataclass(frozen=True, slots=True)
class Guest:
    """What a domain boots: files that the hypervisor reads."""

    kernel: Path
    initrd: Path


def make_guest(folder: Path) -> Guest:
    """Make kernel and initramfs of the newest kernel of this machine whose modules are there.

    Args:
        folder: for the files, which are a run's own: those of /boot may be read by root alone, or go away.

    Raises:
        UsageError: something is not installed, or does not work; the message says what.
    """
    if platform.machine() != "x86_64":
        raise UsageError(f"guests are made for x86_64, this machine is {platform.machine()}")
    busybox, modprobe, cpio = (_found(name) for name in ("busybox", "modprobe", "cpio"))
    source = _newest_kernel()
    kernel = folder / "vmlinuz"
    try:
        shutil.copyfile(source, kernel)
    except PermissionError as error:
        raise UsageError("the kernel can be read by root alone", file=str(source), hint="sudo chmod +r it") from error
    root = folder / "initramfs"
    for name in ("bin", "dev", "lib", "proc", "sys"):
        (root / name).mkdir(parents=True)
    shutil.copy(busybox, root / "bin" / "busybox")
    for applet in _APPLETS:
        (root / "bin" / applet).symlink_to("busybox")
    _pack_modules(modprobe, source.name.removeprefix("vmlinuz-"), root / "lib")
    init = root / "init"
    init.write_text(_INIT.replace("DEAF", DEAF))
    init.chmod(0o755)
    names = "\n".join(str(path.relative_to(root)) for path in sorted(root.rglob("*")))
    initrd = folder / "initrd"
    initrd.write_bytes(_output([cpio, "--create", "--format=newc", "--quiet"], names, root))
    return Guest(kernel, initrd)


def make_image(path: Path) -> None:
    """Make the image that servers are launched from: a disk of 1 GiB with the count of boots, 0.

    Raises:
        UsageError: there is no qemu-img, or no room.
    """
    raw = path.with_suffix(".raw")
    with raw.open("wb") as file:
        file.write(b"0\n")
        file.truncate(1 << 30)
    _output([_found("qemu-img"), "convert", "-f", "raw", "-O", "qcow2", str(raw), str(path)])
    raw.unlink()


def boots(path: Path) -> int:
    """Return how many guests have booted with a qcow2 disk, or one that it was copied of, as vda."""
    raw = path.with_suffix(".sector")
    ends = [f"if={path}", f"of={raw}"]
    _output([_found("qemu-img"), "dd", "-U", "-f", "qcow2", "-O", "raw", "bs=512", "count=1", *ends])
    told = raw.read_bytes()
    raw.unlink()
    return int(told.rstrip(b"\0"))


def _newest_kernel() -> Path:
    def version(path: Path) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", path.name)]

    kernels = [one for one in _BOOT.glob("vmlinuz-*") if Path("/lib/modules", one.name[8:], "modules.dep").exists()]
    if not kernels:
        raise UsageError("there is no kernel for guests in /boot with its modules in /lib/modules", hint=_HINT)
    return max(kernels, key=version)


def _pack_modules(modprobe: str, version: str, folder: Path) -> None:
    """Copy the modules, so that their names stand in the order in which they are to be loaded."""
    words = [modprobe, "--show-depends", "--all", "--set-version", version, *_MODULES]
    loaded = [line.split()[1] for line in _output(words).decode().splitlines() if line.startswith("insmod ")]
    for number, name in enumerate(dict.fromkeys(loaded)):
        target = folder / f"{number:02}-{Path(name).name.partition('.')[0]}.ko"
        target.write_bytes(read_module(Path(name)))


def read_module(path: Path) -> bytes:
    """Return a module of the kernel's, which Debian 13 compresses with xz and Ubuntu with zstd.

    Raises:
        UsageError: there is no zstd.
    """
    if path.suffix == ".xz":
        return lzma.decompress(path.read_bytes())
    if path.suffix == ".zst":
        return _output([_found("zstd"), "--decompress", "--stdout", str(path)])
    return path.read_bytes()


def _found(name: str) -> str:
    path = shutil.which(name, path=_PATH)
    if path is None:
        raise UsageError(f"{name} is not installed", hint=_HINT)
    return path


def _output(words: list[str], text: str | None = None, folder: Path | None = None) -> bytes:
    given = (text or "").encode()
    made = subprocess.run(words, input=given, cwd=folder, capture_output=True, check=False)  # noqa: S603 - our words
    if made.returncode:
        raise UsageError(f"{Path(words[0]).name} failed: {made.stderr.decode(errors='replace').strip()}")
    return made.stdout
