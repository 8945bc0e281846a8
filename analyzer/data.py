"""Where the declared data of NovaFlow is: in a checkout, an editable install and a wheel."""

from __future__ import annotations

from pathlib import Path

from analyzer.errors import NovaFlowError


def folder(name: str) -> Path:
    """Return the folder of shipped data called `name`.

    A wheel carries the folders inside the package; a checkout and an editable install have them beside it,
    which `importlib.resources` does not find.

    Args:
        name: `grammars`, `reference_flows` or `docs/schema`.

    Raises:
        NovaFlowError: the installation lacks the folder.
    """
    package = Path(__file__).resolve().parent
    for place in (package / "_data" / name, package.parent / name):
        if place.is_dir():
            return place
    raise NovaFlowError(f"this installation has no folder {name!r}", hint="install novaflow again")


def shown(path: Path) -> str:
    """Return a path as a user is told it: from where the shipped data or the user is, if it is below that."""
    package = Path(__file__).resolve().parent
    for home in (package / "_data", package.parent, Path.cwd()):
        if path.is_relative_to(home):
            return path.relative_to(home).as_posix()
    return str(path)
