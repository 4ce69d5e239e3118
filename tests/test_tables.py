from __future__ import annotations

from datetime import date
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from analysis.tables import cell_text, html_table, literal, table_cells

MINUS, DASH = "\N{MINUS SIGN}", "\N{EN DASH}"


class Reader(HTMLParser):
    """Reads a table back: cells by kind of tag, and every tag seen."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[tuple[str, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag in ("td", "th", "caption", "small"):
            self.cells.append((tag, "", dict(attrs).get("style", "")))

    def handle_data(self, data):
        if self.cells:
            tag, text, style = self.cells[-1]
            self.cells[-1] = (tag, text + data.strip("\n"), style)

    def texts(self, tag: str) -> list[str]:
        return [text for kind, text, _ in self.cells if kind == tag]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (-1234, f"{MINUS}1,234"),
        (np.int64(-7), f"{MINUS}7"),
        (0.005, "0.01"),
        (0.125, "0.12"),
        (-0.5, f"{MINUS}0.50"),
        (-0.004, "0.00"),
        (-0.0, "0.00"),
        (np.float64(-1234.5), f"{MINUS}1,234.50"),
        (float("nan"), DASH),
        (None, DASH),
        (pd.NA, DASH),
        (pd.NaT, DASH),
        (True, "yes"),
        (np.False_, "no"),
        (pd.Timestamp("2025-02-24"), "2025-02-24"),
        (date(2025, 2, 24), "2025-02-24"),
        ("2025-02-24", "2025-02-24"),
        ("", ""),
        ("nan", "nan"),
    ],
)
def test_cells(value, text):
    assert cell_text(value) == text


def test_digits():
    assert cell_text(0.12345, 4) == "0.1235"
    assert cell_text(2.5, 0) == "2"
    assert cell_text(-0.04, 1) == "0.0"


def test_columns_are_chosen_ordered_and_named():
    table = pd.DataFrame({"a": [1], "b": ["x"], "c": [0.5]})
    cells = table_cells(table, columns={"c": "Share", "b": "Name"}, digits={"c": 1})
    assert cells.heads == ("Share", "Name")
    assert cells.right == (True, False)
    assert cells.rows == (("0.5", "x"),)
    with pytest.raises(KeyError):
        table_cells(table, columns={"d": "D"})


def test_years_have_no_separator():
    table = pd.DataFrame({"year": [2025, 1946], "n": [2025, 1]})
    assert table_cells(table, plain=["year"]).rows == (("2025", "2,025"), ("1946", "1"))


def test_years_with_a_gap_are_still_years():
    table = pd.DataFrame({"year": [2025, None], "what": ["a, b", "c"]})
    assert table_cells(table, plain=["year", "what"]).rows == (("2025", "a, b"), (DASH, "c"))


def test_numbers_stand_right_and_truth_values_left():
    table = pd.DataFrame({"n": [1], "x": [0.5], "ok": [True], "s": ["a"]})
    cells = table_cells(table)
    assert cells.right == (True, True, False, False)
    assert cells.rows == (("1", "0.50", "yes", "a"),)
    styles = {text: style for _, text, style in Reader(html_table(cells)).cells}
    assert styles["0.50"] == styles["x"] == "text-align: right"
    assert styles["yes"] == styles["a"] == "text-align: left"


@pytest.mark.parametrize(
    ("column", "right"),
    [
        (["32%", "5%"], True),
        (["–", "100%"], True),
        (["<0.001", "0.5"], True),
        (["", "–"], False),
        (["1, 2", "3"], False),
        (["2025-01-20"], False),
        (["3.11.7"], False),
        (["3 of 10"], False),
    ],
)
def test_texts_that_read_as_numbers_stand_as_numbers_do(column, right):
    assert table_cells(pd.DataFrame({"x": column})).right == (right,)


def test_everything_is_escaped():
    sly = "<script>alert(\"1\")</script> & 'x'"
    table = pd.DataFrame({sly: [sly]})
    text = html_table(table_cells(table), caption=sly, note=sly)
    read = Reader(text)
    assert "script" not in read.tags
    for tag in ("caption", "th", "td", "small"):
        assert read.texts(tag) == [sly]


def test_shape_of_the_html():
    table = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]})
    read = Reader(html_table(table_cells(table)))
    assert read.texts("th") == ["a", "b"]
    assert read.texts("td") == ["1", "x", "2", "y", "3", "z"]
    assert read.tags.count("tr") == 4
    assert "caption" not in read.tags
    assert "small" not in read.tags


def test_a_table_without_rows():
    cells = table_cells(pd.DataFrame({"a": [], "b": []}))
    assert cells.rows == ()
    assert Reader(html_table(cells)).texts("th") == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain words", "plain words"),
        ("A/RES/ES-11/7", r"A/RES/ES\-11/7"),
        ("[x](y)", r"\[x\]\(y\)"),
        ("a\n\n# b", r"a \# b"),
        ("@fig-x $1$ <b>", r"\@fig\-x \$1\$ \<b\>"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_literal(text, escaped):
    assert literal(text) == escaped
