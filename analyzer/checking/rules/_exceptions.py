"""What an event says was raised: class, text, and where in Nova."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.model import Raised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.model import Event

LONGEST = 200

_CLASS = r"(?:[a-zA-Z_]\w*\.)+[a-zA-Z]\w*|[A-Z]\w*(?:Error|Exception|Timeout|Failed|NotFound)"
# oslo.log (3.27, with Nova 16, and later) ends a WARNING or ERROR inside an except block with ": Class: text".
_SUMMARY = re.compile(rf": ({_CLASS}): ([^\n]*)")
_RAISED = re.compile(rf"^({_CLASS})(?:: ([^\n]*))?$", re.MULTILINE)
# A remote traceback is the repr of a list of lines, or has no line breaks at all: so no frame begins at a line's start.
_FRAME = re.compile(r'File "([^"\n]{1,400})", line (\d{1,7}), in ([\w<>]{1,100})')
_CHAINED = re.compile(r"During handling of the above exception|The above exception was the direct cause")
# Nova's packages (12-34). A module beside them, as nova/service.py, only passes a call on, and a folder that is called
# nova by chance (/opt/nova/run.py) has none of these.
_PACKAGES = (
    "accelerator api cells cmd compute conductor conf console consoleauth db image keymgr limit network notifications "
    "objects openstack pci policies privsep scheduler servicegroup share virt vnc volume"
)
# It raises anew what it was given, behind an InstanceFaultRollback (nova.compute.manager, 12-34): prep_resize and
# resize_instance stand under it, so its frame says no more than which host.
_RERAISES = "_error_out_instance_on_exception"
_OF_NOVA = re.compile(rf"(?:^|/)(nova/(?:{'|'.join(_PACKAGES.split())})/[\w/]+\.py)$")


def exception(event: Event) -> tuple[str, str] | None:
    """Return class (without module) and first line of text of the exception an event reports; None if it reports none.

    A class that came over RPC loses its suffix: `nova.exception_Remote.NoValidHost_Remote` is `NoValidHost`.
    """
    found = _SUMMARY.search(event.message)
    if found is None:
        every = list(_RAISED.finditer(event.detail))
        found = every[-1] if every else None
    if found is None:
        return None
    name = found[1].rpartition(".")[2].removesuffix("_Remote")
    return name, (found[2] or "").strip()


def deepest_frame(traceback: str) -> str:
    """Return the deepest frame of a traceback in Nova's own code: `nova/virt/libvirt/driver.py:1234 in spawn`.

    Args:
        traceback: of chained ones the last that has such a frame counts, for it raised what the line reports, unless it
            only raised it anew.

    Returns:
        The frame, with the path from the package on; empty if none is in Nova's code.
    """
    anew = ""
    for block in reversed(_CHAINED.split(traceback)):
        frames = [(_OF_NOVA.search(path), line, function) for path, line, function in _FRAME.findall(block)]
        of_nova = [(function, f"{path[1]}:{line} in {function}") for path, line, function in frames if path]
        first = [told for function, told in of_nova if function != _RERAISES]
        if of_nova and of_nova[-1][0] != _RERAISES:
            return first[-1]
        anew = anew or (first[-1] if first else "")
    return anew


def folded(event: Event) -> Raised | None:
    """Fold what an event reports to exception, message and deepest frame; None if it reports no exception."""
    said = exception(event)
    if said is None:
        return None
    name, text = said
    return Raised(name, shortened(text), deepest_frame(event.detail or event.message), event.place, event.host)


def first_raised(events: Iterable[Event]) -> Raised | None:
    """Return what was raised first: the exception that explains those after it; one with a traceback is better."""
    every = [raised for event in sorted(events, key=lambda one: one.time) if (raised := folded(event))]
    return next((raised for raised in every if raised.frame), every[0] if every else None)


def shortened(text: str) -> str:
    """Cut to `LONGEST` characters."""
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
