from __future__ import annotations

import numpy as np
import pytest

from analysis.agreement import change
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.methods.state_changes import state_changes
from analysis.study import Study

from ...helpers import raises

STUDY = Study(before="2000-01-01", event="2000-03-01", until="2000-12-31")


def test_each_state_is_what_it_is_alone():
    rng = np.random.default_rng(1)
    votes = rng.choice([1, 2, 3, 8], size=(5, 120), p=[0.4, 0.2, 0.3, 0.1])
    votes[4, 62:] = 8  # votes twice after
    rc = RollCalls.from_votes(votes, states=["USA", "RUS", "GBR", "FRA", "TUV"])
    for index in ("ordinal", "kappa"):
        found = state_changes(rc, STUDY, index)
        assert list(found.index) == ["USA", "GBR", "FRA", "TUV"]
        one = change(
            rc, "GBR", "RUS", index, before=("2000-01-01", "2000-02-29"), after=("2000-03-01", None)
        )
        assert found.loc["GBR", "change"] == pytest.approx(one.estimate)
        assert found.loc["GBR", "error"] == pytest.approx(one.se)
        assert np.isnan(found.loc["TUV", "change"])


def test_too_few_votes_in_common_are_no_change():
    votes = np.array([[1, 3, 2, 3, 1, 3, 1, 2], [1, 1, 2, 2, 1, 1, 1, 1], [8, 8, 1, 3, 3, 2, 2, 3]])
    rc = RollCalls.from_votes(votes.astype(np.int8), states=["USA", "RUS", "CAN"])
    study = STUDY.changed(event="2000-01-05")
    assert np.isnan(state_changes(rc, study, "ordinal").loc["CAN", "change"])
    assert np.isfinite(state_changes(rc, study, "ordinal", least=2).loc["CAN", "change"])


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        ({"event": "2000-06-01"}, "window after", ["2000-06-01"]),
        ({"rival": "PRK"}, "table of states", ["PRK"]),
    ],
)
def test_what_cannot_be(changes, where, words):
    rc = RollCalls.from_votes([[1] * 120, [1] * 120], states=["USA", "RUS"])
    with raises(UsageError, where, *words):
        state_changes(rc, STUDY.changed(**changes))
