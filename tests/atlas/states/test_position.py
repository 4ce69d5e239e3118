"""Where a state stands: which year is told, and nothing without points."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.atlas.states.position import last_told, position


def points(n: int) -> pd.DataFrame:
    row = {"mean": 0.1, "q05": 0.0, "q95": 0.2, "r_hat": 1.0, "ess": 900.0}
    rows = [row | {"state": "USA", "year": 2025, "n_votes": 90}]
    rows += [row | {"state": s, "year": 2026, "n_votes": n, "mean": 0.9} for s in ("USA", "RUS")]
    return pd.DataFrame(rows)


def test_a_year_of_few_votes_is_drawn_and_not_told(material):
    for n, year in ((9, 2025), (90, 2026)):
        text = position(replace(material, points=points(n)), "USA")
        assert f"In {year} the ideal point of the United States" in text
        assert "<svg" in text
    assert last_told(points(9).tail(1))["year"] == 2026  # there is no other


def test_without_points_there_is_no_section(material):
    assert position(material, "USA") == ""
