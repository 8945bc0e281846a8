"""What holds of any log: operations are told apart, and no line is of two of them."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.model import Coverage, Event, Footprint, Place, Process, Trace
from tests.correlation.deployment import OTHER, SERVER, catalogue, request
from tests.correlation.recorded import SAMPLES, Recording, again, deployment, operations, recording

QUICK = settings(max_examples=40, suppress_health_check=list(HealthCheck))
HOSTS = ("node-1", "node-2")
NAMES = sorted(catalogue().specs)
SPOKEN = [
    {"method": "POST", "uri": f"/v2.1/servers/{SERVER}/action", "status": "202"},
    {"method": "DELETE", "uri": f"/v2.1/servers/{OTHER}", "status": "204"},
    {"method": "POST", "uri": "/v2.1/servers", "status": "202"},
    {"method": "POST", "uri": f"/v2.1/servers/{SERVER}/os-interface", "status": "200"},
    {"action": "action", "method": "<f>", "body": '{"pause": null}'},
    {"action": "action", "method": "<f>", "body": '{"restore": null}'},
    {"action": "create", "method": "<bound method ServersController.create of x>", "body": '{"server": {}}'},
    {"state": "Stopped"},
]


@st.composite
def interleaved(draw: st.DrawFn) -> tuple[Recording, ...]:
    """Draw some recordings that run at the same time; the same one may run twice."""
    samples = draw(st.lists(st.sampled_from(SAMPLES), min_size=1, max_size=4))
    begins = [draw(st.floats(0, 60)) for _ in samples]
    return tuple(again(recording(s), n, 1e9 + begin) for n, (s, begin) in enumerate(zip(samples, begins, strict=True)))


@st.composite
def soups(draw: st.DrawFn) -> tuple[list[Event], Coverage]:
    """Draw events that no deployment ever wrote: any event of the catalogue, of any request, server and service."""
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - no secret depends on it
    pick = chance.choice
    likely = [name for name in NAMES if name.startswith(("api.a", "api.s", "compute.", "libvirt.", "lifecycle."))]
    events = []
    for number in range(draw(st.integers(1, 25))):
        name = pick(likely)
        service = "api" if name.startswith("api.a") else pick(("api", "conductor", "compute", "compute", "compute"))
        events.append(
            Event(
                name=name,
                time=1000.0 + chance.randrange(30),
                place=Place("soup.log", number),
                service=service,
                host=pick(HOSTS) if service == "compute" else "controller",
                process="1",
                level=pick(sorted(catalogue().specs[name].levels)),
                logger="nova",
                message="",
                request=pick((None, request("A"), request("A"), request("B"), request("C"))),
                server=pick((None, SERVER, SERVER, OTHER)),
                captures=pick(SPOKEN),
            )
        )
    every = frozenset({"DEBUG", "INFO"})
    processes = [Process("compute", host, "1", 990.0, 1100.0, every, frozenset({"compute"})) for host in HOSTS]
    if draw(st.booleans()):
        processes.append(
            Process("api", "controller", "1", 990.0, draw(st.sampled_from([1010.0, 1100.0])), every, frozenset())
        )
    wrote: dict[tuple[str, str, str], list[float]] = {}
    for event in events:
        if event.request and chance.random() < 0.8:
            wrote.setdefault((event.request, event.service, event.host), []).append(event.time)
    prints: dict[str, list[Footprint]] = {}
    for (whose, service, host), at in wrote.items():
        prints.setdefault(whose, []).append(Footprint(whose, service, host, min(at), max(at)))
    events.sort(key=lambda event: event.time)
    return events, Coverage(tuple(processes), {whose: tuple(found) for whose, found in prints.items()})


def owners(traces: tuple[Trace, ...]) -> Counter[int]:
    return Counter(id(event) for trace in traces for event in (*trace.events, *trace.nearby))


@QUICK
@given(running=interleaved())
def test_operations_that_run_at_the_same_time_are_told_apart(running: tuple[Recording, ...]) -> None:
    coverage = deployment(running)
    alone = [trace for recorded in running for trace in operations(recorded.events, coverage)]
    every = sorted((e for recorded in running for e in recorded.events), key=lambda e: (e.time, e.place))
    together = operations(tuple(every), coverage)
    assert {(t.request, t.server): t for t in together} == {(t.request, t.server): t for t in alone}
    assert {recorded.request for recorded in running} <= {trace.request for trace in together}


@QUICK
@given(running=interleaved(), shuffled=st.randoms())
def test_lines_of_one_second_may_arrive_in_any_order(running: tuple[Recording, ...], shuffled: random.Random) -> None:
    coverage = deployment(running)
    coarse = [replace(e, time=float(int(e.time))) for recorded in running for e in recorded.events]
    first = operations(tuple(sorted(coarse, key=lambda e: e.time)), coverage)
    shuffled.shuffle(coarse)
    assert operations(tuple(sorted(coarse, key=lambda e: e.time)), coverage) == first


@QUICK
@given(soup=soups(), shuffled=st.randoms())
def test_any_lines_of_one_second_may_arrive_in_any_order(
    soup: tuple[list[Event], Coverage], shuffled: random.Random
) -> None:
    events, coverage = soup
    first = operations(tuple(events), coverage)
    shuffled.shuffle(events)
    assert operations(tuple(sorted(events, key=lambda e: e.time)), coverage) == first


@QUICK
@given(running=interleaved())
def test_no_recorded_line_is_of_two_operations(running: tuple[Recording, ...]) -> None:
    every = sorted((e for recorded in running for e in recorded.events), key=lambda e: (e.time, e.place))
    assert max(owners(operations(tuple(every), deployment(running))).values()) == 1


@settings(QUICK, max_examples=200)
@given(soup=soups())
def test_no_line_is_of_two_operations(soup: tuple[list[Event], Coverage]) -> None:
    events, coverage = soup
    traces = operations(tuple(events), coverage)
    assert set(owners(traces).values()) <= {1}
    assert len({(trace.request, trace.server) for trace in traces}) == len(traces)
    for trace in traces:
        assert all(event.server == trace.server for event in trace.nearby)
        assert all(event.request == trace.request for event in (*trace.events, *trace.shared))
        assert all(any(event is near for near in trace.nearby) for event, _ in trace.contested)
