"""Write docs/flows: a page for each reference flow, and how many of the lines of healthy operations it accounts for.

    python -m benchmarks.flow_tables

Everything is taken from reference_flows/, sample_logs/ and `flow_reasons.toml`.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer import pipeline
from analyzer.checking.rules import all_rules
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import load_flows
from analyzer.notation.limits import load_options
from analyzer.notation.lint import steps
from benchmarks import truth
from benchmarks.flow_rows import Block, Row, blocks, least, rows
from benchmarks.flow_story import diagram, story, troubles
from benchmarks.samples import ROOT, cases, logs_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from analyzer.model import Flow, Releases, RequestForm, Step
    from analyzer.notation.events import Catalogue

FOLDER = ROOT / "docs" / "flows"
REASONS = Path(__file__).with_name("flow_reasons.toml")
OLDEST = 12  # Liberty, the first release that flows are declared for
NOTE = "<!-- Written by `make docs` from reference_flows/ and sample_logs/. -->"


class Shares:
    """How many flow events of the conformant operations in sample_logs/ are steps that were walked.

    Counted are all of the operation's own flow events, and those without its request id that it took.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._walked: Counter[str] = Counter()
        self._all: Counter[str] = Counter()
        for case in cases():
            if not any(label.went_right for label in truth.load(ROOT / case / "truth.jsonl").labels):
                continue
            for verdict in pipeline.run(logs_in(ROOT / case)).verdicts:
                if verdict.verdict == "conformant" and verdict.alignment and verdict.operation:
                    walked = {
                        move.event.place for move in verdict.alignment.moves if move.move == "sync" and move.event
                    }
                    counted = {event.place for event in verdict.trace.events} | walked
                    flow = {e.place for e in verdict.trace.all_events if catalogue.specs[e.name].kind == "flow"}
                    self._walked[verdict.operation] += len(flow & walked)
                    self._all[verdict.operation] += len(flow & counted)

    def of(self, operation: str) -> float:
        """Return the share of one operation, from 0 to 1."""
        return self._walked[operation] / self._all[operation]

    def overall(self) -> float:
        """Return the share of all operations together, from 0 to 1."""
        return self._walked.total() / self._all.total()


def pages() -> Mapping[str, str]:
    """Return every page by its file name."""
    catalogue = load_catalogue()
    flows = load_flows(catalogue.specs)
    shares = Shares(catalogue)
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    made = {f"{name}.md": _page(flow, catalogue, shares.of(name), reasons) for name, flow in flows.items()}
    return {"README.md": _index(flows, shares), **made}


def unnamed(flow: Flow, catalogue: Catalogue) -> list[str]:
    """Return the flow events that the catalogue gives to an operation and that are no step of its flow."""
    named = {step.event for step in steps(flow.body)}
    specs = catalogue.specs.values()
    return sorted(s.name for s in specs if s.kind == "flow" and flow.name in s.operations and s.name not in named)


def _index(flows: Mapping[str, Flow], shares: Shares) -> str:
    lines = [
        "# Reference flows",
        "",
        NOTE,
        "",
        "What Nova does, operation by operation. *Steps* are the lines of the flow's main way, *mandatory* how many",
        "of them the shortest way leaves. *Share*: so many of the flow events of the conformant operations in",
        "`sample_logs/` are steps of the flow; the pages name the rest, with the reason.",
        "",
        "| operation | what it does | steps | mandatory | share |",
        "|---|---|---:|---:|---:|",
    ]
    for name in sorted(flows):
        flow = flows[name]
        main = [row for row in rows(flow.body) if row.step.event and not row.block]
        lines.append(
            f"| [{name}]({name}.md) | {flow.title} | {len(main)} | {least(flow.body)} | {shares.of(name):.3f} |"
        )
    return "\n".join((*lines, f"| all |  |  |  | {shares.overall():.3f} |", ""))


def _page(flow: Flow, catalogue: Catalogue, share: float, reasons: Mapping[str, str]) -> str:
    walk = list(rows(flow.body))
    return "\n".join(
        (
            f"# {flow.name}: {flow.title}",
            "",
            NOTE,
            "",
            f"Declared in [{flow.place.file}](../../{flow.place.file}).",
            *([f"Also called: {', '.join(flow.aliases)}."] if flow.aliases else []),
            f"API request: {' or '.join(map(_request, flow.requests))}.",
            f"Roles: {', '.join(f'{role} ({service})' for role, service in flow.roles.items())}.",
            "",
            "## What happens",
            "",
            *diagram(flow, catalogue),
            "",
            *story(flow, catalogue),
            "",
            "## Steps",
            "",
            *_steps(walk, catalogue),
            "",
            "## How it ends",
            "",
            *_ends(walk),
            "",
            "## What goes wrong",
            "",
            *_blocks(blocks(flow.body)),
            "",
            *troubles(flow),
            "## Every flow event is accounted for",
            "",
            *_account(flow, catalogue, reasons),
            "",
            f"Of the flow events of the conformant `{flow.name}` operations in sample_logs/, {share:.1%} are steps.",
            "",
        )
    )


