"""The page as a reader has it: in a real Chromium, without a window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from analyzer.model import Condition, Input, Place, Report, SkippedFile
from tests.conftest import a_deviating_migration

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reporting.html.conftest import Opened

ATTACKS = (
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 1</script>",
    "</template></style></title></textarea><img src=x onerror='window.hit = 1'>",
    "<svg onload=window.hit=1>",
    "\"'><a href=javascript:window.hit=1 autofocus onfocus=window.hit=1>x</a>",
    "<!--<script>",
    "{{7*7}}${7*7}\u2028window.hit=1",
    "\u202etxt.exe\u2066\x1b[2J\x00",
)


def saying(text: str) -> Report:
    """Return a report that says a text wherever a log can."""
    made = a_deviating_migration()
    events = tuple(
        replace(event, message=text, detail=text, host=text, process=text, service="compute", place=Place(text, 1 + at))
        for at, event in enumerate(made.trace.events)
    )
    trace = replace(made.trace, events=events, request=text, server=text, parameters={text: text})
    found = tuple(replace(one, message=text, because=text, evidence=(Place(text, 1),)) for one in made.deviations)
    moves = made.alignment.moves if made.alignment else ()
    moves = tuple(replace(move, event=events[0] if move.event else None, host=text) for move in moves)
    alignment = replace(made.alignment, moves=moves) if made.alignment else None
    verdict = replace(made, trace=trace, deviations=found, hosts={"source": text}, alignment=alignment)
    condition = Condition("service-down", text, (Place(text, 4),), (text,))
    return Report(Input((), (SkippedFile(text, text),), {text: 1.0}), (verdict,), (condition,))


def test_it_opens_without_a_complaint_and_asks_for_nothing(opened: Callable[..., Opened], six_verdicts: Report) -> None:
    report = opened(six_verdicts)
    assert report.page.locator("h1").inner_text() == "3 of 7 operations need attention"
    assert report.count() == "7 of 7 operations"
    assert report.rows() == 7
    for number in range(7):
        report.page.evaluate(f"location.hash = 'operation-{number}'")
        report.page.wait_for_selector("#operation-heading")
    assert report.complaints == []
    assert {url for url in report.requests if not url.startswith("data:")} == {report.path.as_uri()}


def test_the_policy_stops_a_script_that_got_in(opened: Callable[..., Opened], six_verdicts: Report) -> None:
    report = opened(six_verdicts)
    for attempt in (
        "const made = document.createElement('script'); made.text = 'window.hit = 1'; document.body.append(made);",
        "document.body.innerHTML = '<img src=x onerror=\"window.hit = 1\">';",
        "document.body.setAttribute('onclick', 'window.hit = 1'); document.body.click();",
        "document.body.setAttribute('style', 'color: red');",
        "const made = new Image(); made.src = 'http://127.0.0.1:9/x.png'; document.body.append(made);",
        "fetch('http://127.0.0.1:9/').catch(() => 0);",
    ):
        before = len(report.complaints)
        report.page.evaluate(f"() => {{ try {{ {attempt} }} catch (error) {{ console.log(error.message); }} }}")
        report.page.wait_for_timeout(50)
        assert len(report.complaints) > before, attempt
    assert report.page.evaluate("window.hit") is None
    assert [url for url in report.requests if url.startswith("http")] == []


def test_it_is_filtered_by_verdict_operation_host_and_deviation(
    opened: Callable[..., Opened], six_verdicts: Report
) -> None:
    report = opened(six_verdicts)
    report.page.click("[data-verdict=failed]")
    assert report.count() == "1 of 7 operations"
    assert report.page.get_attribute("[data-verdict=failed]", "aria-pressed") == "true"
    report.page.click("[data-verdict=rejected]")
    assert report.count() == "2 of 7 operations"
    report.page.click("#clear")
    report.page.select_option("#operation-filter", "migrate")
    assert report.page.locator("#rows th").all_inner_texts() == ["migrate"]
    report.page.click("#clear")
    report.page.select_option("#deviation-filter", "instance-locked")
    assert report.page.locator("#rows th").all_inner_texts() == ["stop"]
    report.page.click("#clear")
    report.page.select_option("#host-filter", "node-2")
    assert 0 < report.rows() < 7
    report.page.click("#clear")
    assert report.rows() == 7


def test_it_is_searched_for_all_words(opened: Callable[..., Opened], six_verdicts: Report) -> None:
    report = opened(six_verdicts)
    report.page.fill("#search", "SELF-migrate node-1")
    assert report.page.locator("#rows th").all_inner_texts() == ["migrate"]
    report.page.fill("#search", "self-migrate no-such-word")
    assert report.count() == "0 of 7 operations"
    request = six_verdicts.verdicts[0].trace.request
    assert request is not None
    report.page.fill("#search", request[:12])
    assert report.rows() == 1


def test_a_cause_shows_its_operations(opened: Callable[..., Opened], six_verdicts: Report) -> None:
    report = opened(six_verdicts)
    report.page.click("li:has-text('self-migrate-retry') button")
    assert report.page.locator("#rows th").all_inner_texts() == ["migrate"]
    report.page.click("#group button")
    assert report.rows() == 7


def test_the_list_is_sorted(opened: Callable[..., Opened], six_verdicts: Report) -> None:
    report = opened(six_verdicts)
    assert report.page.locator("#rows .chip").first.inner_text() == "✕ failed"
    report.page.click("[data-sort=operation]")
    names = report.page.locator("#rows th").all_inner_texts()
    assert names == sorted(names)
    assert report.page.locator("th[aria-sort=ascending]").inner_text().startswith("Operation")
    report.page.click("[data-sort=operation]")
    assert report.page.locator("#rows th").all_inner_texts() == sorted(names, reverse=True)


def test_an_operation_is_opened_and_left_with_the_keyboard_alone(
    opened: Callable[..., Opened], six_verdicts: Report
) -> None:
    report = opened(six_verdicts)
    keys = report.page.keyboard
    for _ in range(60):
        keys.press("Tab")
        if report.page.evaluate("document.activeElement.closest('#rows') !== null"):
            break
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    focused = report.page.evaluate("document.activeElement.getAttribute('href')")
    keys.press("Enter")
    report.page.wait_for_selector("#operation-heading")
    assert report.page.evaluate("location.hash") == focused
    assert report.page.evaluate("document.activeElement.id") == "operation-heading"
    assert not report.page.is_visible("#overview")
    keys.press("Escape")
    report.page.wait_for_selector("#overview")
    assert report.page.evaluate("document.activeElement.getAttribute('href')") == focused
    assert report.page.evaluate("document.querySelectorAll('#rows a[tabindex=\"0\"]').length") == 1


def test_the_first_tab_skips_to_the_content(opened: Callable[..., Opened], six_verdicts: Report) -> None:
    report = opened(six_verdicts)
    report.page.keyboard.press("Tab")
    assert report.page.evaluate("document.activeElement.id") == "skip"
    report.page.keyboard.press("Enter")
    assert report.page.evaluate("document.activeElement.id") == "main"


def test_an_operation_shows_why_what_to_do_and_its_lines(opened: Callable[..., Opened], six_verdicts: Report) -> None:
    report = opened(six_verdicts)
    report.page.fill("#search", "self-migrate-retry")
    report.page.click("#rows a")
    shown = report.page.locator("#operation").inner_text()
    for words in ("What to do", "Because", "Sequence diagram", "Where the time went", "UnableToMigrateToSelf"):
        assert words in shown
    assert report.page.locator("#operation svg desc").count() == 1
    assert report.page.locator(".evidence mark").count() > 0
    assert report.page.locator(".steps thead th[scope=col]").count() == 5


def test_rows_that_mean_nothing_are_shown_when_asked_for(opened: Callable[..., Opened]) -> None:
    report = opened(Report(Input(()), (a_deviating_migration(),)))
    report.page.click("#rows a")
    hidden = report.page.locator(".steps .hidden-step").first
    hidden.wait_for(state="attached")
    assert not hidden.is_visible()
    report.page.check("#all-steps")
    assert hidden.is_visible()


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_a_log_says_stays_text(attack: str, opened: Callable[..., Opened]) -> None:
    report = opened(saying(attack))
    report.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    report.page.click("#rows a")
    report.page.wait_for_selector("#operation-heading")
    report.page.wait_for_timeout(50)
    assert report.page.evaluate("window.hit") is None
    assert report.complaints == []
    assert report.page.locator("img, iframe, a[href^=javascript]").count() == 0
    shown = attack.encode("unicode_escape").decode() if not attack.isprintable() else attack
    assert shown in report.page.locator(".evidence mark").first.inner_text()


def test_ten_thousand_operations_take_as_many_rows_as_fifty(
    opened: Callable[..., Opened], ten_thousand: Report
) -> None:
    report = opened(ten_thousand)
    assert report.count() == "10,000 of 10,000 operations"
    assert report.rows() == 25
    assert report.page.evaluate("document.querySelectorAll('*:not(script)').length") < 12_000
    report.page.fill("#search", "node-7 req-0000")
    assert report.count() == "250 of 10,000 operations"
    assert report.rows() == 25
    report.page.focus("#rows a")
    report.page.keyboard.press("PageDown")
    assert report.page.locator("#page-number").inner_text() == "page 2 of 10"
    report.page.keyboard.press("Enter")
    report.page.wait_for_selector("#operation-heading")
    report.page.keyboard.press("Escape")
    report.page.wait_for_selector("#overview")
    assert report.page.locator("#page-number").inner_text() == "page 2 of 10"
    assert report.complaints == []


def test_it_prints_all_rows_and_unfolds_what_is_folded(opened: Callable[..., Opened], ten_thousand: Report) -> None:
    report = opened(ten_thousand)
    assert report.page.pdf().startswith(b"%PDF")
    report.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    report.page.emulate_media(media="print")
    assert report.rows() == 500
    assert not report.page.is_visible("#filters")
    report.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert report.rows() == 25


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["", "operation-0", "operation-1", "operation-2"])
def test_axe_finds_nothing(scheme: str, view: str, opened: Callable[..., Opened], six_verdicts: Report) -> None:
    # axe comes in as a script of its own, which the page's policy is there to keep out.
    report = opened(six_verdicts, color_scheme=scheme, bypass_csp=True)
    report.page.evaluate(f"location.hash = '{view}'")
    report.page.wait_for_selector("#operation-heading" if view else "#rows a")
    found = Axe().run(report.page).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found] == []


def test_it_fits_a_telephone(opened: Callable[..., Opened], six_verdicts: Report) -> None:
    report = opened(six_verdicts)
    report.page.set_viewport_size({"width": 380, "height": 700})
    for view in ("", "operation-1"):
        report.page.evaluate(f"location.hash = '{view}'")
        report.page.wait_for_timeout(50)
        assert report.page.evaluate("document.documentElement.scrollWidth") <= 380
