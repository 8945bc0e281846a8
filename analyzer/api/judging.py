"""Logs to verdicts, and to how long things took."""

from __future__ import annotations

from datetime import UTC, datetime
from os import PathLike, fspath
from typing import TYPE_CHECKING, TypedDict, Unpack

from analyzer import pipeline
from analyzer.api.baseline import Baseline
from analyzer.api.frames import frame
from analyzer.api.logs import Logs, Paths, as_read
from analyzer.api.report import Report
from analyzer.errors import UsageError
from analyzer.notation.flows import resolve
from analyzer.notation.known import accept, read_known
from analyzer.notation.limits import read_nova_conf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

OLDEST, NEWEST = 12, 34


class Options(TypedDict, total=False):
    """The keyword arguments of `check`."""

    hosts: Mapping[str, str] | None
    min_level: str | None
    flows: str | PathLike[str] | None
    release: int | None
    baseline: Baseline | str | PathLike[str] | None
    nova_conf: Paths | None
    known: Paths | None


def check(  # noqa: PLR0913 - each is a wish of the user's, and all but the first have a default
    logs: Paths | Logs,
    *,
    hosts: Mapping[str, str] | None = None,
    min_level: str | None = None,
    flows: str | PathLike[str] | None = None,
    release: int | None = None,
    baseline: Baseline | str | PathLike[str] | None = None,
    nova_conf: Paths | None = None,
    known: Paths | None = None,
) -> Report:
    """Check every server operation in the logs against its reference flow.

    Args:
        logs: files, folders, patterns, or what `read` returned.
        hosts: as for `read`.
        min_level: as for `read`.
        flows: as for `read`.
        release: Nova's major release (26 is Zed), where the logs do not tell it.
        baseline: what `learn` returned, or the file it was written to: names steps that are slow beside it.
        nova_conf: files that set Nova's time limits; a later one overrides an earlier.
        known: TOML files of deviations that are accepted, until the day they name.

    Returns:
        A verdict for each operation.

    Raises:
        InputError: there is nothing to read, or no line of it was recognised.
        NotationError: a file of `flows` is wrong.
        UsageError: an argument does not fit.

    Examples:
        >>> report = check("sample_logs/zed/migrate/self-migrate-retry")
        >>> report
        <Report: 1 operation: 1 deviating>
        >>> report.operations.loc[0, ["operation", "verdict", "cause", "duration_s"]].to_dict()
        {'operation': 'migrate', 'verdict': 'deviating', 'cause': 'self-migrate-retry', 'duration_s': 20.454}
    """
    log = as_read(logs, hosts=hosts, min_level=min_level, flows=flows)
    if release is not None and not OLDEST <= release <= NEWEST:
        raise UsageError(f"no release {release!r}", hint=f"a major release from {OLDEST} to {NEWEST}")
    found = pipeline.judge(
        log.log, log.declared, release=release, options=read_nova_conf(_names(nova_conf)), baseline=_spreads(baseline)
    )
    if known is not None:
        rules = pipeline.all_rules()
        entries = [entry for file in _names(known) for entry in read_known(file, rules, log.declared.flows)]
        found = accept(found, entries, datetime.now(UTC).date())
    return Report(found, log.declared.flows)


def operations(logs: Paths | Logs | Report, **options: Unpack[Options]) -> pd.DataFrame:
    """List every server operation in the logs with its verdict.

    Args:
        logs: files, folders, patterns, or what `read` or `check` returned.
        **options: as for `check`.

    Returns:
        A row an operation; `columns` tells what the columns mean. `verdict` is ordered, the best first.

    Raises:
        InputError: as `check`.
        NotationError: as `check`.
        UsageError: as `check`.

    Examples:
        >>> found = operations(["sample_logs/zed/pause/plain", "sample_logs/zed/pause/wrong-state"])
        >>> found[["operation", "verdict", "status", "duration_s"]]
          operation     verdict  status  duration_s
        0     pause  conformant     202       0.802
        1     pause    rejected     409       0.254
        >>> found[found.verdict > "conformant"].cause.to_list()
        ['conflict']
    """
    return as_checked(logs, options).operations


def stats(logs: Paths | Logs | Report, operation: str | Sequence[str] = (), **options: Unpack[Options]) -> pd.DataFrame:
    """Tell how long the operations in the logs took, and each of their steps.

    A step is counted from the line that caused it. Only operations that were seen to their end are counted.

    Args:
        logs: files, folders, patterns, or what `read` or `check` returned.
        operation: only operations of this name, or these.
        **options: as for `check`.

    Returns:
        A row for each thing that was measured: count, median, 95th percentile and the slowest, in seconds.

    Raises:
        InputError: as `check`.
        NotationError: as `check`.
        UsageError: as `check`, or no operation has that name.

    Examples:
        >>> took = stats("sample_logs/zed/stop/plain", "stop")
        >>> took[took["median"] > 1].loc[:, ["what", "event", "since", "median"]].round(2).iloc[0].to_dict()
        {'what': 'step', 'event': 'libvirt.shutdown-ok', 'since': 'libvirt.shutting-down', 'median': 2.07}
    """
    report = as_checked(logs, options)
    names = [operation] if isinstance(operation, str) else operation
    meant = {resolve(name, report.flows).name for name in names}
    return frame(pipeline.filled(pipeline.STATISTICS, pipeline.statistics(report.found, meant)))


def learn(logs: Paths | Logs | Report, **options: Unpack[Options]) -> Baseline:
    """Learn how long each step of each operation takes, from logs of a time when the cloud was well.

    Args:
        logs: files, folders, patterns, or what `read` or `check` returned.
        **options: as for `check`.

    Returns:
        What was learnt, for `check(baseline=...)`; `write` keeps it.

    Raises:
        InputError: as `check`.
        NotationError: as `check`.
        UsageError: as `check`, or no operation was seen to its end.

    Examples:
        >>> learn("sample_logs/zed/stop/plain")
        <Baseline: 8 durations, 0 of them learnt from enough samples>
    """
    found = pipeline.learn(as_checked(logs, options).found.verdicts, "what was learnt")
    if not found.spreads:
        raise UsageError("no operation was seen to its end", hint="give the logs of nova-compute too")
    return Baseline(found)


def as_checked(logs: Paths | Logs | Report, options: Options) -> Report:
    """Return logs, checked if they are not yet.

    Raises:
        UsageError: they are, and it is said how to check them.
    """
    if not isinstance(logs, Report):
        return check(logs, **options)
    if options:
        raise UsageError("these logs were checked already", hint=f"give {', '.join(options)} to analyzer.check")
    return logs


def _names(files: Paths | None) -> list[str]:
    if files is None:
        return []
    return [fspath(files)] if isinstance(files, str | PathLike) else [fspath(file) for file in files]


def _spreads(baseline: Baseline | str | PathLike[str] | None) -> pipeline.Baseline | None:
    if baseline is None:
        return None
    return baseline.spreads if isinstance(baseline, Baseline) else pipeline.read_baseline(fspath(baseline))
