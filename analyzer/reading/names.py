"""What a path tells: the service, the host, and the place in a rotated set."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COMPRESSION = re.compile(r"\.(?:gz|xz|bz2|zst)$")
# logrotate (`.1`, `-20231122`, `-20231122-1700000000`) and the like (`.2017-05-14_21:27:09`)
_ROTATION = re.compile(r"(?:\.(?P<number>\d{1,4}))?(?:[.-](?P<date>\d{4}-?\d\d-?\d\d(?:[T_.-]?[\d:]+)*))?$")
_SUFFIX = re.compile(r"(?:\.(?:log|txt|out|service))+$")

# The names of packages, containers and devstack units; the longer stand before those they begin with.
_SERVICES = (
    ("placement", r"(?:nova-)?placement(?:-api)?|n-placement"),
    ("api", r"nova-(?:osapi|api)(?:-(?:os-compute|metadata|wsgi))*|nova-metadata(?:-(?:api|wsgi))*|n-api(?:-meta)?"),
    ("conductor", r"nova-(?:super-|cell\d*-)?conductor|n-(?:super-)?cond(?:-cell\d+)?"),
    ("scheduler", r"nova-scheduler|n-sch"),
    ("compute", r"nova-compute(?:-ironic)?|n-cpu"),
    (
        "nova-other",
        (
            r"(?:nova|n)-(?:(?:no|xvp)vnc(?:proxy)?(?:-cell\d+)?|spicehtml5proxy|serialproxy|consoleauth|cauth|cert|crt"
            r"|cells?|network|net|manage|status|objectstore|obj)"
        ),
    ),
    ("neutron", r"neutron(?:-[a-z0-9-]*?(?:agent|server|api))?|q-[a-z0-9]+"),
    ("glance", r"glance(?:-(?:api|registry|cache|scrubber))?|g-(?:api|reg)"),
    ("cinder", r"cinder(?:-(?:api|volume|scheduler|backup))?|c-(?:api|vol|sch|bak)"),
    ("keystone", r"keystone(?:-(?:all|wsgi-public|wsgi-admin|public|admin))?"),
    ("ironic", r"ironic(?:-(?:api|conductor|inspector))?|ir-(?:api|cond)"),
    ("heat", r"heat(?:-(?:api|api-cfn|engine))?|h-(?:api|eng)"),
    ("octavia", r"octavia(?:-(?:api|worker|housekeeping|health-manager))?|o-(?:api|cw|hk|hm)"),
    ("swift", r"swift(?:-(?:proxy|account|object|container))?|s-(?:proxy|account|object|container)"),
)
_NAMES = tuple(
    (service, re.compile(rf"(?:(?P<before>.+?)[._@-])??(?:{pattern})(?:[._-](?P<after>.+))?"))
    for service, pattern in _SERVICES
)
_NOT_A_HOST = frozenset(
    {"screen", "devstack", "apache2", "uwsgi", "error", "access", "stdout", "stderr", "json", "openstack"}
)
# `nova-compute-x7k2p_openstack_nova-compute-` and the container's id
_OF_A_POD = re.compile(r"[^_]+_[^_]+_(.+)-[0-9a-f]{64}")
# Of a day, a container or a pod, not of a machine.
_NO_HOST = re.compile(r"\d{4}-?\d\d-?\d\d\b.*|[0-9a-f]{12}|[0-9a-f]{64}|[^_]+_[^_]+_[0-9a-f-]{32,36}")
_COLLECTIONS = frozenset({"log", "logs", "var", "tmp", "nova", "kolla", "containers", "screen-logs", "archive", "old"})


def log_of(path: str) -> str:
    """Return the path without compression and rotation: the same for all files of one rotated log."""
    plain = _COMPRESSION.sub("", path)
    return plain[: _rotation(plain).start()]


def age(path: str) -> tuple[int, str]:
    """Return a key that puts the files of one rotated log oldest first: dated ones, `.2`, `.1`, the log itself."""
    found = _rotation(_COMPRESSION.sub("", path))
    number, date = found["number"], found["date"]
    return (1 if number is None and date is None else 0 if number is None else -int(number), date or "")


def gaps(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the numbered files that are not there between others of one rotated log, and why they are missed."""
    numbers: dict[str, set[int]] = {}
    for path in paths:
        found = _rotation(_COMPRESSION.sub("", path))
        if found["date"] is None:
            numbers.setdefault(log_of(path), set()).add(int(found["number"] or 0))
    for log, there in sorted(numbers.items()):
        for newer, older in pairwise(sorted(there)):
            if older - newer > 1:
                first, last = f"{log}.{newer + 1}", f"{log}.{older - 1}"
                name = first if first == last else f"{first} to {last}"
                yield name, f"but {log}.{older} is: what happened in between cannot be seen"


def _rotation(plain: str) -> re.Match[str]:
    """Find the rotation suffix; it may be empty, so there always is one."""
    found = _ROTATION.search(plain, max(plain.rfind("/") + 2, 0))
    if found is None:
        raise AssertionError(plain)
    return found


def service_and_host(path: str) -> tuple[str | None, str | None]:
    """Return what the file's name tells: `nova-compute-node-1.log.2.gz` (compute, node-1), `messages` (None, None).

    Kubernetes names a file after pod, namespace and container (`/var/log/containers`), or numbers it in a folder named
    after the container (`/var/log/pods`); where the pod ran neither tells.
    """
    log = PurePath(log_of(path))
    stem = _SUFFIX.sub("", log.name)
    container = _OF_A_POD.fullmatch(stem)
    if container or (stem.isdigit() and log.parent.name):
        return _service(container[1] if container else log.parent.name), None
    plain = stem.lower().replace("_", "-")
    for service, pattern in _NAMES:
        if found := pattern.fullmatch(plain):
            parts = [stem[slice(*found.span(group))] for group in ("after", "before") if found[group]]
            hosts = [part for part in parts if part.lower() not in _NOT_A_HOST]
            return service, hosts[0] if hosts else None
    return None, None


def folder_host(path: str) -> tuple[str | None, bool]:
    """Return the folder that may be a host's, and whether it surely is: `HOST/var/log/nova/nova-api.log`."""
    folders = list(PurePath(path).parts[:-1])
    if "/var/log/" in path:
        above = folders[: len(folders) - folders[::-1].index("log") - 2]
        return (above[-1], True) if above and above[-1] not in ("/", "..") else (None, False)
    while folders and _is_no_host(folders[-1]):
        folders.pop()
    return (folders[-1], False) if folders and folders[-1] not in _COLLECTIONS | {"/", "..", "."} else (None, False)


def _service(name: str) -> str | None:
    plain = name.lower().replace("_", "-")
    return next((service for service, pattern in _NAMES if pattern.fullmatch(plain)), None)


def _is_no_host(folder: str) -> bool:
    if folder in _COLLECTIONS - {"log", "logs", "var", "tmp"} or _NO_HOST.fullmatch(folder):
        return True
    return service_and_host(folder) != (None, None) and service_and_host(folder)[1] is None
