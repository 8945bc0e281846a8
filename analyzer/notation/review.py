"""Everything that is wrong with flows and events files, in one go: what `novaflow flows --lint` tells."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from analyzer.data import folder, shown
from analyzer.errors import NotationError
from analyzer.notation.declared import own_files
from analyzer.notation.events import EXCEPTION, Catalogue, load_catalogue
from analyzer.notation.flows import parse_flow
from analyzer.notation.lint import bodies, named, problems
from analyzer.notation.wordings import read_events

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from analyzer.model import Flow, Item
    from analyzer.notation.wordings import Wording


def review(own: Path | None, deviations: Collection[str]) -> tuple[tuple[Path, ...], list[NotationError]]:
    """Check flows and events files, each on its own: a mistake in one does not hide those of the next.

    Args:
        own: a folder as `load_declared` takes it; None: what NovaFlow brings.
        deviations: the slugs that a named block may have.

    Returns:
        The files, and what is wrong with them by file and line.

    Raises:
        NotationError: the folder is not there, or has no such file.
    """
    shipped = folder("reference_flows")
    flow_files, event_files = own_files(own or shipped)
    catalogue, found = _catalogue(event_files if own else ())
    flows, wrong = _flows(flow_files)
    found += wrong
    names = {path.stem for path in shipped.glob("*.flow")} | {flow.name for flow in flows}
    mine = {shown(path) for path in event_files}
    for wording in catalogue.wordings:
        if wording.place.file in mine:
            found += _of_wording(wording, catalogue, names)
    for flow in flows:
        found += problems(flow, catalogue.specs)
        found += _unknown_blocks(flow.body, deviations)
    files = (*flow_files, *event_files)
    return files, sorted(found, key=lambda one: (one.file or "", one.line or 0))


def _catalogue(files: tuple[Path, ...]) -> tuple[Catalogue, list[NotationError]]:
    """Return the catalogue with all files that fit it, and why the others do not."""
    good: tuple[Path, ...] = ()
    found: list[NotationError] = []
    for path in files:
        try:
            read_events(path)
            load_catalogue(extra=(*good, path))
        except NotationError as error:
            found.append(error)
        else:
            good = (*good, path)
    return load_catalogue(extra=good), found


def _flows(files: tuple[Path, ...]) -> tuple[list[Flow], list[NotationError]]:
    flows: dict[str, Flow] = {}
    found = []
    for path in files:
        try:
            flow = parse_flow(path.read_bytes().decode("utf-8"), shown(path))
        except NotationError as error:
            found.append(error)
            continue
        except UnicodeDecodeError:
            found.append(NotationError("cannot be read as text", file=shown(path), hint="save it as UTF-8"))
            continue
        except OSError as error:
            found.append(NotationError(f"cannot be read: {error.strerror}", file=shown(path)))
            continue
        other = flows.setdefault(flow.name, flow)
        if other is not flow:
            words = f"the flow {flow.name} is declared already at {other.place}"
            hint = "keep one of the two, or give this one another name"
            found.append(NotationError(words, file=flow.place.file, line=flow.place.line, hint=hint))
    return list(flows.values()), found


def _of_wording(wording: Wording, catalogue: Catalogue, flows: Collection[str]) -> Iterator[NotationError]:
    """Yield the operations of a wording that there are not, and its samples that it does not read."""
    for name in sorted(wording.operations - set(flows)):
        words = f"{wording.event} is given to {name}, which is no operation"
        yield NotationError(words, file=wording.place.file, line=wording.place.line, hint=_near(name, flows))
    logger = wording.loggers[0].removesuffix(".*")
    for sample in wording.samples:
        if EXCEPTION in wording.loggers:
            read = [match.wording for match in catalogue.exceptions(sample.text)]
        else:
            matches = (catalogue.match(logger, level, sample.text) for level in sorted(wording.levels))
            read = [match.wording for match in matches if match]
        if wording not in read:
            taken = f"is read as {read[0].event} at {read[0].place}" if read else "does not fit its template"
            hint = "the template must have all words of the message; of two that fit, that with more words takes it"
            yield NotationError(
                f"this sample of {wording.event} {taken}", file=sample.place.file, line=sample.place.line, hint=hint
            )


def _unknown_blocks(items: tuple[Item, ...], deviations: Collection[str]) -> Iterator[NotationError]:
    for item in items:
        for block in named(item):
            if block.name not in deviations:
                words = f"no deviation is called {block.name}"
                place = block.place
                yield NotationError(words, file=place.file, line=place.line, hint=_near(block.name, deviations))
        for body in bodies(item):
            yield from _unknown_blocks(body, deviations)


def _near(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known)[:8])}"
