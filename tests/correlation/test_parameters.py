from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.correlation.parameters import DOCUMENTED, parameters
from analyzer.correlation.requests import asked
from analyzer.model import Event, Place
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows

FLOWS = load_flows(load_catalogue().specs)
IMAGE = "5a51ee80-d148-4554-a42e-68b2de3d1794"
SECRETS = ("adminPass", "admin_pass", "user_data", "personality", "key_name", "metadata", "config_drive")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def line(name: str, **captures: str) -> Event:
    return Event(
        name,
        0.0,
        Place("api.log", 1),
        "api",
        "c",
        "1",
        "DEBUG",
        "nova.api.openstack.wsgi",
        "",
        "req-1",
        None,
        None,
        captures,
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"os-migrateLive": {"host": null, "block_migration": "auto"}}', {"block_migration": "auto"}),
        (
            '{"os-migrateLive": {"disk_over_commit": false, "block_migration": "True", "host": "node-2"}}',
            {"block_migration": True, "disk_over_commit": False, "host": "node-2"},
        ),
        (
            '{"os-migrateLive": {"host": "n", "force": true, "block_migration": true}}',
            {"block_migration": True, "force": True, "host": "n"},
        ),
        ('{"migrate": null}', {}),
        ('{"migrate": {"host": "node-1"}}', {"host": "node-1"}),
        ('{"resize": {"flavorRef": "3", "OS-DCF:diskConfig": "AUTO"}}', {"flavor": "3"}),
        ('{"resize": {"flavorRef": "http://nova/v2/flavors/3/"}}', {"flavor": "3"}),
        ('{"resize": {"flavor": {"id": "3"}}}', {"flavor": "3"}),
        ('{"resize": {"flavorRef": 3}}', {"flavor": "3"}),
        (
            f'{{"rebuild": {{"imageRef": "{IMAGE}", "name": "web", "adminPass": "s3cret"}}}}',
            {"image": IMAGE, "name": "web"},
        ),
        (f'{{"rescue": {{"rescue_image_ref": "{IMAGE}", "adminPass": "s3cret"}}}}', {"image": IMAGE}),
        ('{"reboot": {"type": "Hard"}}', {"type": "HARD"}),
        ('{"createImage": {"name": "nightly", "metadata": {"owner": "s3cret"}}}', {"image_name": "nightly"}),
        (
            '{"evacuate": {"host": "node-3", "adminPass": "s3cret", "force": "false"}}',
            {"force": False, "host": "node-3"},
        ),
        (
            '{"unshelve": {"availability_zone": "east", "host": "node-1"}}',
            {"availability_zone": "east", "host": "node-1"},
        ),
        ('{"unshelve": {"availability_zone": null}}', {}),
        ('{"pause": null}', {}),
    ],
)
def test_what_an_action_asked_for(body: str, expected: dict[str, object]) -> None:
    what = asked([line("api.action-body", action="action", method="<bound method X._x of <...>>", body=body)], FLOWS)
    assert what.flow is not None
    assert dict(what.parameters) == expected
    assert [type(value) for value in what.parameters.values()] == [type(value) for value in expected.values()]


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (
            {
                "name": "multi",
                "flavorRef": "1",
                "imageRef": IMAGE,
                "min_count": "2",
                "max_count": 3,
                "networks": [{"uuid": "n"}],
            },
            {"flavor": "1", "image": IMAGE, "max_count": 3, "min_count": 2, "name": "multi", "networks": 1},
        ),
        (
            {
                "name": "bfv",
                "flavorRef": "1",
                "imageRef": "",
                "networks": "auto",
                "user_data": "c2VjcmV0",
                "availability_zone": "nova:n1",
            },
            {"availability_zone": "nova:n1", "flavor": "1", "name": "bfv", "networks": "auto"},
        ),
    ],
)
def test_what_a_launch_asked_for(server: dict[str, object], expected: dict[str, object]) -> None:
    method = "<bound method ServersController.create of <nova.api.openstack.compute.servers.ServersController object>>"
    what = asked([line("api.action-body", action="create", method=method, body=json.dumps({"server": server}))], FLOWS)
    assert (what.flow, dict(what.parameters)) == ("launch", expected)


@pytest.mark.parametrize("body", ['{"reboot": {"type": ', "[" * 100_000, "", "null", "[1]", '{"reboot": ["HARD"]}'])
def test_a_body_that_is_cut_or_no_body_asks_for_nothing(body: str) -> None:
    assert asked([line("api.action-body", action="action", method="m", body=body)], FLOWS).parameters == {}


def test_a_method_that_its_controller_hides_is_told_by_the_path() -> None:
    hidden = "<function Controller.__getattribute__.<locals>.version_select at 0x7f>"
    uri = "/v2.1/servers/72085ec4-c42f-4f7a-8c6c-8429af7c2702"
    lines = [
        line("api.action-body", action="delete", method=hidden, body="{}"),
        line("api.access", method="DELETE", uri=uri, status="204"),
    ]
    assert asked(lines, FLOWS).flow == "terminate"


@given(st.dictionaries(st.sampled_from([*DOCUMENTED, *SECRETS]), JSON))
def test_only_documented_names_with_plain_values_pass(body: dict[str, object]) -> None:
    found = parameters("server", body)
    assert found.keys() <= {name for name, _ in DOCUMENTED.values()}
    assert all(isinstance(value, bool | int | str) for value in found.values())


@given(st.dictionaries(st.sampled_from(SECRETS), st.text(min_size=1)))
def test_secrets_never_pass(body: dict[str, object]) -> None:
    assert parameters("rebuild", body) == {}
