"""Scores roll call by roll call: counted by hand, and against the indices they average to."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.agreement import pair_series, with_group
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.methods.scores import all_scores, partner_in_words, partner_scores, vote_scores
from analysis.study import Study

from ...helpers import raises

Y, A, N, X = 1, 2, 3, 8
STUDY = Study(allies=("FIVE_EYES",))
#: Australia is absent once; New Zealand always.
VOTES = {
    "USA": [Y, N, A, N, X],
    "RUS": [N, N, A, X, Y],
    "GBR": [Y, A, Y, N, Y],
    "AUS": [A, N, X, Y, Y],
    "NZL": [X, X, X, X, X],
    "BRA": [N, Y, N, N, Y],
}


def small() -> RollCalls:
    return RollCalls.from_votes(list(VOTES.values()), states=list(VOTES))


def test_every_pair_of_votes():
    v = np.array([Y, A, N], dtype=np.int8)
    assert vote_scores(v[:, None], v).tolist() == [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]]
    for other in (0, 8, 9):
        assert np.isnan(vote_scores(v, np.full(3, other, dtype=np.int8))).all()


def test_counted_by_hand():
    nan = np.nan
    np.testing.assert_array_equal(partner_scores(small(), STUDY, "RUS"), [0, 1, 1, nan, nan])
    allies = [(1 + 0.5) / 2, (0.5 + 1) / 2, 0.5, (1 + 0) / 2, nan]
    np.testing.assert_array_equal(partner_scores(small(), STUDY, "allies"), allies)
    gap = partner_scores(small(), STUDY, "allies-rival")
    np.testing.assert_array_equal(gap, [0.75, -0.25, -0.5, nan, nan])


def random_record(seed: int) -> RollCalls:
    rng = np.random.default_rng(seed)
    votes = rng.choice([0, 1, 2, 3, 8, 9], p=[0.05, 0.4, 0.2, 0.2, 0.1, 0.05], size=(7, 50))
    return RollCalls.from_votes(votes, states=["USA", "RUS", "GBR", "AUS", "NZL", "CAN", "BRA"])


def test_the_mean_is_raw_agreement():
    rc = random_record(3)
    mean = np.nanmean(partner_scores(rc, STUDY, "RUS"))
    value = pair_series(rc, "USA", "RUS", "all", ["ordinal"], intervals=False)["value"].iloc[0]
    assert mean == pytest.approx(value, abs=1e-12)
    # With one ally the group is that ally.
    only = rc.only(["USA", "RUS", "GBR"])
    value = with_group(only, "USA", ["GBR"], "all", ["ordinal"], intervals=False)["value"].iloc[0]
    assert np.nanmean(partner_scores(only, STUDY, "allies")) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("partner", ["RUS", "BRA", "allies", "allies-rival"])
@pytest.mark.parametrize("seed", range(3))
def test_all_at_once_equals_one_by_one(partner, seed):
    """Each row is `partner_scores` with that state as the country.

    The country is an ally in no row, so for the others it is taken out of the record.
    """
    rc = random_record(seed)
    every = all_scores(rc, STUDY, partner)
    for k, state in enumerate(rc.states.index):
        if state in ("RUS", partner):
            continue
        part = rc if state == "USA" else rc.only([s for s in rc.states.index if s != "USA"])
        one = partner_scores(part, STUDY.changed(country=state), partner)
        np.testing.assert_allclose(every[k], one, atol=1e-12, err_msg=state)
    other = "RUS" if partner in ("RUS", "allies", "allies-rival") else partner
    assert np.isnan(every[rc.row(other)]).all()


def test_what_cannot_be():
    with raises(UsageError, "table of states", "PRK"):
        partner_scores(small(), STUDY, "PRK")
    with raises(UsageError, "table of states", "PRK"):
        all_scores(small(), STUDY.changed(rival="PRK"), "allies")
    with raises(UsageError, "members", "besides USA"):
        partner_scores(small().only(["USA", "RUS", "BRA"]), STUDY, "allies")


def test_in_words():
    assert partner_in_words(Study(), "RUS") == "Russia"
    assert partner_in_words(Study(), "allies") == "its allies"
