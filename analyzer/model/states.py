"""The states of a server, as nova.api.openstack.common shows them to users: after an operation, and to be asked for it.

Facts: nova.compute.manager and nova.conductor.manager for the one, check_instance_state of nova.compute.api for the
other; releases 12 to 34.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# After success. Not here: snapshot, lock, unlock and live-migrate, which leave the state as it was.
AFTER: Mapping[str, str] = {
    "launch": "ACTIVE",
    "start": "ACTIVE",
    "stop": "SHUTOFF",
    "pause": "PAUSED",
    "unpause": "ACTIVE",
    "suspend": "SUSPENDED",
    "resume": "ACTIVE",
    "soft-reboot": "ACTIVE",
    "hard-reboot": "ACTIVE",
    "rescue": "RESCUED",
    "unrescue": "ACTIVE",
    "rebuild": "ACTIVE",
    "evacuate": "ACTIVE",
    "shelve": "SHELVED",
    "shelve-offload": "SHELVED_OFFLOADED",
    "unshelve": "ACTIVE",
    "migrate": "VERIFY_RESIZE",
    "resize": "VERIFY_RESIZE",
    "terminate": "DELETED",
}
# The guest of one that was stopped is built, then stopped again; from API 2.95 on (27) that of any evacuated server is.
# The manager says so at INFO.
STAYS_OFF = frozenset({"rebuild", "evacuate"})
STOPPED_AGAIN = "compute.rebuild-original-state"
RETURNS = frozenset({"confirm-resize", "revert-resize"})  # to what the server was before it was resized

_ON_OR_OFF = frozenset({"ACTIVE", "SHUTOFF"})
# In which states the API accepts it. Not here: terminate, lock and unlock, which it accepts in any.
ACCEPTED_IN: Mapping[str, frozenset[str]] = {
    "start": frozenset({"SHUTOFF"}),
    "stop": frozenset({"ACTIVE", "ERROR"}),
    "pause": frozenset({"ACTIVE"}),
    "unpause": frozenset({"PAUSED"}),
    "suspend": frozenset({"ACTIVE"}),
    "resume": frozenset({"SUSPENDED"}),
    "soft-reboot": frozenset({"ACTIVE"}),
    "hard-reboot": _ON_OR_OFF | {"PAUSED", "SUSPENDED", "ERROR"},
    "rescue": _ON_OR_OFF | {"ERROR"},
    "unrescue": frozenset({"RESCUED"}),
    "snapshot": _ON_OR_OFF | {"PAUSED", "SUSPENDED"},
    "rebuild": _ON_OR_OFF | {"ERROR"},
    "evacuate": _ON_OR_OFF | {"ERROR"},
    "shelve": _ON_OR_OFF | {"PAUSED", "SUSPENDED"},
    "shelve-offload": frozenset({"SHELVED"}),
    "unshelve": frozenset({"SHELVED", "SHELVED_OFFLOADED"}),
    "migrate": _ON_OR_OFF,
    "resize": _ON_OR_OFF,
    "confirm-resize": frozenset({"VERIFY_RESIZE"}),
    "revert-resize": frozenset({"VERIFY_RESIZE"}),
    "live-migrate": frozenset({"ACTIVE", "PAUSED"}),
}
