"""The options of Nova that limit a time, and the files that set them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer.errors import NotationError, UsageError
from analyzer.model import Place, Releases, Setting
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.notation.limits import load_options, parse_options, read_nova_conf
from analyzer.notation.lint import steps

if TYPE_CHECKING:
    from pathlib import Path


def conf(folder: Path, text: str, name: str = "nova.conf") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_every_option_is_one_that_a_flow_names() -> None:
    flows = load_flows(load_catalogue().specs).values()
    assert set(load_options()) == {step.within_option for flow in flows for step in steps(flow.body)} - {None}


def test_a_default_may_differ_by_release() -> None:
    table = '[one]\nsource = "nova/conf/x.py"\ndefault = { "12-17" = 60, "18-" = 1800 }\n'
    option = parse_options(table)["one"]
    assert option.defaults == ((Releases(12, 17), 60.0), (Releases(18), 1800.0))
    assert (option.default(17), option.default(18), option.default(11)) == (60.0, 1800.0, None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[one", "is not TOML"),
        ("one = 1", "not complete"),
        ("[one]\ndefault = { '12-' = 60 }", "source"),
        ("[one]\nsource = 'x'\ndefault = {}", "one has no default"),
        ("[one]\nsource = 'x'\ndefault = { 'zed' = 60 }", "not complete"),
    ],
)
def test_a_table_that_is_wrong_is_refused(text: str, says: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse_options(text)
    assert says in str(caught.value)
    assert "reference_flows/limits.toml" in str(caught.value)


def test_a_nova_conf_sets_options_by_group(tmp_path: Path) -> None:
    path = conf(
        tmp_path,
        "\ufeff[DEFAULT]\n# shutdown_timeout = 1\nshutdown_timeout = 5\nhost=a\nshutdown_timeout: 90\n"
        "alias = {\n  'a': 1 }\n[libvirt]\nwait_soft_reboot_seconds=15\nshutdown_timeout = 7\n",
    )
    assert read_nova_conf([path]) == {
        "shutdown_timeout": Setting(90.0, Place(path, 5)),
        "libvirt.wait_soft_reboot_seconds": Setting(15.0, Place(path, 9)),
    }


def test_a_later_file_overrides_an_earlier_one(tmp_path: Path) -> None:
    one = conf(tmp_path, "[DEFAULT]\nshutdown_timeout = 5\nvif_plugging_timeout = 6\n")
    two = conf(tmp_path, "[DEFAULT]\nshutdown_timeout = 50\n", "compute.conf")
    found = read_nova_conf([one, two])
    assert {name: setting.seconds for name, setting in found.items()} == {
        "shutdown_timeout": 50.0,
        "vif_plugging_timeout": 6.0,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("shutdown_timeout = 5\n", ":1: an option stands before the first [group]"),
        ("[DEFAULT]\n\npassword\n", ":3: is no line of a nova.conf"),
        ("[DEFAULT]\npassword = x\nshutdown_timeout = 1 h\n", ":3: shutdown_timeout is no number of seconds"),
        ("[libvirt]\nwait_soft_reboot_seconds = -1\n", ":2: libvirt.wait_soft_reboot_seconds is less than 0"),
        ("[DEFAULT]\nshutdown_timeout = $other\n", ":2: shutdown_timeout is no number"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_without_its_text(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_nova_conf([conf(tmp_path, text)])
    assert f"nova.conf{says}" in str(caught.value)
    assert "password" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_nova_conf([str(tmp_path / "none.conf")])
    binary = tmp_path / "binary.conf"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read as text"):
        read_nova_conf([str(binary)])
