"""The page of a state: its sections are those of which there is something, and linked."""

from __future__ import annotations

from analysis.atlas.states import state_page, state_tables

from ..test_build import Page


def test_what_a_page_says_first_leads_to_what_is_on_it(material):
    page = Page(state_page(material, state_tables(material, "USA", None), (0, "")))
    ids = {at["id"] for _, at in page.tags if "id" in at}
    jumps = [a[1:] for a in page.links if a.startswith("#") and a != "#main"]
    assert jumps == ["partners", "divided", "called", "alone", "sponsors", "years"]
    assert set(jumps) <= ids  # no points: no section on the position


def test_a_state_of_the_record_that_never_voted_has_a_page(material):
    text = state_page(material, state_tables(material, "TUV", None), (0, ""))
    assert "Too few states share votes with Tuvalu" in text
    assert "member on" not in text


def test_no_day_is_written_as_in_a_file(material):
    page = Page(state_page(material, state_tables(material, "USA", None), (9, "2019-10-15")))
    assert "15 October 2019" in page.seen
    assert "2019-10-15" not in page.seen
    assert "2024-12" not in page.seen
