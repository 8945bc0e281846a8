"""How long Nova lets a step take, on the host where it was taken."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analyzer.model import Limit
from analyzer.notation.limits import load_options

if TYPE_CHECKING:
    from analyzer.model import Coverage, Event, Process, Setting, Step

# Nova counts most limits in rounds of a second and what it does in each (LibvirtDriver._clean_shutdown, _soft_reboot),
# and the lines stand some time before and after.
SLACK_FACTOR, SLACK_SECONDS = 1.15, 2.0


class Limits:
    """What limits the steps of the logs that were read.

    Args:
        coverage: the services with the options that they told, the release, and the options of a given nova.conf.
    """

    def __init__(self, coverage: Coverage) -> None:
        self.release, self.given = coverage.release, coverage.options
        self.told: defaultdict[str, list[Process]] = defaultdict(list)
        for process in coverage.processes:
            if process.options:
                self.told[process.service].append(process)

    def of_line(self, step: Step, event: Event) -> Limit | None:
        """Return what limits the step whose line this is; None: nothing."""
        return self.declared(step, event.service, event.host, event.time)

    def declared(self, step: Step, service: str, host: str | None, time: float) -> Limit | None:
        """Return what limits a step, slack included; None: nothing.

        Args:
            step: what its flow says of it.
            service: who takes it.
            host: where, if known.
            time: when, in seconds since the epoch: a service may be configured anew and started again.
        """
        if step.within is not None:
            return Limit(_with_slack(step.within), f"{step.place} allows {step.within:g} s", flow=step.place)
        option = load_options().get(step.within_option or "")
        if option is None:
            return None
        setting = self._setting(option.name, service, host, time)
        seconds = setting.seconds if setting else option.default(self.release)
        if not seconds:
            return None
        place = None if setting is None else setting.place
        origin = f"{step.place} allows {option.name}, {seconds:g} s by {place or 'default'}"
        if option.per_server:
            origin += f", unless its image or flavor has {option.per_server}"
        return Limit(_with_slack(seconds), origin, firm=option.per_server is None, flow=step.place, place=place)

    def _setting(self, name: str, service: str, host: str | None, time: float) -> Setting | None:
        """Return what a given nova.conf says, else the last process of the service that told before this time."""
        if name in self.given:
            return self.given[name]
        told = [
            process
            for process in self.told[service]
            if host in (None, process.host) and process.first <= time and name in process.options
        ]
        return max(told, key=lambda process: process.first).options[name] if told else None


def _with_slack(seconds: float) -> float:
    return seconds * SLACK_FACTOR + SLACK_SECONDS
