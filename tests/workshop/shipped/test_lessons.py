"""The tables of the lessons from records typed here."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.record.texts import text_table
from analysis.resolutions.structure import Resolutions
from analysis.rollcalls import RollCalls
from analysis.workshop.shipped.lessons import agreement_by_kind, calls_by_kind, texts_by_year

STATES = ["USA", "RUS", "FRA", "IND"]


@pytest.fixture
def held() -> RollCalls:
    """Alone against a newly called text, with Russia on another, absent from a paragraph."""
    votes = [[3, 3, 8], [1, 3, 1], [1, 1, 1], [1, 2, 1]]
    return RollCalls.from_votes(
        votes,
        states=STATES,
        dates=["2024-12-01", "2025-02-24", "2025-02-24"],
        treated_last=["without a vote", "vote", ""],
        paragraph=[False, False, True],
    )


def test_roll_calls_by_year_noes_and_treatment(held):
    table = calls_by_kind(held)
    assert table[["year", "noes", "treated", "n", "no", "alone"]].values.tolist() == [
        [2024, "1", "without a vote", 1, 1, 1],
        [2025, "0", "part", 1, 0, 0],
        [2025, "2–3", "vote", 1, 1, 0],
    ]
    assert table["absent"].tolist() == [0, 1, 0]


def test_agreement_is_summed_over_pairs_of_votes(held):
    table = agreement_by_kind(held)
    table = table[table["n"] > 0].set_index(["year", "other"])
    assert table.loc[(2024, "RUS"), "sum"].item() == 0  # a No beside a Yes
    assert list(table.loc[(2025, "RUS"), ["noes", "n", "sum"]]) == ["2–3", 1, 1.0]
    assert table.loc[(2025, "allies"), "n"].item() == 1  # France; the paragraph was missed


def test_texts_by_year():
    table = text_table(
        {
            "symbol": ["A/RES/80/1", "A/RES/80/2", "A/DEC/80/3"],
            "date": ["2025-10-01"] * 3,
            "adopted": ["vote", "without a vote", "without a vote"],
            "drafters": [("EGY",), ("FRA", "USA"), ()],
        },
        3,
    )
    found = texts_by_year(Resolutions.of(table))
    assert found.query("year == 2025").values.tolist() == [[2025, 1, 1, 2, 1]]
    assert isinstance(found, pd.DataFrame)
