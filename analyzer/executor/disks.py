"""Disk files, made and copied by commands whose results are looked at."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

from analyzer.executor.exception import ProcessExecutionError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The event that tells of each command.
_EVENTS = {
    "create": "cmd.qemu-img-create",
    "convert": "cmd.qemu-img-convert",
    "resize": "cmd.qemu-img-resize",
    "info": "cmd.qemu-img-info",
}
# The limit on a file that the fault disk-full sets, in bytes: the kernel refuses to write more, as on a full disk.
_FULL = 65536


class Disks:
    """Runs the commands of one host.

    Args:
        say: writes an event with its captures.
        full: tells whether the disk is full.
    """

    def __init__(self, say: Callable[..., None], full: Callable[[], bool]) -> None:
        self._say = say
        self._full = full

    def create(self, path: Path, *, backing: Path, gib: int) -> None:
        """Make a qcow2 file that holds what differs from another, `gib` GiB large as a guest sees it."""
        options = f"backing_file={backing},backing_fmt=qcow2"
        self._qemu_img("create", "-f", "qcow2", "-o", options, str(path), f"{gib}G")

    def convert(self, source: Path, target: Path) -> None:
        """Copy a qcow2 file into one that needs no other."""
        self._qemu_img("convert", "-f", "qcow2", "-O", "qcow2", str(source), str(target))

    def resize(self, path: Path, gib: int) -> None:
        """Let a disk grow."""
        self._qemu_img("resize", "-f", "qcow2", str(path), f"{gib}G")

    def copy(self, source: Path, target: Path) -> None:
        """Copy a file."""
        self._run("cmd.cp", ["cp", "-r", str(source), str(target)], ["-r", str(source), str(target)])

    def delete(self, folder: Path) -> None:
        """Delete the files of a server."""
        shutil.rmtree(folder)

    def size(self, path: Path) -> int:
        """Return the GiB that a guest sees of a qcow2 file, as qemu-img reads it.

        Raises:
            ProcessExecutionError: it is no such file.
        """
        told = json.loads(self._qemu_img("info", "--force-share", "--output=json", str(path)))
        if told["format"] != "qcow2":
            raise ProcessExecutionError(f"{path} is {told['format']}")
        return int(told["virtual-size"]) >> 30

    def _qemu_img(self, verb: str, *arguments: str) -> str:
        return self._run(_EVENTS[verb], ["qemu-img", verb, *arguments], list(arguments))

    def _run(self, event: str, command: list[str], arguments: list[str]) -> str:
        words = ["prlimit", f"--fsize={_FULL}", *command] if self._full() else command
        start = time.monotonic()
        pipe = subprocess.PIPE
        with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603 - our words and paths
            self._say(event, args=shlex.join(arguments))
            out, err = process.communicate()
        took = time.monotonic() - start
        self._say("cmd.returned", command=shlex.join(command), code=process.returncode, elapsed=f"{took:.3f}")
        if process.returncode:
            raise ProcessExecutionError(
                f"Unexpected error while running command.\nCommand: {shlex.join(command)}\n"
                f"Exit code: {process.returncode}\nStderr: {err.strip()!r}"
            )
        return out
