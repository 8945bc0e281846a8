from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from analyzer.model import (
    AlignedStep,
    Alignment,
    Condition,
    Deviation,
    Event,
    FileSummary,
    Flow,
    Input,
    Place,
    Report,
    RequestForm,
    RuleInfo,
    SkippedFile,
    Step,
    Trace,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# How long an example takes is not what it tests, and a busy machine takes its time.
settings.register_profile("untimed", settings(deadline=None))
settings.load_profile("untimed")

BEGAN = 1795328457.592  # 2026-11-22T06:20:57.592Z
SERVER = "72085ec4-c42f-4f7a-8c6c-8429af7c2702"
MIGRATE = "req-5f4b7fd0-0f2c-4d6a-93c1-0f4e4be1d0aa"
PAUSE = "req-fcadba64-2351-43f7-be38-f9e57e3bf0c4"
NASTY = "[bold red]Unable[/] to \x1b[2J\x07migrate <script>alert(1)</script>\n  --> \u202eforged:1"

MIGRATE_FLOW = Flow(
    name="migrate",
    title="Move a server to another host while it is powered off",
    place=Place("reference_flows/migrate.flow", 1),
    requests=(RequestForm(Place("reference_flows/migrate.flow", 2), action="migrate"),),
    roles={"api": "api", "source": "compute", "target": "compute"},
    body=(),
    aliases=("cold-migrate",),
)
RESCHEDULED = RuleInfo(
    code="N201",
    name="self-migrate-retry",
    severity="warning",
    title="The scheduler picked the host the server is on",
    cause="The driver cannot migrate a server to its own host.",
    remedy="Enable another compute, or set allow_resize_to_same_host.",
    exceptions=("nova.exception.UnableToMigrateToSelf",),
)


def event(name: str, *, line: int, message: str, seconds: float = 0.0, request: str | None = MIGRATE) -> Event:
    return Event(
        name=name,
        time=BEGAN + seconds,
        place=Place("nova-compute-node-1.log", line),
        service="compute",
        host="node-1",
        process="1234",
        level="INFO",
        logger="nova.compute.manager",
        message=message,
        request=request,
        server=SERVER,
    )


def step(name: str, *, line: int) -> Step:
    return Step(Place("reference_flows/migrate.flow", line), "target", name, sender="conductor", arrow="cast")


def a_deviating_migration() -> Verdict:
    refused = event("compute.original-error", line=123, message=NASTY, seconds=1)
    claimed = event("compute.claim-ok", line=120, message="Claim successful on node node-1")
    moves = (
        AlignedStep("sync", step("compute.claim-ok", line=12), claimed, "target", "node-1"),
        AlignedStep("log", None, refused, "target", "node-1"),
        AlignedStep("model", step("compute.migrating", line=20), None, "target", "node-1"),
        AlignedStep("unseen", step("libvirt.finish-migration-done", line=22), None, "target", None),
        AlignedStep("unseen", Step(Place("reference_flows/migrate.flow", 5), "conductor"), None, "conductor", None),
    )
    deviation = Deviation(
        rule=RESCHEDULED,
        message=f"node-1 refused: {NASTY}",
        because="The target is the source.",
        event="compute.original-error",
        evidence=(refused.place, claimed.place),
        flow=Place("reference_flows/migrate.flow", 12),
        cause=True,
    )
    return Verdict(
        trace=Trace(
            MIGRATE, SERVER, "migrate", "api", (claimed, refused), parameters={"host": None, "x": float("nan")}
        ),
        flow=MIGRATE_FLOW,
        operation="migrate",
        verdict="deviating",
        alignment=Alignment(moves, (), 2, {"target": "node-1"}, ended=True, end_covered=True),
        deviations=(deviation,),
        started=BEGAN,
        finished=BEGAN + 34.2,
        hosts={"source": "node-1", "target": "node-2"},
    )


def a_conformant_pause() -> Verdict:
    paused = event("compute.pausing", line=7, message="Pausing", seconds=60, request=PAUSE)
    return Verdict(
        trace=Trace(PAUSE, SERVER, "pause", "api", (paused,)),
        flow=None,
        operation="pause",
        verdict="conformant",
        started=BEGAN + 60,
        finished=BEGAN + 61,
    )


def an_unknown_operation() -> Verdict:
    booted = event("libvirt.rebooted", line=9, message="Instance rebooted \x1b]0;title\x07", seconds=90, request=None)
    return Verdict(
        trace=Trace(None, SERVER, None, "nova", (booted,)),
        flow=None,
        operation=None,
        verdict="unknown",
        reason="several-flows",
        candidates=("start", "hard-reboot"),
        started=BEGAN + 90,
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write over the golden files, not compare")


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """The one browser of the session: a second one beside it cannot be started."""
    from benchmarks.browser import browser, chromium  # noqa: PLC0415 - few tests need it, and it takes long to import

    install = "there is no Chromium: apt-get install chromium"
    if chromium() is None and os.environ.get("CI"):
        pytest.fail(install)
    if chromium() is None:
        pytest.skip(install)
    with browser() as started:
        yield started


@pytest.fixture
def report() -> Report:
    """Three operations: one conformant, one deviating whose words are hostile, one that nobody can name."""
    file = FileSummary(
        path="nova-compute-node-1.log",
        service="nova-compute",
        host="node-1",
        form="oslo",
        lines=200,
        events=150,
        known=40,
        continuation=7,
        unrecognised=3,
        first=BEGAN,
        last=BEGAN + 100,
        level="INFO",
    )
    return Report(
        input=Input((file,), (SkippedFile("core.1234", "binary"),), {"node-2": -0.25}),
        verdicts=(a_deviating_migration(), a_conformant_pause(), an_unknown_operation()),
        conditions=(Condition("service-down", "nova-compute on node-3 is down", (Place("s.log", 4),), (MIGRATE,)),),
        release=26,
    )
