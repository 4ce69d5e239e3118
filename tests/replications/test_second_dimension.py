"""Measures of a second dimension, where it is known whether there is one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.record.reference import members
from analysis.replications.second_dimension import (
    ERAS,
    by_era,
    canonical_correlations,
    replicate,
    share_explained,
)
from analysis.rollcalls import RollCalls


@pytest.fixture(scope="module")
def record():
    """Five years on a line, five on a plane whose second axis is the South, five on it again."""
    rng = np.random.default_rng(11)
    south = list(members("NAM", "2019-12-31"))[:25]
    north = ["USA", *members("EU", "2019-12-31")][:25]
    first, second = rng.normal(size=50), np.r_[np.full(25, 1.2), np.full(25, -1.2)]
    second = second + rng.normal(scale=0.3, size=50)
    votes, dates = [], []
    for start, planar in ((2000, False), (2005, True), (2010, True)):
        for j in range(150):
            along, across = rng.normal(), rng.normal() * planar * 0.6
            z = along * first + across * second + rng.normal(size=50)
            votes.append(np.where(z < -0.2, 1, np.where(z > 0.2, 3, 2)))
            dates.append(f"{start + j // 30}-10-{j % 28 + 1:02d}")
    return RollCalls.from_votes(np.array(votes).T, states=[*south, *north], dates=dates)


def test_it_is_found_where_it_is(record):
    table = replicate(record, first=2000, last=2014)
    assert table["first"].tolist() == [2000, 2005, 2010]
    line, plane, again = table["gain"]
    assert line < 0.02 < min(plane, again)
    assert table["south_gain"].iloc[0] < 0.2 < table["south_gain"].iloc[1:].min()
    assert table["stability"].iloc[0] < 0.6 < table["stability"].iloc[1]
    assert np.isnan(table["stability"].iloc[2])


def test_canonical_correlations_of_what_shares_one_dimension():
    rng = np.random.default_rng(3)
    shared = rng.normal(size=400)
    a, b = (pd.DataFrame({"x": shared, "y": rng.normal(size=400)}) for _ in range(2))
    found = canonical_correlations(a, b)
    assert found[0] == pytest.approx(1.0)
    assert found[1] < 0.2
    assert np.isnan(canonical_correlations(a.head(3), b)).all()


def test_share_explained_needs_two_groups():
    assert np.isnan(share_explained(np.zeros((3, 1)), [True] * 3))


def test_eras_are_averaged_within_themselves():
    eras = list(ERAS)
    table = pd.DataFrame(
        {
            "era": [eras[0], eras[0], eras[1], eras[1]],
            "gain": [1.0, 3.0, 5.0, 7.0],
            "stability": [0.5, 0.9, 0.7, np.nan],  # the second pair lies across two eras
            "south_gain": [0.0, 0.2, 0.4, 0.6],
        }
    )
    found = by_era(table)
    assert found["gain"].tolist() == [2.0, 6.0]
    assert found["stability"].tolist() == [0.5, 0.7]
    assert found["windows"].tolist() == [2, 2]


def test_windows_without_votes_are_left_out(record):
    assert replicate(record, first=1990, last=2004)["first"].tolist() == [2000]
