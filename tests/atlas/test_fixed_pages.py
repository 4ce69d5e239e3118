"""Pages that are one of a kind: who is most alike is of three years and not of the last one."""

from __future__ import annotations

from analysis.atlas.fixed_pages import about_page, compare_page, index_page, search_page
from analysis.atlas.states import state_tables

from .conftest import STATES
from .test_build import Page


def test_the_first_page_says_of_a_state_what_its_page_says(material):
    tables = {s: state_tables(material, s, None) for s in STATES}
    seen = Page(index_page(material, tables)).seen
    near = tables["USA"].near.iloc[0]
    assert f"{near['state']} {100 * near['value']:.0f}%" in seen
    assert seen.count("2024 to 2025") >= 1


def test_a_page_that_needs_scripts_says_what_there_is_without(material):
    for text in (compare_page(material), search_page()):
        assert "needs scripts" in Page(text).seen


def test_the_page_on_data_names_every_file(material):
    page = Page(about_page(material))
    files = [a for a in page.links if a.startswith("data/") and "csv" in a]
    assert len(files) == 4
