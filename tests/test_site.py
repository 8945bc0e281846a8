"""The documentation builds without a warning, its links lead somewhere, its diagrams are drawn, its words are true."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from analyzer.checking.rules._words import rule_of
from analyzer.cli import main
from analyzer.notation.events import load_catalogue
from analyzer.notation.flows import parse_flow
from analyzer.notation.lines import line_forms
from analyzer.notation.lint import lint
from analyzer.notation.wordings import read_events
from analyzer.parsing import parse
from analyzer.parsing.containers import containers
from benchmarks.samples import ROOT
from tests.parsing.case import source
from tests.reporting.diagrams.test_real_tools import MERMAID, need, refused_by_mermaid
from tests.test_layout import MAY_IMPORT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

DOCS = ROOT / "docs"
PAGES = {str(path.relative_to(DOCS)): path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))}
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fences(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def mkdocs(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = mkdocs("--site-dir", str(folder))
    assert built.returncode == 0, built.stderr
    return folder


class Loaded(HTMLParser):
    """What a page loads, and the diagrams it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.diagrams = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.diagrams += tag == "pre" and told.get("class") == "mermaid"
        if tag in ("script", "img", "iframe") or (tag == "link" and told.get("rel") in ("stylesheet", "icon")):
            self.urls += [told.get("src") or told.get("href") or ""]


def test_every_page_is_there_loads_nothing_from_elsewhere_and_has_its_diagrams(site: Path) -> None:
    for name, text in PAGES.items():
        html = site / name.removesuffix("README.md").removesuffix(".md") / "index.html"
        page = Loaded(html.read_text(encoding="utf-8"))
        assert page.urls
        assert [url for url in page.urls if re.match(r"(?:https?:)?//", url)] == []
        assert page.diagrams == len(fences(text, "mermaid")), name


def test_what_a_page_links_to_outside_of_the_documentation_has_a_page(site: Path) -> None:
    page = (site / "flows" / "pause" / "index.html").read_text(encoding="utf-8")
    assert 'href="../../reference_flows/pause.flow/"' in page
    flow = (site / "reference_flows" / "pause.flow" / "index.html").read_text(encoding="utf-8")
    assert "request action pause" in flow


@pytest.mark.parametrize("link", ["nowhere.md", "README.md#nowhere", "../../reference_flows/nowhere.flow"])
def test_a_link_that_leads_nowhere_fails_the_build(link: str, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "README.md").write_text(f"# Page\n\n[link]({link})\n", encoding="utf-8")
    config = tmp_path / "mkdocs.yml"
    hook = ROOT / "benchmarks" / "site_pages.py"
    text = f"INHERIT: {ROOT / 'mkdocs.yml'}\ntheme: null\nnav: [README.md]\nhooks: [{hook}]\n"
    config.write_text(text, encoding="utf-8")
    built = mkdocs("--config-file", str(config), "--site-dir", str(tmp_path / "site"))
    assert built.returncode != 0
    assert "nowhere" in built.stderr


def test_mermaid_takes_every_diagram_of_every_page() -> None:
    assert refused_by_mermaid([one for text in (README, *PAGES.values()) for one in fences(text, "mermaid")]) == []


def test_a_browser_draws_a_diagram_of_the_site(site: Path, chrome: Browser) -> None:
    script = MERMAID / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"
    need(script.is_file(), "mermaid")
    page = chrome.new_page()
    page.route("https://unpkg.com/mermaid@*/**", lambda route: route.fulfill(path=script))
    page.goto((site / "flows" / "pause" / "index.html").as_uri())
    drawn = page.locator("div.mermaid")  # the drawing itself is in a closed shadow root
    drawn.wait_for()
    box = drawn.bounding_box()
    page.close()
    assert box
    assert box["height"] > 300


def test_what_is_told_of_one_line_is_what_the_code_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    told: list[str] = []
    examples = "\n".join(fences(PAGES["one-line.md"], "python"))
    test = doctest.DocTestParser().get_doctest(examples, {}, "one-line.md", "one-line.md", 0)
    failed, tried = doctest.DocTestRunner().run(test, out=told.append)
    assert not failed, "".join(told)
    assert tried > 30


