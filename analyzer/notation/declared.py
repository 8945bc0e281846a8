"""All that is declared: the events and flows that NovaFlow brings, with a site's own laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.errors import NotationError
from analyzer.notation.events import Catalogue, load_catalogue
from analyzer.notation.flows import load_flows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from analyzer.model import Flow


@dataclass(frozen=True, slots=True)
class Declared:
    """The catalogue of events, and the flows by name."""

    catalogue: Catalogue
    flows: Mapping[str, Flow]


def load_declared(own: Path | None = None) -> Declared:
    """Load the shipped events and flows, and those of a folder of the user's own.

    Args:
        own: a folder with `.flow` and `.events` files, in itself or one folder deeper. A flow replaces the shipped one
            of its name; an events file declares new events, or further wordings of those that are shipped.

    Raises:
        NotationError: a file is wrong, or the folder has none.
    """
    flows, events = own_files(own) if own else ((), ())
    catalogue = load_catalogue(extra=events)
    return Declared(catalogue, load_flows(catalogue.specs, extra=flows))


def own_files(own: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Return the `.flow` and the `.events` files of a folder, sorted; those of one folder deeper stand last.

    Raises:
        NotationError: there is no such folder, or no such file in it.
    """
    if not own.is_dir():
        raise NotationError("is no folder", file=str(own), hint="name a folder of .flow and .events files")
    flows, events = ((*sorted(own.glob(f"*.{kind}")), *sorted(own.glob(f"*/*.{kind}"))) for kind in ("flow", "events"))
    if not flows and not events:
        raise NotationError("has no .flow and no .events file", file=str(own), hint="name a folder that has some")
    return flows, events
