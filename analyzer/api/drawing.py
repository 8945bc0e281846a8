"""Reference flows and operations as sequence diagrams."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from analyzer import pipeline
from analyzer.api.diagram import Diagram
from analyzer.api.judging import Options, as_checked
from analyzer.notation.declared import load_declared
from analyzer.notation.flows import resolve

if TYPE_CHECKING:
    from analyzer.api.logs import Logs, Paths
    from analyzer.api.report import Report


def draw(
    what: str,
    logs: Paths | Logs | Report | None = None,
    *,
    queue: bool = False,
    hypervisor: bool = False,
    **options: Unpack[Options],
) -> Diagram:
    """Draw a reference flow, or an operation in the logs, as a sequence diagram.

    Args:
        what: without logs the name of an operation, `launch`; with logs the id of a request or server, or a beginning
            that only one has.
        logs: files, folders, patterns, or what `read` or `check` returned.
        queue: with the message queue between the services.
        hypervisor: with libvirt beside each compute.
        **options: as for `check`; without logs only `flows` counts.

    Returns:
        A diagram that a cell shows; `write` makes a file of it.

    Raises:
        InputError: as `check`.
        NotationError: as `check`.
        UsageError: as `check`, or there is no such operation, or several.

    Examples:
        >>> draw("launch")
        <Diagram: launch: Create a server>
        >>> draw("req-9684d807", "sample_logs/zed/migrate/self-migrate-retry")
        <Diagram: migrate req-9684d807-dc08-454c-ae17-90f077eacb15 is deviating>
    """
    if logs is not None:
        return as_checked(logs, options)[what].draw(queue=queue, hypervisor=hypervisor)
    own = options.get("flows")
    declared = load_declared(None if own is None else Path(own))
    flow = resolve(what, declared.flows)
    return Diagram(pipeline.flow_chart(flow, declared.catalogue, queue=queue, hypervisor=hypervisor))
