"""The notation of reference flows: each form, each mistake, and the names by which a user finds a flow."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.data import folder
from analyzer.errors import NotationError, UsageError
from analyzer.model import (
    Alt,
    Attempt,
    Break,
    Flow,
    Guard,
    Item,
    Loop,
    Named,
    Opt,
    Par,
    Place,
    Releases,
    RequestForm,
    Retry,
    Step,
)
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows, namesakes, parse_flow, resolve
from analyzer.notation.lint import decider, lint, steps

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = ("api.access", "compute.claim-ok", "compute.done", "compute.refused", "scheduler.picked")
CATALOGUE = load_catalogue()
FLOWS = load_flows(CATALOGUE.specs)
HEAD = """flow walk "Walk a server"
  request action walk
  roles api source:compute target:compute
"""


def read(body: str, head: str = HEAD) -> Flow:
    return parse_flow(head + body, "walk.flow")


def first(body: str) -> Item:
    return read(body).body[0]


def step(text: str) -> Step:
    found = first(f"  {text}\n")
    assert isinstance(found, Step)
    return found


class TestHeader:
    def test_has_name_title_and_place(self) -> None:
        flow = parse_flow("\n# a remark\n" + HEAD, "walk.flow")
        assert (flow.name, flow.title, flow.place) == ("walk", "Walk a server", Place("walk.flow", 3))

    def test_a_role_is_played_by_the_service_of_its_name_or_by_the_one_given(self) -> None:
        assert read("").roles == {"api": "api", "source": "compute", "target": "compute"}

    @pytest.mark.parametrize(
        ("text", "form"),
        [
            ("action os-stop", RequestForm(Place("walk.flow", 2), "os-stop")),
            ("action reboot(type=SOFT)", RequestForm(Place("walk.flow", 2), "reboot", {"type": "SOFT"})),
            ('action a(b="c d", e=f)', RequestForm(Place("walk.flow", 2), "a", {"b": "c d", "e": "f"})),
            ("POST /servers", RequestForm(Place("walk.flow", 2), method="POST", path="/servers")),
            ("DELETE /servers/{server}", RequestForm(Place("walk.flow", 2), method="DELETE", path="/servers/{server}")),
        ],
    )
    def test_a_request_is_an_action_or_a_path(self, text: str, form: RequestForm) -> None:
        assert parse_flow(f'flow walk "Walk"\n  request {text}\n', "walk.flow").requests == (form,)

    def test_may_have_several_requests_other_names_and_methods(self) -> None:
        flow = read(
            '  also stroll "take a walk"\n  also amble\n  method walk_instance _do_walk\n  request action stroll\n'
        )
        assert flow.aliases == ("stroll", "take a walk", "amble")
        assert flow.methods == ("walk_instance", "_do_walk")
        assert [form.action for form in flow.requests] == ["walk", "stroll"]


class TestStep:
    def test_is_a_line_that_a_role_writes(self) -> None:
        assert step("api: api.access") == Step(Place("walk.flow", 4), "api", "api.access")

    @pytest.mark.parametrize(("arrow", "kind"), [("->", "call"), ("~>", "cast")])
    def test_is_a_message_with_the_receiver_s_line_or_without(self, arrow: str, kind: str) -> None:
        told = step(f"api {arrow} target: compute.claim-ok")
        assert (told.sender, told.arrow, told.role, told.event) == ("api", kind, "target", "compute.claim-ok")
        silent = step(f"api {arrow} target")
        assert (silent.sender, silent.arrow, silent.role, silent.event) == ("api", kind, "target", None)

    def test_may_guard_a_capture_or_the_message(self) -> None:
        told = step('target: compute.refused(host=source, state="two words", ~ "because (of)")')
        assert told.guards == (Guard("host", "source"), Guard("state", "two words"), Guard(None, "because (of)"))

    @pytest.mark.parametrize(
        ("mark", "releases"),
        [("in 12-20", Releases(12, 20)), ("in 21-", Releases(21)), ("in -19", Releases(None, 19))],
    )
    def test_may_be_limited_to_releases(self, mark: str, releases: Releases) -> None:
        assert step(f"api: api.access {mark}").releases == releases

    def test_may_end_decide_and_have_a_limit(self) -> None:
        told = step("api: api.access in 14- ends decides within 2.5s of compute.done # a remark")
        assert (told.ends, told.decides, told.within, told.within_of) == (True, True, 2.5, "compute.done")
        assert step("api: api.access within 60s").within_of is None

    def test_may_have_the_limit_that_an_option_of_nova_sets(self) -> None:
        told = step("api: api.access within libvirt.wait_soft_reboot_seconds of compute.done ends")
        assert (told.within, told.within_option) == (None, "libvirt.wait_soft_reboot_seconds")
        assert (told.within_of, told.ends) == ("compute.done", True)


class TestBlocks:
    def test_opt(self) -> None:
        block = first("  opt in 12-16\n    api: api.access\n  end\n")
        assert isinstance(block, Opt)
        assert (block.releases, block.place, len(block.body)) == (Releases(12, 16), Place("walk.flow", 4), 1)

    @pytest.mark.parametrize(
        ("count", "bounds"), [("", (0, None)), ("1..", (1, None)), ("2..3", (2, 3)), ("0..1", (0, 1))]
    )
    def test_loop(self, count: str, bounds: tuple[int, int | None]) -> None:
        block = first(f"  loop {count}\n    api: api.access\n  end\n")
        assert isinstance(block, Loop)
        assert (block.low, block.high) == bounds

    @pytest.mark.parametrize(("word", "between", "kind"), [("alt", "else", Alt), ("par", "and", Par)])
    def test_alt_and_par(self, word: str, between: str, kind: type[Alt | Par]) -> None:
        block = first(
            f"  {word}\n    api: api.access\n  {between}\n    api -> target\n    target: compute.done\n"
            f"  {between}\n    target: compute.refused\n  end\n"
        )
        assert isinstance(block, kind)
        assert [len(branch) for branch in block.branches] == [1, 2, 1]

    def test_deviation(self) -> None:
        block = first("  deviation slow-walk in 20-\n    target: compute.refused\n  end\n")
        assert isinstance(block, Named)
        assert (block.name, block.releases) == ("slow-walk", Releases(20))

    def test_attempt_and_retry(self) -> None:
        block = first(
            "  attempt pick\n    target: compute.claim-ok\n  retry again unbinds source target in 20-\n"
            "    target: compute.refused\n  retry once-more\n    target: compute.done\n  end\n"
        )
        assert isinstance(block, Attempt)
        again, more = block.retries
        assert isinstance(again, Retry)
        assert (block.label, again.name, again.unbinds, again.releases) == (
            "pick",
            "again",
            ("source", "target"),
            Releases(20),
        )
        assert (more.name, more.unbinds) == ("once-more", ())

    @pytest.mark.parametrize("outcome", ["failed", "rejected"])
    def test_break(self, outcome: str) -> None:
        block = first(f"  break no-way {outcome}\n    target: compute.refused\n  end\n")
        assert isinstance(block, Break)
        assert (block.name, block.verdict) == ("no-way", outcome)

    def test_may_stand_in_one_another(self) -> None:
        flow = read(
            "  opt\n    loop\n      par\n        api: api.access\n"
            "      and\n        target: compute.done\n      end\n    end\n  end\n"
        )
        assert [told.event for told in steps(flow.body)] == ["api.access", "compute.done"]

    def test_the_line_that_decides_is_the_one_marked_or_the_first_that_is_sure(self) -> None:
        optional = "    opt\n      target: compute.done\n    end\n"
        plain = read(
            f"  deviation a\n{optional}    target: compute.refused\n    target: compute.claim-ok\n  end\n"
        ).body[0]
        assert isinstance(plain, Named)
        assert (chosen := decider(plain.body))
        assert chosen.event == "compute.refused"


MISTAKES = [
    ("", "this cannot stand here\n", "a flow is:"),
    ("walk\n", "this cannot stand here\nwalk\n^", "a flow is:"),
    ("flow walk Walk\n", "          ^", '"title"'),
    (HEAD + "  jump api: api.access\n", "       ^", "block word"),
    (HEAD + "  opt\n    api: api.access ends\n", "", "closed by end"),
    (HEAD + "  end\n", "", "closed by end"),
    (HEAD + "  opt\n  end\n", "", ""),
    (HEAD + "  alt\n    api: api.access\n  end\n", "", ""),
    (HEAD + "  attempt a\n    api: api.access\n  end\n", "", ""),
    (HEAD + "  break a conformant\n    api: api.access\n  end\n", "", ""),
    (HEAD + "  api: api.access ends\n  roles conductor\n", "", "a flow is:"),
    (HEAD + HEAD, "", ""),
]


@pytest.mark.parametrize(("text", "context", "hint"), MISTAKES)
def test_what_cannot_be_read_is_shown_with_its_line(text: str, context: str, hint: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse_flow(text, "walk.flow")
    error = caught.value
    assert error.file == "walk.flow"
    assert error.line is not None
    assert 1 <= error.line <= text.count("\n") + 1
    assert context in error.message
    assert error.hint is not None
    assert hint in error.hint


def broken(text: str) -> NotationError:
    flow = parse_flow(text, "walk.flow")
    with pytest.raises(NotationError) as caught:
        lint(flow, EVENTS)
    return caught.value


DONE = "  api: api.access ends\n"
SENSELESS = [
    ('flow walk "W"\n  roles api\n  api: api.access ends\n', 1, "no request line", "request action KEY"),
    ('flow walk "W"\n  request action w\n  roles api:appi\n' + DONE, 1, "played by appi", "did you mean api?"),
    (HEAD + "  api: api.acess ends\n", 4, "no event api.acess", "did you mean api.access?"),
    (HEAD + "  api: swift.stored ends\n", 4, "no event swift.stored", "known: "),
    (HEAD + DONE + "  api: api.access within 3s of compute.don\n", 5, "no event compute.don", "mean compute.done?"),
    (HEAD + DONE + "  api: api.access within shutdown_timout\n", 5, "no option shutdown_timout", "shutdown_timeout?"),
    (HEAD + "  sorce: compute.done ends\n", 4, "no role is called sorce", "did you mean source?"),
    (HEAD + "  appi ~> target: compute.done ends\n", 4, "no role is called appi", "did you mean api?"),
    (HEAD + "  api: api.access\n", 1, "no step of walk is marked `ends`", "mark the line"),
    (
        HEAD + DONE + "  deviation a\n    opt\n      api: api.access\n    end\n  end\n",
        5,
        "block a can be passed",
        "outside opt",
    ),
    (
        HEAD + DONE + "  break a failed\n    loop\n      api: api.access\n    end\n  end\n",
        5,
        "block a can be passed",
        "step",
    ),
    (
        HEAD + DONE + "  attempt a\n    api: api.access\n  retry b\n    api -> target\n  end\n",
        7,
        "block b can be",
        "step",
    ),
    (
        HEAD + DONE + "  attempt a\n    api: api.access\n  retry b unbinds targt\n    target: compute.done\n  end\n",
        7,
        "no role is called targt",
        "did you mean target?",
    ),
    (HEAD + DONE + "  loop 3..1\n    api: api.access\n  end\n", 5, "3..1", "smaller number first"),
    (HEAD + DONE + "  api: api.access in 20-12\n", 5, "20-12", "earlier release first"),
    (
        HEAD + DONE + "  opt\n    opt in 20-12\n      api: api.access\n    end\n  end\n",
        6,
        "20-12",
        "earlier release first",
    ),
    (
        HEAD + DONE + "  attempt a\n    api: api.access\n  retry b in 9-8\n    api: api.access\n  end\n",
        7,
        "9-8",
        "earlier",
    ),
]


@pytest.mark.parametrize(("text", "line", "message", "hint"), SENSELESS)
def test_what_makes_no_sense_is_told_with_line_and_hint(text: str, line: int, message: str, hint: str) -> None:
    error = broken(text)
    assert (error.file, error.line) == ("walk.flow", line)
    assert message in error.message
    assert error.hint is not None
    assert hint in error.hint


@given(text=st.text(alphabet="flow walk\n\"()=:~>-.end opt api {}#0123'\\\t", max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    with pytest.raises(NotationError, match="this cannot stand here"):
        parse_flow(text, "walk.flow")


class TestFiles:
    WALK = HEAD + DONE

    def test_of_a_folder_are_read_by_name(self, tmp_path: Path) -> None:
        (tmp_path / "b.flow").write_text(self.WALK, encoding="utf-8")
        (tmp_path / "a.flow").write_text(self.WALK.replace("flow walk", "flow run"), encoding="utf-8")
        (tmp_path / "notes.txt").write_text("no flow", encoding="utf-8")
        flows = load_flows(EVENTS, tmp_path)
        assert list(flows) == ["run", "walk"]
        assert flows["walk"].place == Place(f"{tmp_path.name}/b.flow", 1)

    def test_may_end_their_lines_as_windows_does(self, tmp_path: Path) -> None:
        (tmp_path / "a.flow").write_bytes(self.WALK.replace("\n", "\r\n").encode())
        assert list(load_flows(EVENTS, tmp_path)) == ["walk"]

    def test_given_beside_replace_the_flow_of_their_name(self, tmp_path: Path) -> None:
        home, mine = tmp_path / "home", tmp_path / "mine.flow"
        home.mkdir()
        (home / "walk.flow").write_text(self.WALK, encoding="utf-8")
        mine.write_text(self.WALK.replace("Walk a server", "Mine"), encoding="utf-8")
        flow = load_flows(EVENTS, home, [mine])["walk"]
        assert (flow.title, flow.place.file) == ("Mine", str(mine))

    def test_of_one_folder_may_not_have_one_name(self, tmp_path: Path) -> None:
        (tmp_path / "a.flow").write_text(self.WALK, encoding="utf-8")
        (tmp_path / "b.flow").write_text("\n" + self.WALK, encoding="utf-8")
        with pytest.raises(NotationError, match="walk") as caught:
            load_flows(EVENTS, tmp_path)
        assert (caught.value.file, caught.value.line) == (f"{tmp_path.name}/b.flow", 2)
        assert caught.value.hint is not None
        assert "a.flow:1" in caught.value.hint

    def test_that_do_not_exist_are_told(self, tmp_path: Path) -> None:
        with pytest.raises(NotationError, match="cannot be read") as caught:
            load_flows(EVENTS, tmp_path, [tmp_path / "absent.flow"])
        assert caught.value.file == f"{tmp_path.name}/absent.flow"

    def test_that_are_empty_are_told(self, tmp_path: Path) -> None:
        (tmp_path / "a.flow").touch()
        with pytest.raises(NotationError, match="this cannot stand here") as caught:
            load_flows(EVENTS, tmp_path)
        assert (caught.value.file, caught.value.line) == (f"{tmp_path.name}/a.flow", 1)

    def test_that_are_not_utf_8_are_told_with_their_line(self, tmp_path: Path) -> None:
        (tmp_path / "a.flow").write_bytes(self.WALK.encode() + b"  # caf\xe9\n")
        with pytest.raises(NotationError, match="cannot be read") as caught:
            load_flows(EVENTS, tmp_path)
        assert (caught.value.file, caught.value.line) == (f"{tmp_path.name}/a.flow", 5)
        assert caught.value.hint == "save it as UTF-8"


class TestShippedFlows:
    def test_are_one_a_file_of_its_name(self) -> None:
        assert set(FLOWS) == {path.stem for path in folder("reference_flows").glob("*.flow")}

    def test_have_no_request_in_common(self) -> None:
        forms = [
            (f.action, tuple(f.arguments.items()), f.method, f.path) for flow in FLOWS.values() for f in flow.requests
        ]
        shared = {("migrate", (), None, None), ("resize", (), None, None)}
        assert len([f for f in forms if f not in shared]) == len({f for f in forms if f not in shared})

    def test_are_placed_line_by_line(self) -> None:
        for flow in FLOWS.values():
            text = (folder("reference_flows") / f"{flow.name}.flow").read_text(encoding="utf-8").splitlines()
            for told in steps(flow.body):
                assert told.event is None or told.event in text[told.place.line - 1]

    def test_hold_nothing_that_can_change(self) -> None:
        flow = FLOWS["launch"]
        assert is_dataclass(flow)
        assert all(
            isinstance(getattr(flow, field.name), tuple) for field in fields(flow) if field.name in ("body", "requests")
        )


class TestResolve:
    @pytest.mark.parametrize(
        ("said", "name"),
        [
            ("launch", "launch"),
            ("create", "launch"),
            ("delete", "terminate"),
            ("shutoff", "stop"),
            ("createImage", "snapshot"),
            ("cold migrate", "migrate"),
            ("os-migrateLive", "live-migrate"),
            ("live migration", "live-migrate"),
            ("resume a paused server", "unpause"),
            ("resume", "resume"),
            ("Soft_Reboot", "soft-reboot"),
            ("HARD REBOOT", "hard-reboot"),
        ],
    )
    def test_knows_every_name_of_an_operation(self, said: str, name: str) -> None:
        assert resolve(said, FLOWS).name == name

    def test_finds_every_flow_by_each_of_its_names(self) -> None:
        for flow in FLOWS.values():
            assert resolve(flow.name, FLOWS) is flow
            for name in flow.aliases:
                assert flow in (resolve(name, FLOWS), *namesakes(name, FLOWS))

    def test_takes_a_name_of_two_for_one_of_them_and_knows_the_other(self) -> None:
        assert resolve("resume", FLOWS).name == "resume"
        assert [flow.name for flow in namesakes("resume", FLOWS)] == ["unpause"]
        assert namesakes("pause", FLOWS) == ()

    def test_tells_near_names(self) -> None:
        with pytest.raises(UsageError, match="no operation is called 'migrat'") as caught:
            resolve("migrat", FLOWS)
        assert caught.value.hint is not None
        assert caught.value.hint.startswith("did you mean migrate")

    def test_tells_all_names_where_none_is_near(self) -> None:
        with pytest.raises(UsageError) as caught:
            resolve("xyzzy", FLOWS)
        assert caught.value.hint is not None
        assert caught.value.hint.startswith("known: confirm-resize, evacuate")
