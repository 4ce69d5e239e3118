"""Lists of texts on a page: none of anything is said, the rest unfolds, titles are cropped."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.atlas.states.tables import state_tables
from analysis.atlas.states.texts import OPEN, SHOWN, alone, called, sponsors


def test_what_a_state_has_none_of_is_said(material):
    tables = state_tables(material, "DDR", None)
    assert "no text on which only" in alone(material, tables)
    assert "put its name to none of the 9" in sponsors(material, tables, 9, "2019-10-15")
    assert "names the sponsors of no text" in sponsors(material, tables, 0, "")


def test_a_long_list_is_open_in_part_and_ends_where_it_says(material):
    tables = state_tables(material, "USA", None)
    row = tables.called.iloc[0].to_dict() | {"title": "word " * 80}
    many = replace(tables, called=pd.DataFrame([row] * (SHOWN + 5)))
    text = called(material, many)
    assert f"{SHOWN - OPEN} more" in text
    assert text.count("3 Dec") + text.count("2 Dec 2024") == SHOWN
    assert "word …" in text


def test_a_count_of_the_whole_record_is_not_that_of_the_texts_that_are_here(material):
    tables = state_tables(material, "USA", None)
    shipped = replace(tables, years=tables.years.assign(alone=50))
    assert "holds 2 of them" in alone(material, shipped)
