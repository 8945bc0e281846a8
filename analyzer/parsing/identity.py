"""Who wrote a record, as far as records tell: service, host, release."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from analyzer.notation.limits import load_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from analyzer.parsing.header import Header

NOVA = frozenset({"api", "conductor", "scheduler", "compute"})

# Loggers that only one of Nova's services writes to. What several of them use (nova.compute.api, nova.scheduler.client,
# nova.conductor.api, nova.network, oslo) is not here.
_LOGGERS = (
    ("placement", "nova.api.openstack.placement"),
    ("api", "nova.api"),
    ("api", "nova.osapi_compute"),
    ("api", "nova.metadata"),
    ("conductor", "nova.conductor.manager"),
    ("conductor", "nova.conductor.tasks"),
    ("scheduler", "nova.scheduler.manager"),
    ("scheduler", "nova.scheduler.filter_scheduler"),
    ("scheduler", "nova.scheduler.host_manager"),
    ("scheduler", "nova.scheduler.filters"),
    ("scheduler", "nova.filters"),
    ("compute", "nova.compute.manager"),
    ("compute", "nova.compute.claims"),
    ("compute", "nova.compute.resource_tracker"),
    ("compute", "nova.virt.driver"),
    ("compute", "nova.virt.libvirt"),
    ("compute", "os_vif"),
)
_OTHERS = frozenset(
    {"aodh", "barbican", "ceilometer", "cinder", "cyborg", "designate", "glance", "gnocchi", "heat", "ironic"}
    | {"keystone", "magnum", "manila", "mistral", "neutron", "octavia", "placement", "senlin", "swift", "trove"}
)

# Units, containers and files of Nova's services, also by devstack's names.
_UNIT = re.compile(r"(?:nova[-_]|\bn-)(api|cond(?:uctor)?|sch(?:eduler)?|compute|cpu)(?![a-z])")
_DEVSTACK = {"cond": "conductor", "sch": "scheduler", "cpu": "compute"}
_WORD = re.compile(r"[a-z]+")

# The events by which a service tells its own host, and that it starts, with its release.
_OWN_HOST = frozenset({"rt.record-updated", "rt.audit", "periodic.usage-audit"})
STARTED = "service.starting"
_DRIVER = "service.driver"
# Loggers of the virt drivers that Nova has or had (nova.virt, 12-34).
_DRIVERS = re.compile(r"nova\.virt\.(fake|hyperv|ironic|libvirt|powervm|vmwareapi|xenapi|zvm)(?:\.|$)")
# oslo.config's dump of all options at the start of a service with DEBUG logging (ConfigOpts.log_opt_values).
_HOST_OPTION = re.compile(r"host +=\s(\S+)")
_SECONDS_OPTION = re.compile(r"(\S+) +=\s(\d+)(?:\s+log_opt_values\b.*)?")
# Hosts that these families name are addresses of other machines.
_ELSEWHERE = frozenset({"cmd", "remotefs", "rpc", "glance", "image", "volume"})
_HOST_CAPTURES = ("host", "dest", "source", "target")
_HOST_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# From Liberty, 12.0.0; before it releases were numbered by year.
_VERSION = re.compile(r"([1-9]\d?)\.\d+")


@lru_cache(maxsize=4096)
def service_of(logger: str) -> str | None:
    """Return the service that a logger is only of, or None."""
    for service, name in _LOGGERS:
        if logger == name or logger.startswith(name + "."):
            return service
    first = logger.partition(".")[0]
    return first if first in _OTHERS else None


@lru_cache(maxsize=256)
def service_of_unit(unit: str) -> str | None:
    """Return the service that a unit, container or log file is of: `devstack@n-cpu.service`, `nova_compute`."""
    name = unit.lower().rpartition("/")[2]
    if found := _UNIT.search(name):
        return _DEVSTACK.get(found[1], found[1])
    return next((word for word in _WORD.findall(name) if word in _OTHERS), None)


def host_of_options(header: Header) -> str | None:
    """Return the option `host`, if the record is the one of the option dump that has it."""
    if header.level == "DEBUG" and header.message.startswith("host "):
        found = _HOST_OPTION.match(header.message)
        return found and found[1]
    return None


def limit_of_options(header: Header) -> tuple[str, float] | None:
    """Return name and seconds of an option that limits a time, if the record is the one of the option dump that has it.

    Its logger differs by release and by service: nova.openstack.common.service (12), oslo_service.service (12-34),
    nova.api.openstack.wsgi_app (the API under a web server).
    """
    if header.level == "DEBUG" and header.message.partition(" ")[0] in load_options():
        found = _SECONDS_OPTION.fullmatch(header.message)
        return found and (found[1], float(found[2]))
    return None


def own_host(name: str, captures: Mapping[str, str]) -> str | None:
    """Return the host of the compute service that logged this event, if the event tells."""
    return captures.get("host") if name in _OWN_HOST else None


@lru_cache(maxsize=4096)
def driver_of_logger(logger: str) -> str | None:
    """Return the virt driver that a logger is of."""
    found = _DRIVERS.match(logger)
    return found and found[1]


def own_driver(name: str, captures: Mapping[str, str]) -> str | None:
    """Return the virt driver of the compute service that logged this event, if the event tells: `fake`, `libvirt`."""
    return captures["driver"].partition(".")[0] if name == _DRIVER else None


def own_release(name: str, captures: Mapping[str, str]) -> int | None:
    """Return the major release of the service that logged this event, if the event tells."""
    found = _VERSION.match(captures.get("version", "")) if name == STARTED else None
    return int(found[1]) if found else None


def named_hosts(family: str, captures: Mapping[str, str]) -> Iterator[str]:
    """Give the compute hosts that an event names."""
    if family not in _ELSEWHERE:
        for key in _HOST_CAPTURES:
            host = captures.get(key, "None")
            if host != "None" and _HOST_NAME.fullmatch(host):
                yield host


def server_of(header: Header, captures: Mapping[str, str]) -> str | None:
    """Return the server an event is about: its prefix, else a capture that is its uuid and nothing else."""
    if header.server:
        return header.server
    values = (captures.get(key, "") for key in ("server", "instance_uuid", "uuid"))
    return next((value for value in values if _UUID.fullmatch(value)), None)
