"""A roll call that lost most of its rows is told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.rollcalls.joining.thin import thin_note


def table(n: int, **columns) -> pd.DataFrame:
    plain = {
        "id": [f"c{j}" for j in range(n)],
        "body": "GA",
        "partial": False,
        "date": pd.to_datetime(["2020-01-01"] * n),
    }
    return pd.DataFrame(plain | columns)


def grid(*cast: int) -> np.ndarray:
    """Ten states, of which so many vote."""
    votes = np.zeros((10, len(cast)), dtype=np.int8)
    for j, n in enumerate(cast):
        votes[:n, j] = 1
    return votes


def test_half_is_enough_and_less_is_told():
    assert thin_note(table(3), grid(10, 10, 5)) == ""
    assert "c2 (4 of 10)" in thin_note(table(3), grid(10, 10, 4))


def test_absence_is_no_vote():
    votes = grid(10, 10, 10)
    votes[4:, 2] = 8
    assert "c2 (4 of 10)" in thin_note(table(3), votes)


def test_years_are_compared_within_themselves():
    days = pd.to_datetime(["1946-01-01", "1946-01-01", "2020-01-01", "2020-01-01"])
    assert thin_note(table(4, date=days), grid(3, 3, 10, 10)) == ""


def test_the_council_and_roll_calls_known_in_part_are_not_meant():
    assert thin_note(table(3, body=["GA", "GA", "SC"]), grid(10, 10, 2)) == ""
    assert thin_note(table(3, partial=[False, False, True]), grid(10, 10, 2)) == ""


def test_many_are_counted_and_few_named():
    note = thin_note(table(29), grid(*[10] * 20, *[1] * 9))
    assert "9 roll calls" in note
    assert "3 others" in note