def _request(form: RequestForm) -> str:
    arguments = ", ".join(f"{key}={value}" for key, value in form.arguments.items())
    if form.action:
        return f"`POST /servers/{{server}}/action` with `{form.action}`" + (f" ({arguments})" if arguments else "")
    return f"`{form.method} {form.path}`"


def _steps(walk: Iterable[Row], catalogue: Catalogue) -> Iterator[str]:
    yield "| line | role | event | message | level | releases | needed | within |"
    yield "|---:|---|---|---|---|---|---|---|"
    for row in walk:
        step = row.step
        role = f"{step.sender} {'⇢' if step.arrow == 'cast' else '→'} {step.role}" if step.sender else step.role
        needed = f"{row.block}: {row.needed}" if row.block else row.needed
        if step.event is None:
            words, levels = "", ""
        else:
            wordings = catalogue.wordings_of(step.event)
            words = "<br>".join(dict.fromkeys(f"`{_cell(one.template.text)}`" for one in wordings))
            levels = ", ".join(sorted(catalogue.specs[step.event].levels))
        releases = _releases(row, catalogue)
        cells = (str(step.place.line), role, _event(step), words, levels, releases, needed, within(step))
        yield f"| {' | '.join(cells)} |"


def within(step: Step) -> str:
    """Return how long a step may take: `vif_plugging_timeout` (300 s) since `osvif.plugged`; empty without a limit."""
    since = f" since `{step.within_of}`" if step.within_of else ""
    if step.within is not None:
        return f"{step.within:g} s{since}"
    option = load_options().get(step.within_option or "")
    if option is None:
        return ""
    several = len(option.defaults) > 1 or any(releases.first != OLDEST for releases, _ in option.defaults)
    defaults = (
        (f"{seconds:g} s" if seconds else "no limit") + (f" in {_span(releases)}" if several else "")
        for releases, seconds in option.defaults
    )
    return f"`{option.name}` ({', '.join(defaults)}){since}"


def _releases(row: Row, catalogue: Catalogue) -> str:
    declared = catalogue.specs[row.step.event].releases if row.step.event else None
    spans = dict.fromkeys(_span(one) for one in (*row.releases, declared) if one)
    return " and ".join(spans) or "all"


def _span(releases: Releases) -> str:
    first, last = releases.first, releases.last
    return str(first) if first == last else f"{first or ''}-{last or ''}"


def _event(step: Step) -> str:
    if step.event is None:
        return ""
    guards = ", ".join(f"{guard.key}={guard.value}" if guard.key else f'~ "{guard.value}"' for guard in step.guards)
    return f"`{step.event}{f'({guards})' if guards else ''}`"


def _ends(walk: Iterable[Row]) -> Iterator[str]:
    ends = dict.fromkeys(f"{_event(row.step)} of {row.step.role}" for row in walk if row.step.ends)
    if len(ends) == 1:
        yield f"It is done when {next(iter(ends))} is logged."
    else:
        yield from ("It is done when one of these lines is there:", "")
        yield from (f"- {end}" for end in ends)


def _blocks(found: Sequence[Block]) -> Iterator[str]:
    if not found:
        yield "Nothing that this flow has a name for."
        return
    yield "| name | what becomes of it | releases | told by | may log as well |"
    yield "|---|---|---|---|---|"
    for block in found:
        rule = all_rules().get(block.name)
        name = f"[{block.name}](../deviations/{rule.code}.md)" if rule else block.name
        others = dict.fromkeys(_event(step) for step in block.steps if step.event)
        told = _event(block.told_by)
        others.pop(told, None)
        span = _span(block.releases) if block.releases else "all"
        yield f"| {name} | {block.verdict} | {span} | {told} | {', '.join(others)} |"


def _account(flow: Flow, catalogue: Catalogue, reasons: Mapping[str, str]) -> Iterator[str]:
    left = unnamed(flow, catalogue)
    named = {step.event for step in steps(flow.body) if step.event}
    given = [s for s in catalogue.specs.values() if s.kind == "flow" and flow.name in s.operations]
    yield f"The catalogue gives {len(given)} flow events to `{flow.name}`; {len(given) - len(left)} of them are steps"
    yield f"(the flow has {len(named)} in all, with those that belong to no operation in particular)."
    if left:
        yield from ("", "| no step | because |", "|---|---|")
        yield from (f"| `{name}` | {reasons[name]} |" for name in left)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the pages and remove those of flows that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
