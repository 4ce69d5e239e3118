"""Blocs planted in a record are found, with the state that changes from one to the other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.agreement.counts import joint_counts
from analysis.agreement.indices import index_named
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.counted.blocs import _by_day, blocs

from ...helpers import raises


def planted(moves: bool) -> RollCalls:
    rng = np.random.default_rng(7)
    days = [
        d
        for first in ("2017-02-01", "2021-02-01", "2025-02-01")
        for d in pd.date_range(first, periods=20, freq="9D").repeat(3)
    ]
    n = len(days)
    one = rng.choice([1, 3], n)
    votes = np.vstack(
        [np.where(rng.random((8, n)) < 0.9, one, 2), np.where(rng.random((8, n)) < 0.9, 4 - one, 2)]
    )
    late = pd.DatetimeIndex(days) >= np.datetime64("2025-01-20")
    if moves:
        votes[0] = np.where(late, 4 - one, votes[0])
    names = ["USA", *(f"A{k}" for k in range(7)), "RUS", *(f"B{k}" for k in range(7))]
    return RollCalls.from_votes(votes, states=names, dates=days)


@pytest.mark.parametrize("moves", [False, True])
def test_who_changed(study, moves):
    found = {e.name: e for e in blocs(planted(moves), study)}
    level = found["blocs.all.stability.before"]
    assert (level.estimate, level.details["blocs"]) == (1.0, 2)
    assert level.details["country_bloc"] != level.details["rival_bloc"]
    for key in ("before", "earlier"):
        assert found[f"blocs.all.changed.{key}"].details["who"] == (["USA"] if moves else [])


def test_sums_of_days_are_agreement(random_record):
    votes = random_record(1).votes.copy()
    votes[3, ::3] = 8
    place = np.arange(votes.shape[1]) // 7
    score, joint = _by_day(votes, place, int(place.max()) + 1)
    index = index_named("ordinal")(joint_counts(votes))
    assert np.allclose(score.sum(axis=0) / joint.sum(axis=0), index)


def test_too_few_roll_calls_are_refused(record, study):
    with raises(UsageError, "blocs"):
        blocs(record, study)
