"""Whom a state votes with: what is drawn, and that few texts are said to be few."""

from __future__ import annotations

from dataclasses import replace

from analysis.atlas.states.partners import partners
from analysis.atlas.states.tables import ENOUGH, state_tables


def test_a_state_without_votes_has_no_such_section(material):
    assert partners(material, state_tables(material, "QQQ", None)) == ""


def test_years_of_few_texts_say_so_and_how_many_votes_each_year_has(material):
    text = partners(material, state_tables(material, "USA", None))
    assert "Of 2025 there are 2 texts." in text
    assert "votes together" in text
    assert "compare.html#a=USA" in text


def test_a_last_year_of_few_texts_is_left_out_of_the_chart(material):
    tables = state_tables(material, "USA", None)
    last = int(tables.years["year"].max())
    for before, said in ((ENOUGH, "is left out."), (ENOUGH - 1, f"Of {last} there are 2 texts.")):
        years = tables.years.assign(texts=[before] * (len(tables.years) - 1) + [2])
        assert said in partners(material, replace(tables, years=years))


def test_intervals_stay_within_what_agreement_can_be(material):
    text = partners(material, state_tables(material, "HUN", None))
    assert "101%" not in text
    assert "–-" not in text
