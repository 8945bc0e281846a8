"""Small logs: lines in the form of oslo.log, and files that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.model import Line, Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUEST = "req-3f41d966-4aad-42b5-9700-1dc79342740b"
GLOBAL = "req-00000000-1111-4222-8333-000000000000"
SERVER = "72085ec4-c42f-4f7a-8c6c-8429af7c2702"
BEGAN = 1795328457.0  # 2026-11-22T06:20:57Z
ORIGIN = " do_it /usr/lib/python3/dist-packages/nova/compute/manager.py:12"


def line(message: str, *, at: str = "57.000", level: str = "INFO", logger: str = "manager", pid: int = 7) -> str:
    """Write a record; `at` are the seconds after 06:20, `logger` goes below nova.compute unless it has a dot."""
    name = logger if "." in logger else f"nova.compute.{logger}"
    return f"2026-11-22 06:20:{at} {pid} {level} {name} [None {REQUEST} u p - - d d] {message}\n"


def claim(node: str = "node-1", *, at: str = "57.000", pid: int = 7) -> str:
    return line(f"[instance: {SERVER}] Claim successful on node {node}", at=at, logger="claims", pid=pid)


def source(
    text: str, path: str = "nova-compute.log", service: str | None = "compute", host: str | None = "node-1"
) -> Source:
    def lines() -> Iterator[Line]:
        return (Line(part, Place(path, number)) for number, part in enumerate(text.split("\n")[:-1], start=1))

    return Source(path, service, host, lines, log=path)
