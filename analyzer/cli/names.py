"""Names of operations as users type them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from analyzer.notation.declared import load_declared
from analyzer.notation.flows import namesakes, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from analyzer.model import Flow


def flow_meant(name: str, flows: Mapping[str, Flow]) -> Flow:
    """Return the flow of that name, and say so on standard error if another goes by it too.

    Raises:
        UsageError: no flow has that name.
    """
    flow = resolve(name, flows)
    for other in namesakes(name, flows):
        taken = f"{name} is taken for {flow.name} ({flow.title})"
        click.echo(f"novaflow: note: {taken}; it may also mean {other.name} ({other.title})", err=True)
    return flow


def operations_meant(names: Iterable[str], own: Path | None = None) -> frozenset[str]:
    """Return the names of the flows that the user's names stand for; `own` is a folder of the user's own.

    Raises:
        UsageError: no flow has one of them.
    """
    wanted = tuple(names)
    flows = load_declared(own).flows if wanted else {}
    return frozenset(flow_meant(name, flows).name for name in wanted)
