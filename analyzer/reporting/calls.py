"""What is asked of servers beside the operations of the model, in an operator's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import Trace

# By `Trace.outside`: the action's key, or method and sub-resource (api-ref of the compute API, 2.1 to 2.100).
WORDS: Mapping[str, str] = {
    "DELETE metadata": "remove metadata",
    "DELETE migrations": "abort migration",
    "DELETE os-interface": "detach interface",
    "DELETE os-server-password": "clear password",
    "DELETE os-volume_attachments": "detach volume",
    "DELETE tags": "remove tags",
    "POST metadata": "change metadata",
    "POST migrations": "force migration to complete",
    "POST os-interface": "attach interface",
    "POST os-volume_attachments": "attach volume",
    "POST remote-consoles": "open console",
    "PUT": "update",
    "PUT metadata": "change metadata",
    "PUT os-volume_attachments": "swap volume",
    "PUT tags": "change tags",
    "addFixedIp": "add fixed address",
    "addFloatingIp": "add floating address",
    "addSecurityGroup": "add security group",
    "changePassword": "change password",
    "createBackup": "backup",
    "force_complete": "force migration to complete",
    "injectNetworkInfo": "inject network info",
    "os-getConsoleOutput": "read console",
    "os-getRDPConsole": "open console",
    "os-getSPICEConsole": "open console",
    "os-getSerialConsole": "open console",
    "os-getVNCConsole": "open console",
    "os-resetState": "reset state",
    "removeFixedIp": "remove fixed address",
    "removeFloatingIp": "remove floating address",
    "removeSecurityGroup": "remove security group",
    "resetNetwork": "reset network",
    "restore": "restore",
    "trigger_crash_dump": "crash dump",
}


def words(trace: Trace) -> str:
    """Return what a trace outside the model asked for; what is not known keeps the API's own name, cut to 40."""
    outside = trace.outside or ""
    return WORDS.get(outside, outside[:40])
