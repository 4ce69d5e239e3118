"""Tables of the page: escaped, named, and firm where they hold numbers."""

from __future__ import annotations

import re

import pytest

from analysis.reporting.press.page.tables import page_table


def cells(text: str) -> list[tuple[str, str]]:
    return re.findall(r"<t[dh]([^>]*)>([^<]*)</t[dh]>", text)


def test_shares_written_as_texts_stand_flush_right():
    rows = [["Biden", "75%", "1 of 9", "2025-12-18"], ["Trump", "\N{EN DASH}", "n/a", "2025-01-01"]]
    found = cells(page_table(list("abcd"), [False] * 4, rows))
    assert [marks for marks, text in found if text in "abcd"] == [
        ' scope="col"', ' scope="col" class="n"', ' scope="col"', ' scope="col"'
    ]  # fmt: skip
    of = {text: marks for marks, text in found}
    assert of["75%"] == of["\N{EN DASH}"] == ' class="n"'
    assert of["1 of 9"] == ""
    assert of["2025-12-18"] == ' class="firm"'


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", '"><script>', "a & b"])
def test_every_text_is_escaped(text):
    made = page_table([text, text], [False, False], [[text, text]], counts=[["", text]])
    assert "<img" not in made
    assert "<script" not in made
    assert made.count("&amp;") == 5 * text.count("&")


def test_rows_without_counts_have_none():
    assert "data-count" not in page_table(["a", "b"], [False, True], [["x", "1"]])


def test_a_table_of_numbers_has_no_heading_of_rows():
    assert 'scope="row"' not in page_table(["a", "b"], [True, True], [["1", "2"]])
