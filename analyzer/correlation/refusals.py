"""What a call asked for, by the words with which the API refused it: all that an INFO log has of many a call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.model import Flow

# Texts that name the action: raise_http_conflict_for_instance_invalid_state (nova.api.openstack.common, 12-34) and
# PolicyNotAuthorized (nova.exception, 12-34). A rule is os_compute_api:os-migrate-server:migrate_live, has no method
# (os_compute_api:os-evacuate), or has a part of it behind the method: migrate:host, create_image:allow_volume_backed.
_NAMING = (
    re.compile(r"Cannot '([^']+)' instance"),
    re.compile(r"Policy doesn't allow ([\w:-]+) to be performed"),
)
# Texts that only one action raises (nova.api.openstack.compute.servers and migrate_server, nova.compute.api, 12-34).
_ONLY = (
    (re.compile(r"When resizing, instances must change flavor"), "resize"),
    (re.compile(r"Flavor \S+ could not be found"), "resize"),
    (re.compile(r"Cannot migrate to the host where the server exists"), "migrate"),
    (re.compile(r"Compute service of \S+ is still in use"), "evacuate"),
)


def refused_actions(text: str, flows: Mapping[str, Flow]) -> tuple[str, ...]:
    """Return the flows that an action may have asked for which was refused so; none if the text does not tell.

    Args:
        text: the message of the refusal.
        flows: all flows.
    """
    for pattern in _NAMING:
        if found := pattern.search(text):
            words = (_of_action(key, flows) for key in reversed(found[1].split(":")))
            return next(filter(None, words), ())
    return next((_of_action(action, flows) for pattern, action in _ONLY if pattern.search(text)), ())


def _of_action(key: str, flows: Mapping[str, Flow]) -> tuple[str, ...]:
    """Return the flows of an action, however its key is spelt: migrate_live is os-migrateLive."""
    forms = ((flow.name, form.action) for flow in flows.values() for form in flow.requests if form.action)
    return tuple(dict.fromkeys(name for name, action in forms if _plain(action) == _plain(key)))


def _plain(key: str) -> str:
    return re.sub(r"[^a-z]", "", key.lower().removeprefix("os-"))
