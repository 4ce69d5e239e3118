"""Divided texts on a page: the sentence, the bars, and what stands where there are none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.atlas.states.divided import divided
from analysis.atlas.states.tables import state_tables


def test_shares_of_a_page_are_those_of_its_years(material):
    tables = state_tables(material, "USA", None)
    n = int(tables.now["divided"])
    assert n > 0
    text = divided(tables)
    assert f"{100 * tables.now['allies'] / n:.0f}%" in text
    assert "<svg" in text
    assert "fewer than 20 texts" in text  # eight roll calls are no year


@pytest.mark.parametrize("state", ["QQQ", "USA"])
def test_nothing_is_drawn_of_no_text_or_no_vote(material, state):
    tables = state_tables(material, state, None)
    none = replace(tables, years=tables.years.assign(divided=0))
    assert "<svg" not in divided(none)
    assert bool(divided(none)) is (state == "USA")
