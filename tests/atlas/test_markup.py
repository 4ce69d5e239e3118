"""What is not made here is escaped, wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.atlas.markup import Html, el, join, page, table

from .test_build import Page


@given(st.text())
def test_a_text_comes_back_as_it_was_and_makes_no_element(text):
    found = Page(el("p", text))
    assert found.seen == text.replace("\r\n", "\n").replace("\r", "\n") or "\r" in text
    assert [tag for tag, _ in found.tags] == ["p"]


@given(st.text(alphabet="<>\"&'=` \tab/.#"))
def test_an_attribute_cannot_be_left(text):
    found = Page(el("a", "x", href=text))
    assert found.tags == [("a", {"href": text})]


def test_what_is_none_or_false_is_left_out_and_what_is_true_has_no_value():
    assert el("input", name="q", class_=None, hidden=False, required=True) == (
        "<input name=q required>"
    )


def test_elements_are_put_in_as_they_are():
    assert join([Html("<b>x</b>"), "<"]) == "<b>x</b>&lt;"


@pytest.mark.parametrize("cell", ["<i>", el("i", "y")])
def test_cells_are_escaped_unless_they_are_elements(cell):
    found = Page(table(["a"], [[cell]], caption="c"))
    assert ("i" in [tag for tag, _ in found.tags]) is isinstance(cell, Html)


def test_a_page_cannot_be_broken_by_its_title_or_what_stands_in_it():
    text = page("$body </title><script>", el("p", "$root ${x}"), about='"><script>')
    found = Page(text)
    scripts = [at["src"] for tag, at in found.tags if tag == "script"]
    assert scripts == ["atlas.js"]
    assert "$body </title><script>" in found.seen
    assert "$root ${x}" in found.seen


def test_the_bare_page_of_a_roll_call_has_frame_policy_and_a_harmless_title():
    found = Page(page("</title><script>x()", el("h1", "a"), root="../../", year=2025))
    assert [at["src"] for tag, at in found.tags if tag == "script"] == ["../../atlas.js"]
    assert "</title><script>x()" in found.seen
    assert "Roll calls of 2025" in found.seen
    assert any("default-src 'none'" in (at.get("content") or "") for _, at in found.tags)
