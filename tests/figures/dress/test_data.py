"""Data go with the figure, and no cell of the file is a formula."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.figures.dress.data import as_csv, data_of, with_data


def test_a_figure_without_data_says_so():
    assert data_of(Figure()) is None


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C'!A0"]
)
def test_words_are_no_formulas(title):
    text = as_csv(pd.DataFrame({"title": pd.Series([title, "Peace"], dtype=object)}))
    cell = pd.read_csv(io.StringIO(text))["title"][0]
    assert cell[0] == "'"
    assert "Peace" in text


def test_numbers_and_days_stay_as_they_are():
    table = pd.DataFrame(
        {
            "day": pd.to_datetime(["2025-02-24", None]),
            "change": [-0.5, None],
            "n": [1, 2],
            "mixed": pd.Series([-1.5, "-x"], dtype=object),
        }
    )
    assert as_csv(table) == "day,change,n,mixed\n2025-02-24,-0.5,1,-1.5\n,,2,'-x\n"


def test_the_table_given_is_not_changed():
    table = pd.DataFrame({"title": ["=1"]}, index=[7])
    figure = with_data(Figure(), table)
    as_csv(data_of(figure))
    assert table["title"].tolist() == ["=1"]
    assert table.index.tolist() == [7]
