"""Make logs of operations, normal or with a chosen fault, by doing them with libvirt."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASES = click.IntRange(12, 34)
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@click.command("run")
@click.argument("operations", metavar="OPERATION...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every operation there is, on one server's life.")
@click.option(
    "--uri", default="test:///default", show_default=True, help="test:///default, qemu:///system or qemu:///session."
)
@click.option("--fault", "faults", metavar="NAME", multiple=True, help="What is to go wrong; may be repeated.")
@click.option("--level", type=click.Choice(("DEBUG", "INFO"), case_sensitive=False), default="DEBUG", show_default=True)
@click.option(
    "--release", type=RELEASES, default=26, show_default=True, help="The major release of Nova whose words are written."
)
@click.option("--seed", type=int, help="Makes the same ids again.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True, help="An empty or new folder."
)
def command(
    *,
    operations: tuple[str, ...],
    everything: bool,
    uri: str,
    faults: tuple[str, ...],
    level: str,
    release: int,
    seed: int | None,
    output: Path,
) -> None:
    """Do operations on a small Nova of its own and write its logs, with their truth in truth.jsonl.

    The services are small; each step of the hypervisor is a real one, by libvirt and qemu-img. Faults: self-migrate,
    no-valid-host, spawn-fails[:HOST], image-missing, guest-ignores-acpi, disk-full, kill-compute:STEP, drop-line:EVENT,
    delay:STEP:SECONDS, clock-skew:HOST:MS. The hosts are node-1, node-2 and node-3; a STEP or EVENT is an event id.
    """
    if bool(operations) == everything:
        raise UsageError("name operations, or give --all")
    from analyzer.executor.cloud import Settings
    from analyzer.executor.operation import load_operations
    from analyzer.executor.run import run

    names = tuple(load_operations()) if everything else operations
    with _ends_once():
        rows = run(names, output, Settings(uri, release, level, seed), faults, lambda text: click.echo(text, err=True))
    click.echo(f"wrote {output}: {len(rows)} operations; next: novaflow check {output}")


@contextmanager
def _ends_once() -> Iterator[None]:
    """Let the first signal end the run, which removes what it made; no further one may cut that short."""

    def end(number: int, frame: object) -> None:
        del frame
        for each in ENDINGS:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(128 + number)

    before = {
        each: signal.signal(each, end)
        for each in ENDINGS
        if signal.getsignal(each) != signal.SIG_IGN  # as under nohup
    }
    try:
        yield
    except SystemExit:
        click.echo("ended by a signal; what the run made is removed, but for its logs", err=True)
        raise
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
