"""Small cases: what a log said, turned into events by the catalogue itself, so that no wording is made up."""

from __future__ import annotations

from functools import cache

from analyzer.checking.case import Case
from analyzer.checking.rules import find_all
from analyzer.model import AlignedStep, Alignment, Coverage, Deviation, Event, EventSpec, Flow, Place, Step, Trace, Turn
from analyzer.notation.events import Catalogue, load_catalogue

SERVER = "72085ec4-c42f-4f7a-8c6c-8429af7c2702"
REQUEST = "req-5f4b7fd0-0f2c-4d6a-93c1-0f4e4be1d0aa"
SERVICES = ("api", "conductor", "scheduler")


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


def event(said: str, number: int = 1, server: str | None = SERVER) -> Event:
    """Make the event of `WHERE LOGGER LEVEL MESSAGE`; WHERE is a service of the controller or a compute's host.

    What follows the first line is the traceback. Events are a second apart.
    """
    head, _, detail = said.partition("\n")
    where, logger, level, message = head.removeprefix("~").split(" ", 3)
    logger = logger if logger.startswith("oslo") else f"nova.{logger}"
    match = catalogue().match(logger, level, message)
    assert match is not None, f"no event of the catalogue: {said}"
    return Event(
        name=match.spec.name,
        time=1000.0 + number,
        place=Place("nova.log", number),
        service=where if where in SERVICES else "compute",
        host="controller" if where in SERVICES else where,
        process="7",
        level=level,
        logger=logger,
        message=message,
        request=REQUEST,
        server=server,
        captures=match.captures,
        detail=detail,
    )


def case(operation: str | None, *said: str, status: int | None = None) -> Case:
    """Make the case of an operation that logged these lines; `~` begins one that was only near it."""
    events = [(line.startswith("~"), event(line, number)) for number, line in enumerate(said, start=1)]
    trace = Trace(
        request=REQUEST,
        server=SERVER,
        operation=operation,
        origin="api",
        events=tuple(told for near, told in events if not near),
        nearby=tuple(told for near, told in events if near),
        status=status,
    )
    return Case(trace, operation, None, None, Coverage((), {}), catalogue().specs)


def alarms(case: Case) -> set[str]:
    """Return the names of what was found, but for what is only told mildly."""
    return {one.rule.name for one in find_all(case) if one.severity != "info"}


# An alignment, move by move -----------------------------------------------------------------------------------------

NAMES = ("one", "two", "three", "four", "other")
SPECS = {f"a.{name}": EventSpec(f"a.{name}", "flow", "a", frozenset({"INFO"})) for name in NAMES}


def step(name: str, line: int = 1, *, within: float | None = None, of: str | None = None, ends: bool = False) -> Step:
    place = Place("reference_flows/pause.flow", line)
    return Step(place, "target", f"a.{name}", within=within, within_of=of, ends=ends)


def told(name: str, at: float, host: str = "node-1") -> Event:
    return Event(f"a.{name}", at, Place("nova.log", int(at)), "compute", host, "7", "INFO", "nova.x", name)


def sync(step: Step, at: float, host: str = "node-1") -> AlignedStep:
    return AlignedStep("sync", step, told((step.event or "").removeprefix("a."), at, host), step.role, host)


def skipped(step: Step, host: str | None = "node-1") -> AlignedStep:
    return AlignedStep("model", step, None, step.role, host)


def extra(name: str, at: float, host: str = "node-1") -> AlignedStep:
    return AlignedStep("log", None, told(name, at, host), None, host)


def aligned(
    *moves: AlignedStep,
    ended: bool = True,
    turns: tuple[Turn, ...] = (),
    owed: tuple[Step, ...] = (),
    flow: Flow | None = None,
) -> Case:
    """Make a case of an alignment alone; the role `target` is on node-1."""
    alignment = Alignment(moves, turns, 0, {"target": "node-1"}, ended, end_covered=True, owed=owed)
    trace = Trace(REQUEST, SERVER, "pause", "api", tuple(move.event for move in moves if move.event))
    return Case(trace, "pause", flow, alignment, Coverage((), {}), SPECS)


def only(case: Case) -> Deviation:
    (deviation,) = find_all(case)
    return deviation
