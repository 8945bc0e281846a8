"""How long the same thing usually takes, and what is too long for it.

A host that is half as fast doubles its times: times spread by factors, so they are compared by logarithms. The middle
and the median deviation from it do not move when a few of the samples are the slow ones looked for.

The case that decided the numbers is loghub's OpenStack set (Mitaka, 197 launches, median 19.8 s to spawn, deviations of
2.3 %), where four launches were slowed down, to 29.5 s at least, and the slowest healthy one took 26.7 s. That is the
ninth deviation from the median: in a cloud as regular as this, any number of deviations names what nobody would call
slow. So the limit is also `LEAST_FACTOR` times the median. Where one in ten launches downloads its image the slow ones
are no exception, and the 95th percentile says so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analyzer.model import Duration

# So many standard deviations, of times that spread normally on a logarithmic scale, are chance once in 3.5 million.
DEVIATIONS = 5.0
# The standard deviation of a normal distribution whose median absolute deviation is 1.
NORMAL = 1.4826
LEAST_FACTOR = 1.4
ABOVE_P95 = 1.25
# A step that takes no time is not slow for having had to wait a moment: in a kolla cloud (Zenodo 3484800, 625 launches)
# three took some seconds instead of none.
LEAST_SECONDS = 5.0
# The logarithm of nothing is none; a log tells the time by milliseconds.
RESOLUTION = 0.001


class Key(NamedTuple):
    """What is compared: a duration of an operation, by the lines between which it was measured."""

    operation: str
    what: str
    event: str
    since: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How many samples there are and how long they took, in seconds; `log_mad` is the spread of their logarithms."""

    count: int
    median: float
    p95: float
    max: float
    log_mad: float

    @property
    def limit(self) -> float:
        """What is longer, in seconds, stands out."""
        factor = max(math.exp(DEVIATIONS * NORMAL * self.log_mad), LEAST_FACTOR)
        return max(self.median * factor, self.p95 * ABOVE_P95, self.median + LEAST_SECONDS)

    def __str__(self) -> str:
        return f"{self.count} samples, median {self.median:.1f} s, p95 {self.p95:.1f} s"


def key_of(operation: str, duration: Duration) -> Key:
    """Return what a duration is compared by."""
    return Key(operation, duration.what, duration.event.name, duration.since.name if duration.since else "")


def samples(durations: Iterable[tuple[str, Duration]]) -> dict[Key, list[float]]:
    """Return the seconds of durations with their operation's name, sorted, by what they are compared by."""
    found: defaultdict[Key, list[float]] = defaultdict(list)
    for operation, duration in durations:
        found[key_of(operation, duration)].append(duration.seconds)
    return {key: sorted(found[key]) for key in sorted(found)}


def spread(seconds: Sequence[float]) -> Spread:
    """Return the spread of one or more samples."""
    middle = median(seconds)
    logs = [math.log(max(one, RESOLUTION)) for one in seconds]
    centre = median(logs)
    return Spread(
        count=len(seconds),
        median=middle,
        p95=quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else middle,
        max=max(seconds),
        log_mad=median(abs(one - centre) for one in logs),
    )


def longest(found: Mapping[Key, Sequence[float]]) -> dict[tuple[str, str], float]:
    """Return for each operation and event the most seconds that the step took, whatever it was counted from."""
    result: defaultdict[tuple[str, str], float] = defaultdict(float)
    for key, seconds in found.items():
        if key.what == "step":
            result[key.operation, key.event] = max(result[key.operation, key.event], *seconds)
    return dict(result)
