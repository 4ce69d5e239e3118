"""Constant shares and the last vote on a text, against slow loops."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.idealpoints.prediction.baselines import constant_shares, last_votes, transitions


def test_constant_shares_by_hand():
    assert constant_shares([1, 1, 2, 3, 8, 9, 0]) == pytest.approx(np.array([2.5, 1.5, 1.5]) / 5.5)
    assert constant_shares([]) == pytest.approx(np.full(3, 1 / 3))


@pytest.fixture(scope="module")
def record():
    rng = np.random.default_rng(3)
    votes = rng.choice([0, 1, 2, 3, 8, 9], size=(6, 40), p=[0.1, 0.4, 0.1, 0.2, 0.1, 0.1])
    items = pd.Series([f"t{k}" for k in rng.integers(0, 9, 40)])
    dates = pd.Series(pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 25, 40), "D"))
    return votes.astype(np.int8), items, dates


def test_last_votes_are_those_of_a_loop(record):
    votes, items, dates = record
    found = last_votes(votes, items, dates)
    for state in range(votes.shape[0]):
        for call in range(votes.shape[1]):
            earlier = [
                (dates[c], c)
                for c in range(votes.shape[1])
                if items[c] == items[call]
                and votes[state, c] in (1, 2, 3)
                and (dates[c], c) < (dates[call], call)
            ]
            expected = votes[state, max(earlier)[1]] if earlier else 0
            assert found[state, call] == expected


def test_transitions_are_counted_and_smoothed(record):
    votes, items, dates = record
    before = last_votes(votes, items, dates)
    counts = np.full((3, 3), 0.5)
    for state, call in np.argwhere((before > 0) & np.isin(votes, [1, 2, 3])):
        counts[before[state, call] - 1, votes[state, call] - 1] += 1
    assert counts.sum() > 60
    assert transitions(votes, before) == pytest.approx(counts / counts.sum(axis=1)[:, None])
