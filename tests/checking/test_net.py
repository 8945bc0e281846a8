"""What each block of a flow admits: a word is the events of one run, in order."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.checking.net import bits, compile_flow
from analyzer.checking.problem import Problem
from analyzer.checking.readout import align
from analyzer.model import Alignment, Event, Place, Releases
from analyzer.notation.flows import parse_flow

HEAD = 'flow x "X"\n  request action x\n  roles api compute\n'
BLOCK = re.compile(r"(opt|loop|alt|par|deviation|attempt|break|retry|else|and|end)\b(.*)")


def run(body: str, word: str, release: int | None = 26) -> Alignment:
    """Hold a word against a flow of which every line would be seen.

    In the body each letter is a step on the compute, `!` ends it, `;` ends a line. In the word each letter is an event,
    a second after the one before.
    """
    lines = [line.strip() for line in body.split(";")]
    text = "\n".join(line if BLOCK.fullmatch(line) else f"compute: x.{line.replace('!', ' ends')}" for line in lines)
    flow = parse_flow(f"{HEAD}{text}\n", "x.flow")
    events = [
        Event(f"x.{name}", float(n), Place("x.log", n + 1), "compute", "node-1", "1", "INFO", "nova", "", "req-1", "s")
        for n, name in enumerate(word.split())
    ]
    costly = [True] * len(events)
    net = compile_flow(flow, None if release is None else Releases(release, release))
    hosts = frozenset({"node-1"})
    return align(
        Problem(net, flow.roles, events, costly=costly, counted=costly, covered=lambda _step, _host: True, hosts=hosts)
    )


def admits(body: str, word: str, release: int | None = 26) -> bool:
    """Tell whether the word is a run of the flow that takes no named turn."""
    held = run(body, word, release)
    return held.cost == 0 and not held.turns and not held.owed


def turns(body: str, word: str) -> list[str]:
    """Return the named turns of a word that the flow explains in full."""
    held = run(body, word)
    assert held.cost == 0, held.moves
    return [turn.name for turn in held.turns]


class TestSequence:
    def test_is_every_step_once_in_order(self) -> None:
        assert admits("a; b; z!", "a b z")
        assert not admits("a; b; z!", "b a z")
        assert not admits("a; b; z!", "a z")
        assert not admits("a; b; z!", "a b b z")

    def test_that_stops_owes_the_rest(self) -> None:
        held = run("a; b; z!", "a")
        assert (held.cost, held.ended, held.end_covered) == (1, False, True)
        assert [step.event for step in held.owed] == ["x.b", "x.z"]


class TestOpt:
    @pytest.mark.parametrize(("word", "fits"), [("a z", True), ("a b z", True), ("a b b z", False)])
    def test_is_none_or_one(self, word: str, *, fits: bool) -> None:
        assert admits("a; opt; b; end; z!", word) is fits


class TestLoop:
    @pytest.mark.parametrize(
        ("count", "times"),
        [
            ("", {0, 1, 2, 3, 4}),
            ("1..", {1, 2, 3, 4}),
            ("2..3", {2, 3}),
            ("0..1", {0, 1}),
            ("2..2", {2}),
            ("0..0", {0}),
        ],
    )
    def test_is_as_often_as_its_bounds_say(self, count: str, times: set[int]) -> None:
        assert {n for n in range(5) if admits(f"a; loop {count}; b; c; end; z!", "a " + "b c " * n + "z")} == times

    def test_of_a_loop(self) -> None:
        assert admits("loop; a; loop; b; end; end; z!", "a a b b a b z")


class TestAlt:
    @pytest.mark.parametrize(("word", "fits"), [("a z", True), ("b c z", True), ("z", False), ("a b c z", False)])
    def test_is_exactly_one_branch(self, word: str, *, fits: bool) -> None:
        assert admits("alt; a; else; b; c; end; z!", word) is fits

    DEVIATION = "alt; a; else; deviation slow-step; b; end; end; z!"

    def test_whose_branch_is_a_deviation_takes_it_or_the_other(self) -> None:
        assert admits(self.DEVIATION, "a z")
        assert turns(self.DEVIATION, "b z") == ["slow-step"]

    def test_whose_branch_is_a_deviation_cannot_be_passed_without_either(self) -> None:
        held = run(self.DEVIATION, "z")
        assert (held.cost, held.turns) == (1, ())
        assert [m.step.event for m in held.moves if m.move == "model" and m.step] == ["x.a"]


class TestPar:
    @pytest.mark.parametrize("word", ["a b c d z", "c d a b z", "a c b d z", "c a d b z"])
    def test_is_all_branches_in_any_interleaving(self, word: str) -> None:
        assert admits("par; a; b; and; c; d; end; z!", word)

    @pytest.mark.parametrize("word", ["b a c d z", "a b z", "a b c z d"])
    def test_keeps_the_order_within_a_branch(self, word: str) -> None:
        assert not admits("par; a; b; and; c; d; end; z!", word)


class TestDeviation:
    def test_is_named_when_taken_and_costs_nothing_when_not(self) -> None:
        assert admits("a; deviation slow-step; b; c; end; z!", "a z")
        assert turns("a; deviation slow-step; b; c; end; z!", "a b c z") == ["slow-step"]

    def test_needs_its_deciding_step(self) -> None:
        held = run("a; deviation slow-step; b; c; end; z!", "a c z")
        assert (held.cost, held.turns) == (1, ())

    def test_may_miss_a_step_that_does_not_decide(self) -> None:
        held = run("a; deviation slow-step; b; c; d; end; z!", "a b d z")
        assert (held.cost, [turn.name for turn in held.turns]) == (1, ["slow-step"])


class TestAttempt:
    BODY = "a; attempt t; b; c; retry rescheduled; r; end; z!"

    @pytest.mark.parametrize("word", ["a r b c z", "a b r b c z", "a b c r b c z"])
    def test_is_begun_again_after_any_of_its_steps(self, word: str) -> None:
        assert turns(self.BODY, word) == ["rescheduled"]

    def test_is_not_begun_again_once_it_is_left(self) -> None:
        assert run(self.BODY, "a b c z r").cost == 1

    @pytest.mark.parametrize("times", [1, 9, 10])
    def test_is_begun_again_ten_times(self, times: int) -> None:
        assert turns(self.BODY, "a " + "b r " * times + "b c z") == ["rescheduled"] * times

    def test_is_begun_again_ten_times_at_most(self) -> None:
        held = run(self.BODY, "a " + "b r " * 11 + "b c z")
        assert held.cost > 0
        assert len(held.turns) <= 10


class TestBreak:
    BODY = "a; b; break no-valid-host failed; f; g; end; z!"

    @pytest.mark.parametrize("word", ["f g", "a f g", "a b f g"])
    def test_closes_the_operation_after_any_step_of_its_block(self, word: str) -> None:
        held = run(self.BODY, word)
        assert (held.cost, held.owed) == (0, ())
        assert [(turn.name, turn.verdict) for turn in held.turns] == [("no-valid-host", "failed")]

    def test_lets_nothing_follow(self) -> None:
        assert run(self.BODY, "a b f g z").cost == 1

    def test_of_an_inner_block_is_entered_in_there_only(self) -> None:
        body = "a; opt; b; break conflict rejected; f; end; end; c; z!"
        assert turns(body, "a b f") == ["conflict"]
        assert run(body, "a b c f").cost > 0

    def test_never_entered_costs_nothing(self) -> None:
        assert admits(self.BODY, "a b z")


class TestReleases:
    STEP = "a; b in 20-; z!"
    BLOCK = "a; opt in -19; b; end; z!"

    @pytest.mark.parametrize(("release", "words"), [(19, {"a z"}), (20, {"a b z"}), (None, {"a z", "a b z"})])
    def test_limit_a_step_and_without_a_release_both_readings_fit(self, release: int | None, words: set[str]) -> None:
        assert {word for word in ("a z", "a b z") if admits(self.STEP, word, release)} == words

    @pytest.mark.parametrize(("release", "words"), [(19, {"a z", "a b z"}), (20, {"a z"}), (None, {"a z", "a b z"})])
    def test_limit_a_block(self, release: int | None, words: set[str]) -> None:
        assert {word for word in ("a z", "a b z") if admits(self.BLOCK, word, release)} == words

    @pytest.mark.parametrize(("release", "taken"), [(24, True), (25, False), (None, True)])
    def test_limit_a_turn(self, release: int | None, *, taken: bool) -> None:
        held = run("a; break no-valid-host failed in -24; f; end; z!", "a f", release)
        assert bool(held.turns) is taken

    @pytest.mark.parametrize(("release", "taken"), [(24, True), (25, False), (None, True)])
    def test_limit_a_retry(self, release: int | None, *, taken: bool) -> None:
        held = run("attempt t; a; retry rescheduled in -24; r; end; z!", "a r a z", release)
        assert bool(held.turns) is taken

    @pytest.mark.parametrize(("release", "taken"), [(24, True), (25, False), (None, True)])
    def test_limit_a_deviation_that_is_a_whole_branch(self, release: int | None, *, taken: bool) -> None:
        held = run("alt; a; else; deviation slow-step in -24; b; end; end; z!", "b z", release)
        assert bool(held.turns) is taken


@given(mask=st.integers(0, 2**70))
def test_bits_are_those_that_are_set(mask: int) -> None:
    assert sum(1 << n for n in bits(mask)) == mask
    assert list(bits(mask)) == sorted(bits(mask))


@settings(max_examples=60)
@given(low=st.integers(0, 4), more=st.integers(0, 4), times=st.integers(0, 9))
def test_any_bounds_of_a_loop_hold(low: int, more: int, times: int) -> None:
    assert admits(f"loop {low}..{low + more}; b; end; z!", "b " * times + "z") is (low <= times <= low + more)
