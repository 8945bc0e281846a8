"""What was read, and what it is able to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.model.events import Releases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model.events import Event
    from analyzer.model.lines import Place


HOLE_SECONDS = 90.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What an option that limits a time is set to, in seconds, and where that is told."""

    seconds: float
    place: Place


@dataclass(frozen=True, slots=True)
class Process:
    """One running service as its log shows it: where and when it wrote, and what it is able to show.

    `levels` has every level seen from a `nova.` logger; `families` the stems of the `.events` files it logged from.
    `silences` are the times from one of its lines to the next where that took seconds, not less. `options` are those of
    `limits.toml` that it told when it started, by name. `driver` is nova-compute's virt driver, where it says so.
    """

    service: str
    host: str
    pid: str
    first: float
    last: float
    levels: frozenset[str]
    families: frozenset[str]
    silences: tuple[tuple[float, float], ...] = ()
    options: Mapping[str, Setting] = field(default_factory=dict)
    driver: str | None = None

    @property
    def holes(self) -> tuple[tuple[float, float], ...]:
        """The silences in which lines were lost, or the process hung.

        Only nova-compute with DEBUG logging never goes without a line for long: its periodic tasks write every minute
        (12-34).
        """
        if self.service != "compute" or not self.families or "DEBUG" not in self.levels:
            return ()
        return tuple((begin, end) for begin, end in self.silences if end - begin > HOLE_SECONDS)


@dataclass(frozen=True, slots=True)
class Footprint:
    """That a request wrote in a service on a host, whatever the lines said: when first and when last.

    `by_user`: its context names a user, so that it was asked of an API; Nova's own contexts name none.
    """

    request: str
    service: str
    host: str
    first: float
    last: float
    by_user: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the logs are able to show, and what they name.

    `release` is the major release, if they tell it; else `releases` are those that their wordings leave. `options` are
    what a nova.conf that was given says, for all hosts, by name: `libvirt.wait_soft_reboot_seconds`.
    """

    processes: tuple[Process, ...]
    footprints: Mapping[str, tuple[Footprint, ...]]
    hosts_named: frozenset[str] = frozenset()
    release: int | None = None
    releases: Releases | None = None
    options: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def told(self) -> Releases | None:
        """The major releases that these logs may be of; None: any."""
        return self.releases if self.release is None else Releases(self.release, self.release)


@dataclass(frozen=True, slots=True)
class FileSummary:
    """The account of one file: events + known + continuation + unrecognised = lines."""

    path: str
    service: str | None
    host: str | None
    form: str | None
    lines: int
    events: int
    known: int
    continuation: int
    unrecognised: int
    first: float | None
    last: float | None
    level: str | None


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that was not read, and why; `foreign`: it is no log and was not asked for by name, so nothing is lost."""

    path: str
    why: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """The account of all that was given to read."""

    files: tuple[FileSummary, ...]
    skipped: tuple[SkippedFile, ...] = ()
    clock_skew: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Log:
    """All that was read: the events by (time, place), what the logs are able to show, and the account."""

    events: tuple[Event, ...]
    coverage: Coverage
    input: Input
