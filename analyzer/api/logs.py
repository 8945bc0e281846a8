"""Logs that were read, and the events in them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from analyzer import model, pipeline
from analyzer.api.frames import frame
from analyzer.errors import UsageError
from analyzer.notation.declared import Declared, load_declared

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

# A file, a folder, a glob pattern, `-` for standard input, or several of them.
Paths: TypeAlias = str | PathLike[str] | Sequence[str | PathLike[str]]

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Logs:
    """Logs that were read, for the other functions to take: reading is what takes longest.

    Args:
        log: what was read.
        declared: the events and flows it was read with.
    """

    def __init__(self, log: model.Log, declared: Declared) -> None:
        self.log = log
        self.declared = declared

    @property
    def events(self) -> pd.DataFrame:
        """Each line that is an event of the catalogue, by time."""
        found = sorted(self.log.events, key=lambda event: (event.time, event.place))
        return frame(pipeline.filled(pipeline.LOG_EVENTS, found))

    @property
    def files(self) -> pd.DataFrame:
        """The account of each file: what service and host wrote it, and what its lines are."""
        return frame(pipeline.TABLES["files"](model.Report(self.log.input, ())))

    def __repr__(self) -> str:
        files = self.log.input.files
        return f"<Logs: {len(files)} files, {sum(file.lines for file in files)} lines, {len(self.log.events)} events>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self).strip('<>'))}</p>{self.files.to_html(max_rows=20, na_rep='')}"


def read(
    logs: Paths,
    *,
    hosts: Mapping[str, str] | None = None,
    min_level: str | None = None,
    flows: str | PathLike[str] | None = None,
) -> Logs:
    """Read logs as far as their events.

    Args:
        logs: files, folders (with all folders in them), glob patterns, or `-` for standard input; rotated and
            compressed files and archives are read too.
        hosts: the host that wrote a file, by the file's path, name or pattern, for files that do not tell.
        min_level: leave out records below this level: `DEBUG`, `INFO`, `WARNING` or `ERROR`.
        flows: a folder of flows and events of your own, laid over those that NovaFlow brings.

    Returns:
        The logs, for `check`, `events` and the others.

    Raises:
        InputError: there is nothing to read, or no line of it was recognised.
        NotationError: a file of `flows` is wrong.
        UsageError: an argument does not fit.

    Examples:
        >>> logs = read("sample_logs/zed/pause/plain")
        >>> logs
        <Logs: 5 files, 70 lines, 42 events>
        >>> logs.files.loc[:, ["service", "host", "lines", "events"]].head(2)
           service    host  lines  events
        0      api     api     19      15
        1  compute  node-1     23      14
    """
    paths = [logs] if isinstance(logs, str | PathLike) else list(logs)
    if not paths:
        raise UsageError("no logs are named", hint="name files, folders or patterns")
    if min_level is not None and min_level.upper() not in LEVELS:
        raise UsageError(f"no level {min_level!r}", hint=f"one of: {', '.join(LEVELS)}")
    declared = load_declared(None if flows is None else Path(flows))
    log = pipeline.events(
        [os.path.expanduser(path) for path in paths],  # noqa: PTH111 - a Path would make another name of `-` and `./-`
        declared.catalogue,
        hosts=hosts,
        min_level=None if min_level is None else min_level.upper(),
    )
    return Logs(log, declared)


def events(
    logs: Paths | Logs,
    *,
    hosts: Mapping[str, str] | None = None,
    min_level: str | None = None,
    flows: str | PathLike[str] | None = None,
) -> pd.DataFrame:
    """List the events of logs: each line that the catalogue names, those of no operation included.

    Args:
        logs: as for `read`, or what `read` returned.
        hosts: as for `read`.
        min_level: as for `read`.
        flows: as for `read`.

    Returns:
        A row an event, by `time`; `columns` tells what the columns mean. Times are those of the host's own clock.

    Raises:
        InputError: as `read`.
        NotationError: as `read`.
        UsageError: as `read`.

    Examples:
        >>> found = events("sample_logs/zed/pause/plain")
        >>> found.loc[found.event.eq("compute.pausing"), ["host", "request_id", "message"]].iloc[0].to_dict()
        {'host': 'node-1', 'request_id': 'req-fcadba64-2351-43f7-be38-f9e57e3bf0c4', 'message': 'Pausing'}
    """
    return as_read(logs, hosts=hosts, min_level=min_level, flows=flows).events


def as_read(
    logs: Paths | Logs,
    *,
    hosts: Mapping[str, str] | None,
    min_level: str | None,
    flows: str | PathLike[str] | None,
) -> Logs:
    """Return logs, read if they are not yet.

    Raises:
        UsageError: they are, and it is said how to read them.
    """
    if not isinstance(logs, Logs):
        return read(logs, hosts=hosts, min_level=min_level, flows=flows)
    if hosts is not None or min_level is not None or flows is not None:
        raise UsageError("these logs were read already", hint="give hosts, min_level and flows to analyzer.read")
    return logs
