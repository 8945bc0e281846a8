"""Batch launch: one request for two servers, each an operation of its own."""

from __future__ import annotations

from dataclasses import replace

from analyzer.executor.operations import launch

OPERATION = replace(
    launch.OPERATION,
    name="batch-launch",
    body={"server": {**launch.SERVER, "min_count": 2, "max_count": 2}},
    flow="launch",
    servers=2,
    order=210,
)