FORMS = dict(re.findall(r'^```text title="(\w+)"\n(.*?\n)```$', PAGES["formats.md"], re.DOTALL | re.MULTILINE))


class TestFormats:
    def test_every_form_is_named_and_no_other(self) -> None:
        named = {
            name
            for row in re.findall(r"^\| (`.*?) \|", PAGES["formats.md"], re.MULTILINE)
            for name in re.findall("`(.+?)`", row)
        }
        assert named == {form.name for form in line_forms()} | set(containers())
        assert set(FORMS) == {form.name for form in line_forms()}

    @pytest.mark.parametrize("name", FORMS)
    def test_an_example_is_of_its_form(self, name: str) -> None:
        log = parse([source(FORMS[name], "all.log", None, None)], load_catalogue())
        assert log.input.files[0].form == name


def commands() -> list[tuple[str, tuple[str, ...]]]:
    """Return the commands of NovaFlow that the pages show, each with its options."""
    texts = (README, *PAGES.values())
    shown = [
        one for text in texts for one in re.findall(r"^(?: {4}|\$ )(novaflow .*)$|`(novaflow .+?)`", text, re.MULTILINE)
    ]
    found = {"".join(one) for one in shown}
    parts = [part for one in found for part in re.split(r"&& |; ", one) if part.startswith("novaflow ")]
    return sorted({(part.split()[1], tuple(re.findall(r"(?<!\S)--[a-z-]+", part))) for part in parts})


@pytest.mark.parametrize(("name", "options"), commands())
def test_a_command_that_a_page_shows_exists_with_its_options(name: str, options: tuple[str, ...]) -> None:
    if name in ("COMMAND", "--help", "--version"):
        return
    command = main.get_command(click.Context(main), name)
    assert command
    assert set(options) <= {option for param in command.params for option in param.opts} | {"--help"}


def test_the_design_has_the_parts_that_there_are() -> None:
    rows = re.findall(r"^\| (`[^|]+) \| [^|]+ \| ([^|]+) \|$", PAGES["design.md"], re.MULTILINE)
    told = {name: words for names, words in rows for name in re.findall("`(.+?)`", names)}
    assert set(told) == set(MAY_IMPORT) - {"__init__", "__main__"}
    for name in ("api", "executor"):
        assert set(re.findall("`(.+?)`", told[name])) == set(MAY_IMPORT[name])


def indented(text: str, begins: str) -> str:
    """Return the indented block of a page that begins so."""
    (block,) = re.findall(
        rf"^((?: {{4}}.*\n|\n)*?(?: {{4}}{re.escape(begins)}.*\n)(?: {{4}}.*\n|\n)*)", text, re.MULTILINE
    )
    return re.sub(r"^ {4}", "", block.strip("\n") + "\n", flags=re.MULTILINE)


class TestExtend:
    page = PAGES["extend.md"]

    def test_the_event_is_one(self, tmp_path: Path) -> None:
        path = tmp_path / "x.events"
        path.write_text(indented(self.page, "compute.claim-ok"), encoding="utf-8")
        (wording,) = read_events(path)[0]
        assert wording.operations == {"launch", "migrate"}
        assert len(wording.samples) == 1

    def test_the_flow_is_one(self) -> None:
        flow = parse_flow(indented(self.page, "flow pause"), "x.flow")
        lint(flow, load_catalogue().specs)

    def test_the_rule_has_all_its_words(self) -> None:
        (text,) = fences(self.page, "python")
        docstring = re.match(r'"""(.*?)"""', text, re.DOTALL)
        assert docstring
        compile(text, "x.py", "exec")
        assert rule_of("analyzer.checking.rules.console_missing", docstring[1]).code == "N299"


def test_the_schema_page_says_what_the_command_prints() -> None:
    printed = CliRunner().invoke(main, ["schema"]).stdout
    assert printed == (DOCS / "schema" / "check-1.schema.json").read_text(encoding="utf-8")


def test_the_site_is_kept_out_of_the_checkout() -> None:
    command = ["git", "check-ignore", "--quiet", "build/site"]
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    assert subprocess.run(command, cwd=ROOT, env=dict(os.environ), check=False).returncode == 0  # noqa: S603
