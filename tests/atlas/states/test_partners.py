"""Whom a state votes with: what is drawn, and that few texts are said to be few."""

from __future__ import annotations

from analysis.atlas.states.partners import partners
from analysis.atlas.states.tables import state_tables


def test_a_state_without_votes_has_no_such_section(material):
    assert partners(material, state_tables(material, "QQQ", None)) == ""


def test_years_of_few_texts_say_so_and_how_many_votes_each_year_has(material):
    text = partners(material, state_tables(material, "USA", None))
    assert "Of 2025 there are 2 texts." in text
    assert "votes together" in text
    assert "compare.html#a=USA" in text


def test_intervals_stay_within_what_agreement_can_be(material):
    text = partners(material, state_tables(material, "HUN", None))
    assert "101%" not in text
    assert "–-" not in text
