"""The page as a reader has it: in a browser, on a phone and on a desk, from a file, offline."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import resources
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import pytest

from analysis.reporting.press.document import compose
from analysis.reporting.press.html import html_page

from ...conftest import figure, prose, shows, table
from ..test_typeset import META

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)
#: Texts that run, or turn what follows, where a page lets them.
RUNS = "document.documentElement.dataset.ran='yes'"
HOSTILE = (
    f'"><img src=x onerror="{RUNS}"></script><script>{RUNS}</script>'
    f"<svg onload={RUNS}>\u202e</td></table>"
)
WIDTHS = (390, 1280)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser takes seconds to start; one serves all tests here
    pytest.mark.skipif(BROWSER is None, reason=f"no browser here: none of {', '.join(NAMES)}"),
]


def live(kind: str, at: str, values: dict[str, Any]) -> Any:
    return shows({"kind": "live", "live": kind, "at": at, "values": values})


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write a page of everything: a chart, counts, a wide and long table, hostile texts."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    folder = tmp_path_factory.mktemp("page")
    calls = [[f"2025-02-{d:02d}", f"A/RES/{d}", HOSTILE, "NYA", "9–8–7"] for d in range(1, 13)]
    lists = [
        {"name": "no.after", "title": f"No {HOSTILE}", "window": "after", "calls": [*range(12)]},
        {"name": "no.before", "title": "No before", "window": "before", "calls": [0, 5]},
    ]
    votes = {"heads": ["USA", "most allies", HOSTILE], "calls": calls, "lists": lists}
    series = [
        {"code": "RUS", "name": "Russia", "first": 2012, "n": [50] * 14, "k": [*range(0, 28, 2)]},
        {"code": "XXX", "name": HOSTILE, "first": 2020, "n": [9, 0, 80], "k": [3, 0, 70]},
        {"code": "CHN", "name": "China", "first": 1950, "n": [20] * 76, "k": [10] * 76},
        {
            "code": "GNB",
            "name": "The long Guinea-Bissau",
            "first": 2020,
            "n": [9] * 6,
            "k": [5] * 6,
        },
    ]
    chart = {
        "headline": f"As seldom {HOSTILE}", "title": "Share of texts", "last": 2025, "years": 15,
        "event_at": 2025.05, "event_words": "20 January 2025", "chosen": ["RUS"], "series": series,
        "unit": "share", "domain": [0, 1], "heads": ["with", "same vote", "texts"],
        "hint": HOSTILE, "all": False,
    }  # fmt: skip
    points = [{"code": "RUS", "name": "Russia", "first": 2012, "n": [9] * 14, "v": [-0.5] * 14,
               "low": [-1.0] * 14, "high": [0.25] * 14}]  # fmt: skip
    line = chart | {"unit": "points", "domain": [-2, 1], "all": True, "series": points}
    wide = ["name of a thing", *(f"a long heading {i}" for i in range(12))]
    rows = [[f"Row {i}.", *(str(i * k) for k in range(12))] for i in range(20)]
    cells = [
        figure("fig-a"), live("chart", "fig-a", chart), figure("fig-b"),
        figure("fig-c"), live("chart", "fig-c", line),
        table("tbl-a", rows=[["Now", "12"], ["Then", "2"], [HOSTILE, "0"]],
              counts=[["", "no.after"], ["", "no.before"], ["", "none"]]),
        live("calls", "tbl-a", votes),
        table("tbl-b", heads=wide, right=[False] + [True] * 12, rows=rows),
        prose(f"A word of {'x' * 120}."),
    ]  # fmt: skip
    made = [new_markdown_cell("# One\n\nSee @tbl-b and @fig-a.\n\n## Two\n\n$$ k = 1 $$ {#eq-k}")]
    made += [new_code_cell("show()", outputs=[cell]) for cell in cells]
    nbformat.write(new_notebook(cells=made), folder / "01-one.ipynb")
    document = compose([folder / "01-one.ipynb"])
    page = html_page(document.parts, document.pictures, META | {"title": HOSTILE}, document.live)
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as p:
        opened = p.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def said() -> list[str]:
    """Collect what the browser complains about: errors, warnings, what the policy forbade."""
    return []


@pytest.fixture(params=WIDTHS)
def page(request: Any, browser: Any, address: str, said: list[str]) -> Iterator[Any]:
    context = browser.new_context(
        viewport={"width": request.param, "height": 850}, offline=True, timezone_id="Asia/Tokyo"
    )
    context.set_default_timeout(10_000)
    tab = context.new_page()
    tab.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    tab.on("pageerror", lambda e: said.append(str(e)))
    tab.goto(address)
    yield tab
    context.close()


def widest(page: Any) -> list[int]:
    return page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")


def test_nothing_runs_but_the_page_s_own_scripts(page: Any, said: list[str]) -> None:
    page.locator("[data-count] button").first.click()
    page.locator(".chart select").first.select_option("XXX")
    assert page.evaluate("document.documentElement.dataset.ran") is None
    assert page.locator("img").count() == 0
    # The policy forbids what a text might still bring in, and says so.
    page.evaluate("() => { const s = document.createElement('script');"
                  f" s.textContent = \"{RUNS}\";"
                  " document.body.append(s);"
                  " document.body.setAttribute('style', 'color: red'); }")  # fmt: skip
    assert page.evaluate("document.documentElement.dataset.ran") is None
    assert page.evaluate("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
    assert len([text for text in said if "Content Security Policy" in text]) == 2
    assert len(said) == 2


def test_the_page_does_not_scroll_sideways_and_no_chart_is_cut_off(
    page: Any, said: list[str]
) -> None:
    there, room = widest(page)
    assert there == room
    outside = page.evaluate(
        "[...document.querySelectorAll('svg, svg text, figure, button, select')]"
        ".filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5"
        " && !e.closest('.scroll')).map((e) => e.outerHTML.slice(0, 80))"
    )
    assert outside == []
    box = page.locator("#tbl-b .scroll")
    assert box.evaluate("e => e.scrollWidth > e.clientWidth")
    assert box.get_attribute("tabindex") == "0"
    cue = page.locator("#tbl-b .cue")
    assert cue.is_visible()
    box.evaluate("e => e.scrollTo(e.scrollWidth, 0)")
    cue.wait_for(state="hidden")
    assert said == []


def test_a_count_opens_its_roll_calls_and_gives_the_focus_back(page: Any, said: list[str]) -> None:
    opener = page.get_by_role("button", name="12", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    assert dialog.locator("tbody tr").count() == 12
    assert HOSTILE.replace("\u202e", "") in dialog.locator(".text").first.inner_text().replace(
        "\u202e", ""
    )
    dialog.get_by_role("searchbox").fill("A/RES/7")
    assert dialog.locator("tbody tr:visible").count() == 1
    assert dialog.locator("output").inner_text() == "1 of 12 rows"
    assert widest(page)[0] == widest(page)[1]
    dialog.get_by_role("button", name="Close").click()
    assert not dialog.is_visible()
    assert opener.evaluate("e => e === document.activeElement")
    # What has no list is no button.
    assert page.locator("#tbl-a td button").count() == 2
    assert said == []


def test_a_heading_sorts_by_numbers_and_a_word_filters(page: Any, said: list[str]) -> None:
    heading = page.locator("#tbl-b th[scope=col]").nth(1 + 1)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    column = page.locator("#tbl-b tbody tr td:nth-child(3)")
    assert [int(text) for text in column.all_inner_texts()] == [*range(19, -1, -1)]
    heading.get_by_role("button").press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    page.locator("#tbl-b").get_by_role("searchbox").fill("ROW 17.")
    assert page.locator("#tbl-b tbody tr:visible").all_inner_texts()[0].startswith("Row 17.")
    assert page.locator("#tbl-b output").inner_text() == "1 of 20 rows"
    assert said == []


def test_another_state_is_drawn_and_values_follow_the_year(page: Any, said: list[str]) -> None:
    assert not page.locator("#fig-a > svg").is_visible()  # the chart stands for it
    chart = page.locator("#fig-a .chart")
    lines = chart.locator("path.line")
    assert lines.count() == 1
    chart.get_by_label("Add").select_option("CHN")
    assert lines.count() == 2
    assert chart.locator(".readout tbody tr").all_inner_texts() == [
        "Russia\t52%\t26 of 50", "China\t50%\t10 of 20"
    ]  # fmt: skip
    chart.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    assert chart.locator(".readout caption").inner_text() == "In 2024"
    assert chart.locator(".readout tbody tr").first.inner_text() == "Russia\t48%\t24 of 50"
    box = chart.locator("svg").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 100)
    assert chart.locator(".readout caption").inner_text() == "In 2011"
    points = page.locator("#fig-c .chart")
    assert points.locator("path.band").count() == 1
    row = points.locator(".readout tbody tr")
    assert row.inner_text() == "Russia\t\u22120.50 [\u22121.00, 0.25]\t9"
    chart.get_by_label("Show").select_option("all")
    assert "1950" not in chart.locator(".readout caption").inner_text()
    chart.get_by_role("button", name="Remove Russia").click()
    assert lines.count() == 1
    assert said == []


def test_a_name_at_the_end_of_a_line_is_broken_and_not_cut(page: Any, said: list[str]) -> None:
    chart = page.locator("#fig-a .chart")
    chart.get_by_label("Add").select_option("GNB")
    chart.get_by_label("Add").select_option("CHN")
    ends = chart.locator("text.end")
    words = [" ".join(end.locator("tspan").all_text_contents()) for end in ends.all()]
    assert sorted(words) == ["China 50%", "Russia 52%", "The long Guinea-Bissau 56%"]
    boxes = sorted((end.bounding_box() for end in ends.all()), key=lambda box: box["y"])
    assert all(box["x"] + box["width"] <= page.viewport_size["width"] for box in boxes)
    assert all(a["y"] + a["height"] <= b["y"] + 4 for a, b in pairwise(boxes))
    assert said == []


def test_a_drawing_is_enlarged_on_a_telephone_from_its_latest_year(page: Any) -> None:
    turn = page.locator("#fig-b").get_by_role("button", name="Enlarge")
    assert turn.is_visible() == (page.viewport_size["width"] == min(WIDTHS))
    if turn.is_visible():
        turn.click()
        box = page.locator("#fig-b .scroll")
        assert box.evaluate("e => e.scrollWidth > e.clientWidth && e.scrollLeft > 0")
        assert widest(page)[0] == widest(page)[1]


def test_no_serious_finding_of_axe(page: Any) -> None:
    if find_spec("axe_playwright_python") is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    source = resources.files("axe_playwright_python") / "axe.min.js"
    page.evaluate(source.read_text("utf-8"))
    page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true })")
    for opened in (False, True):
        if opened:
            page.locator("[data-count] button").first.click()
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        assert len(found["passes"]) > 10
        serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []


def test_without_scripts_everything_is_there(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 850})
    tab = context.new_page()
    tab.goto(address)
    assert tab.locator("#fig-a > svg").is_visible()
    assert tab.locator("#tbl-b tbody tr").count() == 20
    assert tab.locator("button, select, dialog").count() == 0
    context.close()


def test_the_tests_see_a_page_that_is_too_wide(page: Any, address: str) -> None:
    page.evaluate("document.querySelector('main').append(Object.assign("
                  "document.createElement('pre'), { textContent: 'x'.repeat(900) }))")  # fmt: skip
    page.evaluate("document.querySelector('main > pre').style.overflow = 'visible'")
    assert widest(page)[0] > widest(page)[1]
