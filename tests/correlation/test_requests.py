"""What one API request asked for, in every form in which Nova's API tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.correlation.requests import Asked, asked
from tests.correlation.deployment import OTHER, SERVER, flows, log

if TYPE_CHECKING:
    from collections.abc import Callable

    Access = Callable[..., str]

PROJECT = "99fda537d3734a29808525a13381cb85"


def ask(*lines: str) -> Asked:
    """Read what one request made nova-api log; each line begins with its level."""
    scene = "\n".join(f"api {10 + n} A {line}" for n, line in enumerate(lines))
    return asked(log(scene).events, flows())


def action(body: str, key: str = "action") -> str:
    return f"DEBUG api.openstack.wsgi Action: '{key}', calling method: <function _x at 0x7fc1>, body: {body}"


def eventlet(method: str, uri: str, status: int = 202) -> str:
    return f'INFO osapi_compute.wsgi.server 10.0.0.9 "{method} {uri} HTTP/1.1" status: {status} len: 398 time: 0.59'


def request_log(method: str, uri: str, status: int = 202) -> str:
    return (
        f'INFO api.openstack.requestlog 10.0.0.9 "{method} {uri}" status: {status} len: 32 microversion: 2.1 time: 1.5'
    )


class TestActionBody:
    @pytest.mark.parametrize(
        ("body", "flow"),
        [
            ('{"pause": null}', "pause"),
            ('{"os-stop": null}', "stop"),
            ('{"reboot": {"type": "SOFT"}}', "soft-reboot"),
            ('{"reboot": {"type": "hard"}}', "hard-reboot"),
            ('{"migrate": null}', "migrate"),
            ('{"os-migrateLive": {"host": "node-2", "block_migration": "auto"}}', "live-migrate"),
            ('{"createImage": {"name": "i"}}', "snapshot"),
            ('{"forceDelete": null}', "terminate"),
            ('{"lock": {"locked_reason": "mine"}}', "lock"),
        ],
    )
    def test_names_the_operation(self, body: str, flow: str) -> None:
        told = ask(action(body))
        assert (told.flow, told.named) == (flow, True)

    def test_gives_its_documented_values(self) -> None:
        told = ask(action('{"os-migrateLive": {"host": "node-2", "block_migration": true, "adminPass": "x"}}'))
        assert told.parameters == {"block_migration": True, "host": "node-2"}

    @pytest.mark.parametrize(
        "body", ['{"pause": nul', '{"pause"', '{"pause": ' + "[" * 5000, '{"pause": ***', '  {  "pause": {"a": "***"']
    )
    def test_that_is_cut_or_masked_still_tells_its_key(self, body: str) -> None:
        assert ask(action(body)).flow == "pause"

    @pytest.mark.parametrize("body", ["{}", "[]", "null", "3", "None", "pause", '"pause"', ""])
    def test_that_is_no_action_names_nothing(self, body: str) -> None:
        assert ask(action(body)).flow is None

    def test_of_a_call_outside_the_model_says_what_was_asked(self) -> None:
        told = ask(action('{"restore": null}'), eventlet("POST", f"/v2.1/servers/{SERVER}/action"))
        assert (told.flow, told.named, told.outside, told.server) == (None, True, "restore", SERVER)

    def test_of_a_launch(self) -> None:
        create = "Action: 'create', calling method: <bound method ServersController.create of <x>>"
        told = ask(f'DEBUG api.openstack.wsgi {create}, body: {{"server": {{"name": "web", "max_count": "2"}}}}')
        assert (told.flow, told.server, told.parameters) == ("launch", None, {"max_count": 2, "name": "web"})

    @given(body=st.text(alphabet='{}[]":, \\pause-0null*', max_size=40))
    def test_no_body_is_too_strange(self, body: str) -> None:
        assert ask(action(body)).status is None


class TestCallingMethod:
    def test_of_a_delete(self) -> None:
        told = ask("DEBUG api.openstack.wsgi Calling method '<bound method ServersController.delete of <x>>'")
        assert (told.flow, told.named) == ("terminate", True)

    def test_of_another_controller_is_no_operation(self) -> None:
        told = ask("DEBUG api.openstack.wsgi Calling method '<bound method FlavorsController.index of <x>>'")
        assert (told.flow, told.named) == (None, True)

    def test_that_hides_the_controller_leaves_it_to_the_access_line(self) -> None:
        hidden = "DEBUG api.openstack.wsgi Calling method '<function Controller.version_select at 0x7fc1>'"
        assert ask(hidden, eventlet("DELETE", f"/v2.1/servers/{SERVER}", 204)).flow == "terminate"


@pytest.mark.parametrize("access", [eventlet, request_log])
class TestAccessLine:
    @pytest.mark.parametrize("prefix", ["/v2.1", f"/v2.1/{PROJECT}", f"/v2/{PROJECT}", "/compute/v2.1"])
    def test_of_a_delete_names_it_and_its_server(self, access: Access, prefix: str) -> None:
        told = ask(access("DELETE", f"{prefix}/servers/{SERVER}", 204))
        assert (told.flow, told.server, told.status) == ("terminate", SERVER, 204)

    @pytest.mark.parametrize("prefix", ["/v2.1", f"/v2.1/{PROJECT}", "/compute/v2.1"])
    def test_of_a_launch_names_it(self, access: Access, prefix: str) -> None:
        told = ask(access("POST", f"{prefix}/servers"))
        assert (told.flow, told.server, told.status) == ("launch", None, 202)

    def test_of_an_action_tells_the_server_and_not_which_action(self, access: Access) -> None:
        told = ask(access("POST", f"/v2.1/servers/{SERVER}/action"))
        assert (told.flow, told.named, told.server) == (None, False, SERVER)

    def test_of_something_attached_is_outside_the_model(self, access: Access) -> None:
        told = ask(access("POST", f"/v2.1/servers/{SERVER}/os-volume_attachments", 200))
        assert (told.flow, told.named, told.outside) == (None, True, "POST os-volume_attachments")

    @pytest.mark.parametrize("path", [f"/servers/{SERVER}", "/servers/detail?all_tenants=True", "/os-hypervisors", ""])
    def test_of_a_look_is_no_operation(self, access: Access, path: str) -> None:
        told = ask(access("GET", f"/v2.1{path}", 200))
        assert (told.flow, told.outside) == (None, None)


class TestRefusal:
    def test_tells_the_action_that_the_state_forbids(self) -> None:
        told = ask(
            f"INFO api.openstack.wsgi HTTP exception thrown: Cannot 'pause' instance {SERVER} while it is stopped",
            eventlet("POST", f"/v2.1/servers/{SERVER}/action", 409),
        )
        assert (told.flow, told.server, told.status) == ("pause", SERVER, 409)

    def test_tells_an_action_whose_key_has_a_prefix(self) -> None:
        said = f"HTTP exception thrown: Cannot 'stop' instance {SERVER} while it is in vm_state stopped"
        assert ask(f"INFO api.openstack.wsgi {said}").flow == "stop"

    def test_of_two_kinds_of_reboot_tells_neither(self) -> None:
        said = f"HTTP exception thrown: Cannot 'reboot' instance {SERVER} while it is in task_state rebooting"
        assert ask(f"INFO api.openstack.wsgi {said}").flow is None

    def test_does_not_overrule_what_was_asked(self) -> None:
        said = f"HTTP exception thrown: Cannot 'pause' instance {OTHER} while it is in vm_state stopped"
        assert ask(action('{"unpause": null}'), f"INFO api.openstack.wsgi {said}").flow == "unpause"


def test_no_line_at_all_names_nothing() -> None:
    assert asked([], flows()) == Asked(None, None, None)
