"""The option dump at the start of a service: what it sets Nova's time limits to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer import pipeline
from analyzer.notation.events import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

DUMP = [
    "2026-11-22 06:15:20.851 {pid} DEBUG {logger} [None req-fe7233e2-0caf-4564-b424-fff6abc469bb - - - - - -] {text}",
    "shutdown_timeout               = 20 log_opt_values /usr/lib/python3/dist-packages/oslo_config/cfg.py:2602",
    "libvirt.wait_soft_reboot_seconds = 15 log_opt_values /usr/lib/python3/dist-packages/oslo_config/cfg.py:2609",
    "hyperv.wait_soft_reboot_seconds = 60 log_opt_values /usr/lib/python3/dist-packages/oslo_config/cfg.py:2609",
    "vif_plugging_timeout           = soon log_opt_values /usr/lib/python3/dist-packages/oslo_config/cfg.py:2602",
    "shutdown_timeout               = 99 is what somebody says",
]


def told(path: Path, logger: str, *arguments: str) -> dict[str, dict[str, tuple[float, int]]]:
    """Return by process what it set each option to, and the line that says so."""
    lines = [DUMP[0].format(pid=7, logger=logger, text=text) for text in DUMP[1:]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    log = pipeline.events([str(path)], load_catalogue(), min_level=arguments[0] if arguments else None)
    return {
        process.pid: {name: (one.seconds, one.place.line) for name, one in process.options.items()}
        for process in log.coverage.processes
    }


@pytest.mark.parametrize(
    "logger", ["oslo_service.service", "nova.openstack.common.service", "nova.api.openstack.wsgi_app"]
)
def test_the_dump_tells_the_options_that_limit_a_time(tmp_path: Path, logger: str) -> None:
    expected = {"shutdown_timeout": (20.0, 1), "libvirt.wait_soft_reboot_seconds": (15.0, 2)}
    assert told(tmp_path / "nova-compute.log", logger) == {"7": expected}


def test_a_log_read_as_if_written_at_info_has_no_dump(tmp_path: Path) -> None:
    assert not any(told(tmp_path / "nova-compute.log", "oslo_service.service", "INFO").values())
