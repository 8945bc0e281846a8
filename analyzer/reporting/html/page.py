"""The whole page: the overview is written here, the list and the operations by the page's script from JSON.

Nothing of a log becomes markup. Jinja escapes what it writes; what is for the script is JSON in a data block that has
no `<`, `>` or `&`; the script makes text nodes of it. And if all that failed, the policy admits no script and no style
but those whose hash it has, and no request to anywhere.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections import Counter, defaultdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analyzer.model import BEST_FIRST
from analyzer.reporting.causes import causes
from analyzer.reporting.html.details import details, row
from analyzer.reporting.html.diagrams import draw
from analyzer.reporting.html.excerpts import excerpts
from analyzer.reporting.html.gantt import gantt
from analyzer.reporting.operations import WORST_FIRST, known_summary, severity_of
from analyzer.reporting.printable import iso, many, printable, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Template

    from analyzer.model import Condition, Report, RuleInfo, VerdictName
    from analyzer.reporting.causes import Cause

HERE = Path(__file__).parent
SCRIPTS = ("dom.js", "filter.js", "list.js", "operation.js", "page.js")
CAUSES_SHOWN = 50
CONDITIONS_SHOWN = 200
PLACES_SHOWN = 5
SKIPPED_SHOWN = 20

# Each with a sign, for whoever cannot tell the colours apart, and what it means.
VERDICTS: dict[VerdictName, tuple[str, str]] = {
    "failed": ("✕", "it did not do what was asked"),
    "unfinished": ("◐", "it began, and no end was seen"),
    "deviating": ("△", "done, but not along its flow"),
    "unknown": ("?", "the logs cannot tell"),
    "rejected": ("⊘", "the API answered no"),
    "conformant": ("✓", "done, along its flow"),
}


def page(report: Report) -> str:
    """Return the report as one HTML document."""
    diagrams = draw(report)
    around, folder = excerpts(report), _folder(report)
    style = (HERE / "page.css").read_text(encoding="utf-8") + diagrams.css
    script = "".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    conditions = sorted(report.conditions, key=_need)[:CONDITIONS_SHOWN]
    found = causes(report.verdicts)
    groups = _groups(report, found[:CAUSES_SHOWN], conditions)
    helped = _first_of_each([one.rule for one in found])
    index = {
        "verdicts": {name: {"sign": sign, "means": means} for name, (sign, means) in VERDICTS.items()},
        "worst": [*reversed(BEST_FIRST)],
        "operations": [{**row(one), "diagram": diagrams.of.get(at)} for at, one in enumerate(report.verdicts)],
        "own": diagrams.own,
        "groups": groups,
    }
    page = template("page.html")
    return page.render(
        style=Markup(style),  # noqa: S704 - ours, and no text of a log gets into it
        script=Markup(script),  # noqa: S704 - ours
        style_hash=_hash(style),
        script_hash=_hash(script),
        index=_data(index),
        details=[_data(details(verdict, around, folder)) for verdict in report.verdicts],
        diagrams=[Markup(text) for text in diagrams.svgs],  # noqa: S704 - `svg` escapes all that comes from a log
        report=report,
        failures=sum(map(report.fails, report.verdicts)),
        counts=Counter(verdict.verdict for verdict in report.verdicts),
        verdicts=VERDICTS,
        gantt=gantt(report),
        causes=[
            {"cause": one, "message": shortened(one.message), "worst": _worst(one), "help": at in helped}
            for at, one in enumerate(found[:CAUSES_SHOWN])
        ],
        causes_hidden=max(0, len(found) - CAUSES_SHOWN),
        conditions=conditions,
        groups=groups,
        helping=_first_of_each([one.rule for one in conditions]),
        conditions_hidden=max(0, len(report.conditions) - CONDITIONS_SHOWN),
        account=_account(report),
        places_shown=PLACES_SHOWN,
        skipped_shown=SKIPPED_SHOWN,
        severity_of=severity_of,
    )


@lru_cache
def template(name: str) -> Template:
    """Return a template of this folder, which escapes what it writes."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {"iso": iso, "shortened": shortened}
    return environment.get_template(name)


def _finalize(value: object) -> object:
    """Make fit to print what a template writes: jinja escapes markup, and lets control characters pass."""
    return value if isinstance(value, Markup) else printable(str(value))


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _data(value: object) -> Markup:
    r"""Return JSON in ASCII for a data block: `</script>` becomes `\u003c/script\u003e`, which reads back the same."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704 - it has no character left that HTML knows


def _need(condition: Condition) -> int:
    return WORST_FIRST.index(severity_of(condition))


def _groups(report: Report, found: Sequence[Cause], conditions: Sequence[Condition]) -> dict[str, list[int]]:
    """Return the numbers of the operations that the list can be narrowed to, by the name of a button's group."""
    numbers = {id(verdict): number for number, verdict in enumerate(report.verdicts)}
    by_request = defaultdict[str | None, list[int]](list)
    for number, verdict in enumerate(report.verdicts):
        by_request[verdict.trace.request].append(number)
    by_cause = {f"cause-{at}": [numbers[id(one)] for one in cause.verdicts] for at, cause in enumerate(found)}
    by_condition = {
        f"condition-{at}": [number for request in one.operations for number in by_request[request]]
        for at, one in enumerate(conditions)
    }
    return by_cause | by_condition


def _first_of_each(rules: Sequence[RuleInfo | None]) -> set[int]:
    """Return where each rule that has a remedy stands first: what to do is told once."""
    places = {rule.name: at for at, rule in reversed(list(enumerate(rules))) if rule is not None and rule.remedy}
    return set(places.values())


def _worst(cause: Cause) -> VerdictName:
    return max((one.verdict for one in cause.verdicts), key=BEST_FIRST.index)


def _folder(report: Report) -> str:
    """Return the folder, with its last slash, that all logs are in; empty if there is none."""
    folders = {file.path.rpartition("/")[0] for file in report.input.files}
    alike = folders and "" not in folders and len({folder.startswith("/") for folder in folders}) == 1
    return f"{os.path.commonpath(folders)}/" if alike else ""


def _account(report: Report) -> list[tuple[str, str]]:
    """Return what was read, in pairs of a name and a value."""
    files = report.input.files
    first = min((file.first for file in files if file.first is not None), default=None)
    last = max((file.last for file in files if file.last is not None), default=None)
    unrecognised = sum(file.unrecognised for file in files)
    return [
        ("Read", f"{many(len(files), 'file')}, {many(sum(file.lines for file in files), 'line')}"),
        ("Not recognised", many(unrecognised, "line")),
        *([("Known", known_summary(report))] if report.acceptances else []),
        ("Nova's release", "not known" if report.release is None else str(report.release)),
        *([("From", iso(first)), ("To", iso(last))] if first is not None and last is not None else []),
        *(
            (f"Clock of {printable(host)}", f"{abs(seconds):.3f} s {'ahead' if seconds > 0 else 'behind'}")
            for host, seconds in report.input.clock_skew.items()
        ),
    ]
