"""The site as a reader uses it: from a folder, in a browser, wide and narrow."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from analysis.agreement import pair_series, with_group
from analysis.atlas.states.years import same_votes
from analysis.record.reference import members

from .conftest import HOSTILE

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # a browser takes seconds to start
    pytest.mark.skipif(BROWSER is None, reason=f"no browser here: none of {', '.join(NAMES)}"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=BROWSER)
        yield found
        found.close()


@pytest.fixture
def opened(browser: Any, site: Path) -> Iterator[Any]:
    """Open a page of the site at a width; what goes wrong in it fails the test."""
    wrong: list[str] = []
    pages: list[Any] = []

    def open_at(address: str, wide: int = 1280, scripts: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": wide, "height": 900}, java_script_enabled=scripts
        )
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto((site / address.split("#")[0].split("?")[0]).as_uri() + _rest(address))
        pages.append(context)
        return page

    yield open_at
    for context in pages:
        context.close()
    assert wrong == []


def _rest(address: str) -> str:
    at = min((address.find(c) for c in "#?" if c in address), default=len(address))
    return address[at:]


#: Of each kind of page one or more, the hard ones among them.
SHOWN = ("index.html", "state/USA.html", "text/2024/res-A_RES_79_1.html", "about.html")
SHOWN += (
    "text/2025/f.html",
    "text/2024/index.html",
    "compare.html#a=USA&b=NATO",
    "search.html?q=a",
    "search.html?q=nothingofthekind",
    "state/DDR.html",
    "text/2024/S_1.html",
    "compare.html#a=DDR&b=CHN&from=2020",
)


@pytest.mark.parametrize("wide", [390, 1280])
def test_no_page_scrolls_sideways_and_no_script_fails(opened, wide):
    for address in SHOWN:
        page = opened(address, wide)
        assert page.evaluate("document.documentElement.scrollWidth") <= wide, address


@pytest.mark.parametrize("wide", [390, 1280])
def test_no_serious_finding_of_axe(opened, wide):
    if find_spec("axe_playwright_python") is None:
        pytest.skip("axe-core is not installed: pip install axe-playwright-python")
    source = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    for address in SHOWN:
        page = opened(address, wide)
        page.evaluate(source)
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true })")
        found = page.evaluate("axe.run(document, { preload: false })")
        assert len(found["passes"]) > 10
        serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        assert [(address, v["id"], v["nodes"][0]["html"]) for v in serious] == []


def test_what_there_is_nothing_of_is_said(opened):
    page = opened("search.html?q=nothingofthekind")
    page.wait_for_selector("#found p")
    assert page.locator("#found li").count() == 0
    page = opened("compare.html#a=DDR&b=CHN&from=2020")
    page.wait_for_selector("#compared .lead")
    assert page.locator("#compared svg").count() == 0


def test_a_cell_of_a_file_that_a_script_writes_is_no_formula(opened):
    page = opened("index.html")
    page.evaluate("atlas.offer(document.querySelector('main'), 'Take', 'x.csv',"
                  " () => [['=1+1', '@x', '-0.5', 'a,\"b']])")  # fmt: skip
    with page.expect_download() as waited:
        page.click("main button:text('Take')")
    text = Path(waited.value.path()).read_text("utf-8")
    assert text == '\'=1+1,\'@x,-0.5,"a,""b"\n'


def test_a_hostile_title_runs_nothing_and_is_shown(opened):
    page = opened("text/2024/res-A_RES_79_1.html")
    assert page.inner_text("h1") == HOSTILE
    page = opened("search.html?q=alert")
    page.wait_for_selector("#found li")
    assert HOSTILE[:40] in page.inner_text("#found")


def test_without_scripts_the_essentials_of_a_roll_call_are_read(opened):
    page = opened("text/2024/d.html", scripts=False)
    text = page.inner_text("main")
    assert "No (2)" in text
    assert "2 December 2024" in text
    assert page.locator(".map").count() == 1
    assert not page.locator(".map").is_visible()


def test_the_map_colours_a_state_by_its_vote(opened):
    page = opened("text/2024/d.html")
    assert page.locator(".map a[href$='USA.html'] path").get_attribute("class") == "v3"
    assert page.locator(".map a[href$='FRA.html'] path").get_attribute("class") == "v1"


def test_the_address_carries_the_choice_both_ways(opened):
    page = opened("compare.html#a=HUN&b=RUS&issue=me")
    assert page.input_value("select[name=a]") == "HUN"
    assert page.input_value("select[name=issue]") == "me"
    page.select_option("select[name=b]", "CHN")
    page.wait_for_function("location.hash.includes('b=CHN')")
    page.wait_for_function("document.title.includes('CHN')")
    page.go_back()
    page.wait_for_function("document.title.includes('RUS')")


@pytest.mark.parametrize("choice", ["a=USA&b=RUS", "a=USA&b=RUS&issue=me", "a=USA&b=NATO"])
def test_what_a_script_computes_is_what_the_suite_computes(opened, material, choice):
    page = opened(f"compare.html#{choice}")
    page.wait_for_function("document.getElementById('compared').dataset.rows")
    found = json.loads(page.get_attribute("#compared", "data-rows"))
    part = material.assembly.select(issue="me") if "issue" in choice else material.assembly
    if "NATO" in choice:
        series = with_group(
            part, "USA", lambda day: members("NATO", day), indices=["ordinal"], intervals=False
        )
    else:
        series = pair_series(part, "USA", "RUS", indices=["ordinal"], intervals=False)
    series = series[series["n"] > 0]
    assert [row[0] for row in found] == [int(str(p)) for p in series["period"]]
    assert [row[1] for row in found] == series["n"].tolist()
    assert [row[2] for row in found] == pytest.approx(series["value"].tolist())
    if choice == "a=USA&b=RUS":
        same = same_votes(material.texts, "USA").query("partner == 'RUS'")
        assert [row[3] for row in found if row[3]] == same["calls"].tolist()
        shares = (same["same"] / same["calls"]).tolist()
        assert [row[4] for row in found if row[3]] == pytest.approx(shares)


def test_a_table_sorts_by_a_column(opened):
    page = opened("index.html")
    head = page.locator("table.sortable thead th button").nth(1)
    head.click()
    codes = page.locator("table.sortable tbody tr td:nth-child(2)").all_inner_texts()
    assert codes == sorted(codes)
    head.click()
    again = page.locator("table.sortable tbody tr td:nth-child(2)").all_inner_texts()
    assert again == codes[::-1]


def test_a_roll_call_is_taken_away_as_a_file(opened):
    page = opened("text/2024/d.html")
    with page.expect_download() as waited:
        page.click(".map button")
    text = Path(waited.value.path()).read_text("utf-8")
    assert text.splitlines()[0] == "state,name,vote"
    assert "USA,USA,No" in text
    assert "DDR" not in text
