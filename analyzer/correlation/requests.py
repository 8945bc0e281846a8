"""What one API request asked for, as its own lines tell."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.correlation.parameters import parameters
from analyzer.correlation.refusals import refused_actions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analyzer.model import Event, Flow, RequestForm

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# v2, v2.1, with a project id or without (18 on), below /compute under wsgi (nova.api.openstack.compute.routes).
URI = re.compile(r"(?:/compute)?/v\d[\d.]*(?:/(?!servers\b|os-)[^/?]+)?(?P<path>/[^?\s]*)")
# The controller methods behind the two requests that are no action (nova.api.openstack.compute.servers, 12-34).
CONTROLLERS = {
    "ServersController.create": ("POST", "/servers"),
    "ServersController.delete": ("DELETE", "/servers/{server}"),
}
CONTROLLER = re.compile(r"(\w+Controller\.\w+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One API request: which flow it asks for (None: unknown or none), of which server, and how it was answered.

    `action` is the key of the body. `named` tells that the lines say what was asked, be it in the model or not;
    `outside` is what was asked of a server that is no operation of the model. `parameters` are documented values only.
    `may_be` are the flows that a refusal leaves.
    """

    flow: str | None
    server: str | None
    status: int | None
    action: str | None = None
    named: bool = False
    parameters: Mapping[str, object] = field(default_factory=dict)
    outside: str | None = None
    may_be: tuple[str, ...] = ()


def _body(text: str) -> tuple[str | None, Mapping[str, object]]:
    """Return the action key of a request body and what it holds; a masked or cut body still tells its key."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):  # the latter of brackets nested a thousand deep
        key = re.match(r'\s*\{\s*"([^"]+)"', text)
        return (key[1] if key else None), {}
    if not isinstance(body, dict) or not body:
        return None, {}
    key, value = next(iter(body.items()))
    return key, value if isinstance(value, dict) else {}


def _fits(form: RequestForm, action: str | None, arguments: Mapping[str, object]) -> bool:
    wanted = form.arguments.items()
    return form.action == action and all(str(arguments.get(k, "")).casefold() == v.casefold() for k, v in wanted)


def _path_form(path: str) -> tuple[str, str | None]:
    """Return a path with the server's id replaced by `{server}`, and that id."""
    found = UUID.search(path)
    return (path[: found.start()] + "{server}" + path[found.end() :], found[0]) if found else (path, None)


def asked(events: Iterable[Event], flows: Mapping[str, Flow]) -> Asked:
    """Read the API lines of one request.

    Args:
        events: the events of the request that nova-api wrote, by time.
        flows: all flows.

    Returns:
        What was asked; with nothing named if the lines do not tell.
    """
    flow = server = action = status = outside = None
    named = False
    may_be: tuple[str, ...] = ()
    values: Mapping[str, object] = {}
    for event in events:
        captures = event.captures
        if event.name in ("api.action-body", "api.calling-method"):
            method = CONTROLLER.search(captures.get("method", "") or event.message)
            call = CONTROLLERS.get(method[1]) if method else None
            key, body = _body(captures.get("body", ""))
            if call:
                flow, named, values = _by_path(*call, flows), True, parameters(key, body)
            elif captures.get("action") == "action":
                action, named, values = key, True, parameters(key, body)
                forms = ((f.name, form) for f in flows.values() for form in f.requests)
                flow = next((name for name, form in forms if form.action and _fits(form, key, body)), None)
            elif method:  # a controller with several versions of a method is not named; the access line has the path
                named, values = True, parameters(key, body)
        elif event.name == "api.access":
            status = int(captures["status"]) if captures.get("status", "").isdigit() else status
            uri = URI.search(captures.get("uri", ""))
            path, server_id = _path_form(uri["path"].rstrip("/")) if uri else ("", None)
            server = server or server_id
            rest = path.removeprefix("/servers/{server}")
            if captures.get("method") != "GET" and rest != path:
                part = rest.strip("/").partition("/")[0]
                outside = outside or (f"{captures.get('method', '')} {part}".strip() if part != "action" else None)
            if not named and path != "/servers/{server}/action":
                flow, named = _by_path(captures.get("method", ""), path, flows), True
        elif event.name == "api.http-exception" and not named:
            may_be = refused_actions(event.message, flows)
            flow = may_be[0] if len(may_be) == 1 else flow
        server = server or event.server
    outside = None if flow else action or outside
    return Asked(flow, server, status, action, named, values, outside, () if flow else may_be)


def _by_path(method: str, path: str, flows: Mapping[str, Flow]) -> str | None:
    fits = (f.name for f in flows.values() for form in f.requests if form.method == method and form.path == path)
    return next(fits, None)
