"""Migrate: to another host while the guest is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.executor.moving import migrate_server
from analyzer.executor.operation import Operation, on_conductor
from analyzer.executor.state import HUGE, SMALL

if TYPE_CHECKING:
    from analyzer.executor.faults import Faults
    from analyzer.executor.state import Flavor


def flavor(faults: Faults) -> Flavor:
    """Return the size that must fit elsewhere: more than any other host has, where none is to be found."""
    return HUGE if faults.on("no-valid-host") else SMALL


OPERATION = Operation(
    name="migrate",
    needs="active",
    gives="resized",
    body={"migrate": None},
    begin=on_conductor(migrate_server),
    controller="MigrateServerController._migrate",
    task="resize_prep",
    api_lines={
        "api.resize-assume-migration": {},
        "api.resize-flavors": {"old_flavor": SMALL.name, "new_flavor": SMALL.name},
    },
    order=110,
    flavor=flavor,
)
