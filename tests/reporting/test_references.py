"""References and citations: words in JupyterLab, labels for the press, and nothing lost between."""

from __future__ import annotations

import pytest

from analysis.reporting.references import (
    BIBLIOGRAPHY,
    as_links,
    as_words,
    authors_of,
    for_the_press,
    name_of,
)

PRESS = [
    "See @fig-a-b, @tbl-c and @sec-d.",
    "## Head {#sec-d}\n\nText.",
    "$$ k = 1 $$ {#eq-k}",
    "As shown [@hage2011]; @bailey2017 says so.",
    "Code `@fig-a` and\n\n```\n[@hage2011] {#sec-x}\n```\n",
    r"An escaped \@fig-x and mail a@fig-x.org",
]


@pytest.mark.parametrize("text", PRESS)
def test_there_and_back(text):
    assert for_the_press(as_links(text)) == text


@pytest.mark.parametrize("text", PRESS[:4])
@pytest.mark.parametrize("write", [as_links, as_words])
def test_no_mark_is_left_to_read(text, write):
    if write is as_words and "{#" in text:
        pytest.skip("headings and equations are not shown by cells of code")
    assert "@" not in write(text)
    assert "{#" not in write(text)


@pytest.mark.parametrize("text", PRESS[4:])
def test_code_and_addresses_are_left_alone(text):
    assert as_words(text) == as_links(text) == text


def test_a_link_to_somewhere_else_stays():
    text = "[a page](https://example.org/#fig-a) and [more](#more)"
    assert for_the_press(text) == text


def test_every_entry_of_the_bibliography_is_named():
    lines = BIBLIOGRAPHY.read_text(encoding="utf-8").splitlines()
    keys = {line.partition("{")[2].strip(" ,") for line in lines if line.startswith("@")}
    assert set(authors_of()) == keys
    assert all(names and len(year) == 4 for names, year in authors_of().values())


def test_what_is_in_no_bibliography_is_named_by_its_key():
    assert as_words("[@nobody1999]") == "(nobody1999 )"


def test_the_same_name_at_the_figure_and_in_the_text():
    assert name_of("fig-a-b") in as_words("See @fig-a-b.")
