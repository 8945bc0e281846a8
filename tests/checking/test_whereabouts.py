from __future__ import annotations

from dataclasses import replace

from analyzer.checking.whereabouts import located
from analyzer.model import Coverage, Footprint, Trace, Verdict, VerdictName
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows

FLOWS = load_flows(load_catalogue().specs)


def moved(
    operation: str | None,
    number: int,
    verdict: VerdictName = "conformant",
    *,
    may_be: tuple[str, ...] = (),
    **hosts: str,
) -> Verdict:
    trace = Trace(f"req-{number}", "server", operation, "api", ())
    flow = FLOWS[operation] if operation else None
    return Verdict(
        trace, flow, operation, verdict, None, may_be, None, (), started=float(number), finished=None, hosts=hosts
    )


def hosts(*verdicts: Verdict, wrote: dict[str, list[str]] | None = None) -> dict[str, str]:
    """Tell the hosts of the last one, where these requests wrote on these computes."""
    prints = {
        request: tuple(Footprint(request, "compute", host, 0.0, 9.0) for host in on)
        for request, on in (wrote or {}).items()
    }
    return dict(located(verdicts, Coverage((), prints), FLOWS)[-1].hosts)


def test_the_only_other_host_on_which_the_request_wrote_is_the_one_that_is_missing() -> None:
    migration = moved("migrate", 1, target="node-1")
    assert hosts(migration, wrote={"req-1": ["node-1", "node-2"]}) == {"source": "node-2", "target": "node-1"}
    assert hosts(migration, wrote={"req-1": ["node-1", "node-2", "node-3"]}) == {"target": "node-1"}


def test_a_source_that_is_down_is_where_the_server_was() -> None:
    launch, evacuation = moved("launch", 1, target="node-2"), moved("evacuate", 2, target="node-1")
    assert hosts(launch, evacuation) == {"source": "node-2", "target": "node-1"}
    assert hosts(evacuation) == {"target": "node-1"}


def test_a_target_is_never_guessed_from_where_the_server_was() -> None:
    launch, migration = moved("launch", 1, target="node-2"), moved("migrate", 2, source="node-1")
    assert hosts(launch, migration) == {"source": "node-1"}


def test_a_move_with_an_unknown_end_leaves_the_server_anywhere() -> None:
    launch, evacuation = moved("launch", 1, target="node-2"), moved("evacuate", 3, target="node-1")
    assert hosts(launch, moved("migrate", 2, "unknown"), evacuation) == {"target": "node-1"}
    assert hosts(launch, moved("migrate", 2, "rejected"), evacuation) == {"source": "node-2", "target": "node-1"}


def test_what_may_be_one_of_several_moves_has_the_roles_of_them_all() -> None:
    launch = moved("launch", 1, target="node-2")
    move = moved(None, 2, may_be=("migrate", "resize"), target="node-1")
    assert hosts(launch, move) == {"source": "node-2", "target": "node-1"}
    assert hosts(launch, replace(move, candidates=("migrate", "launch"))) == {"target": "node-1"}
