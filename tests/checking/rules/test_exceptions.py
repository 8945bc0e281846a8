"""Tracebacks folded to class, text and the deepest frame in Nova's own code."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.checking.rules import find_all
from analyzer.checking.rules._exceptions import LONGEST, deepest_frame, first_raised, folded
from tests.checking.rules.scene import case, event

SPAWN = "node-1 compute.manager ERROR Instance failed to spawn"
LIB = "/usr/lib/python3/dist-packages"
TRACEBACK = f"""Traceback (most recent call last):
  File "{LIB}/nova/compute/manager.py", line 2736, in _build_resources
    yield resources
  File "{LIB}/nova/virt/libvirt/driver.py", line 4673, in _create_image
    fileutils.ensure_tree(libvirt_utils.get_instance_path(instance))
  File "{LIB}/oslo_utils/fileutils.py", line 34, in ensure_tree
    os.makedirs(path, mode)
OSError: [Errno 30] Read-only file system: '/var/lib/nova/instances/x'"""
CHAINED = f"""Traceback (most recent call last):
  File "{LIB}/nova/network/neutron.py", line 7, in create_port
ConnectionRefusedError: [Errno 111]

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "{LIB}/nova/image/glance.py", line 191, in call
nova.exception.GlanceConnectionFailed: Connection to glance host x failed"""


def test_a_traceback_is_folded() -> None:
    raised = folded(event(f"{SPAWN}\n{TRACEBACK}"))
    assert raised is not None
    assert raised.exception == "OSError"
    assert raised.message == "[Errno 30] Read-only file system: '/var/lib/nova/instances/x'"
    assert raised.frame == "nova/virt/libvirt/driver.py:4673 in _create_image"
    assert (str(raised.place), raised.host) == ("nova.log:1", "node-1")


def test_of_chained_exceptions_the_last_one_counts() -> None:
    raised = folded(event(f"{SPAWN}\n{CHAINED}"))
    assert raised is not None
    assert (raised.exception, raised.frame) == ("GlanceConnectionFailed", "nova/image/glance.py:191 in call")


@pytest.mark.parametrize(
    ("before", "frame"),
    [
        ("", "nova/compute/manager.py:5512 in prep_resize"),
        (f"{TRACEBACK}\n\nDuring handling of the above exception, another exception occurred:\n\n", "_create_image"),
    ],
    ids=["alone", "behind what it raises anew"],
)
def test_who_only_raises_anew_is_not_where_it_was_raised(before: str, frame: str) -> None:
    anew = f"""  File "{LIB}/nova/compute/manager.py", line 5512, in prep_resize
    with self._error_out_instance_on_exception(
  File "{LIB}/nova/compute/manager.py", line 10625, in _error_out_instance_on_exception
    raise error.inner_exception"""
    assert deepest_frame(before + anew).endswith(frame)


def test_a_remote_traceback_stands_in_the_message() -> None:
    lines = [f"{line}\n" for line in TRACEBACK.splitlines()]
    assert deepest_frame(f"Error from last host: node-1 (node node-1): {lines}") == (
        "nova/virt/libvirt/driver.py:4673 in _create_image"
    )


def test_frames_of_others_are_not_novas() -> None:
    assert deepest_frame('  File "/opt/nova/drive.py", line 7, in hook') == ""
    assert deepest_frame(f'  File "{LIB}/nova/exception_wrapper.py", line 7, in wrapped') == ""
    assert deepest_frame('  File "/opt/stack/nova/nova/virt/driver.py", line 7, in spawn') == (
        "nova/virt/driver.py:7 in spawn"
    )


def test_a_line_without_an_exception_folds_to_none() -> None:
    assert folded(event("node-1 compute.manager INFO Migrating")) is None


def test_the_first_exception_with_a_traceback_explains_the_others() -> None:
    told = event(f"{SPAWN}: nova.exception.X: early", 1)
    traced, late = event(f"{SPAWN}\n{TRACEBACK}", 2), event(f"{SPAWN}\n{CHAINED}", 3)
    assert first_raised([late, traced, told]) == folded(traced)
    assert first_raised([told]) == folded(told)
    assert first_raised([]) is None


def test_a_finding_has_what_was_raised_first() -> None:
    exhausted = (
        "conductor scheduler.utils WARNING Failed to compute_task_build_instances: Exhausted all hosts available"
    )
    (found,) = [one for one in find_all(case("launch", f"{SPAWN}\n{TRACEBACK}", exhausted)) if one.cause]
    assert found.rule.name == "retries-exhausted"
    assert found.raised is not None
    assert (found.raised.exception, found.raised.place.line) == ("OSError", 1)


@given(st.text(), st.integers(min_value=0, max_value=30))
def test_whatever_a_log_holds_is_folded_short(text: str, times: int) -> None:
    hostile = replace(
        event(SPAWN), detail=f'{text * times}\n  File "nova/virt/{text}.py", line 1, in {text}\nE.X: {text}'
    )
    raised = folded(hostile)
    assert raised is None or (len(raised.message) <= LONGEST and "\n" not in raised.message + raised.frame)


def test_a_huge_traceback_takes_no_time() -> None:
    long = 'File "' + "nova/virt/" * 2000 + "\n" + "a." * 5000
    assert deepest_frame(long) == ""
    assert folded(replace(event(SPAWN), detail=long)) is None
