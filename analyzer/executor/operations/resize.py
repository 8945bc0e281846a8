"""Resize: another flavor, on the same host, with the old files kept in `<uuid>_resize`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.moving import migrate_server
from analyzer.executor.operation import Operation, on_conductor
from analyzer.executor.state import HUGE, LARGE, SMALL

if TYPE_CHECKING:
    from analyzer.executor.faults import Faults
    from analyzer.executor.state import Flavor


def flavor(faults: Faults) -> Flavor:
    """Return the size that is asked for."""
    return HUGE if faults.on("no-valid-host") else LARGE


OPERATION = Operation(
    name="resize",
    needs="active",
    gives="resized",
    body={"resize": {"flavorRef": LARGE.name}},
    begin=on_conductor(migrate_server),
    controller="ServersController._action_resize",
    task="resize_prep",
    api_lines={"api.resize-flavors": {"old_flavor": SMALL.name, "new_flavor": LARGE.name}},
    order=100,
    flavor=flavor,
)
