"""The page of a roll call: its heading, its neighbours in time, its tally."""

from __future__ import annotations

from analysis.atlas.text_page import text_pages

from .test_build import Page


def test_a_speech_in_the_place_of_a_title_is_a_paragraph(material):
    text = dict(text_pages(material))["text/2025/f.html"]
    heading = text[text.index("<h1") : text.index("</h1>")]
    assert len(heading) < 200
    assert "x" * 2000 in text


def test_votes_before_and_after_on_the_same_text_are_linked(material):
    pages = dict(text_pages(material))
    before, after = Page(pages["text/1988/a.html"]), Page(pages["text/2024/res-A_RES_79_1.html"])
    assert "../2024/res-A_RES_79_1.html" in before.links
    assert "../1988/a.html" in after.links
    assert "Vote before on this text: 1 December 1988" in after.seen
