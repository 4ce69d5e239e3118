"""Plain pages: paragraphs, lists and code."""

from __future__ import annotations

import pytest

from analysis.course.marking.pages import markdown, page


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("one\ntwo\n\nthree", "<p>one two</p>\n<p>three</p>"),
        ("1. a\n2. b\n   c", "<ol><li>a</li><li>b c</li></ol>"),
        ("### Head\ntext", "<h3>Head</h3>\n<p>text</p>"),
        ("`a*b*c` and **d**", "<p><code>a*b*c</code> and <strong>d</strong></p>"),
        ("    code <", "<pre>    code &lt;</pre>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("", ""),
    ],
)
def test_markdown(text, made):
    assert markdown(text) == made


def test_a_page_says_its_language_and_fits_a_phone():
    text = page("Title & more", "<p>x</p>")
    assert '<html lang="en">' in text
    assert "width=device-width" in text
    assert "<title>Title &amp; more</title>" in text
