from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.surprise import (
    HALF_LIVES,
    choose_half_life,
    modal_vote,
    score_votes,
    surprise,
)

from ..helpers import raises

Y, A, N, X = 1, 2, 3, 8
EVENT = "2000-04-01"


def record(n: int = 120, seed: int = 0) -> RollCalls:
    """One roll call a day from 1 January 2000: the country follows its ally, mostly."""
    rng = np.random.default_rng(seed)
    ally, rival = rng.integers(1, 4, (2, n))
    own = np.where(rng.random(n) < 0.8, ally, rng.integers(1, 4, n))
    return RollCalls.from_votes([own, rival, ally], states=["USA", "RUS", "GBR"])


def scored(rc: RollCalls, **options) -> pd.DataFrame:
    return surprise(rc, "USA", "RUS", {2000: ["GBR", "USA", "RUS"]}, EVENT, **options)


class TestScore:
    def test_counted_by_hand(self):
        vote = np.array([Y, Y, N, Y], dtype=np.int8)
        p = score_votes(vote, np.zeros(4, dtype=int), 1, np.inf)
        third = 1 / 3
        assert p == pytest.approx(
            np.array(
                [
                    [third, third, third],
                    [(1 + third) / 2, third / 2, third / 2],
                    [(2 + third) / 3, third / 3, third / 3],
                    [(2 + third) / 4, third / 4, (1 + third) / 4],
                ]
            )
        )

    def test_half_life_of_one(self):
        """After one roll call a vote counts a half, after two a quarter."""
        p = score_votes(np.array([Y, N, Y], dtype=np.int8), np.zeros(3, dtype=int), 1, 1.0)
        # Yes was cast two roll calls ago, no one: the last vote is not yet discounted.
        assert p[2] == pytest.approx(np.array([0.5 + 1 / 3, 1 / 3, 1 + 1 / 3]) / 2.5)

    def test_cells_do_not_learn_from_each_other(self):
        vote = np.array([Y, Y, Y, N], dtype=np.int8)
        p = score_votes(vote, np.array([0, 0, 0, 1]), 2, np.inf)
        assert p[3] == pytest.approx([1 / 3] * 3)

    def test_proper(self):
        """The three probabilities are positive and add up to one, whatever came before."""
        rng = np.random.default_rng(1)
        vote = rng.integers(1, 4, 500).astype(np.int8)
        for half_life in HALF_LIVES:
            p = score_votes(vote, rng.integers(0, 16, 500), 16, half_life)
            assert p.sum(axis=1) == pytest.approx(np.ones(500))
            assert (p > 0).all()

    def test_the_future_is_not_used(self):
        rng = np.random.default_rng(2)
        vote, cell = rng.integers(1, 4, 200).astype(np.int8), rng.integers(0, 16, 200)
        before = score_votes(vote, cell, 16, 50.0)
        for k in (0, 60, 199):
            other = vote.copy()
            other[k:] = other[k:] % 3 + 1
            # The k-th prediction is made before the k-th vote is counted.
            assert (score_votes(other, cell, 16, 50.0)[: k + 1] == before[: k + 1]).all()

    def test_votes_as_predicted_have_the_bits_of_their_entropy(self):
        """On votes drawn with fixed shares the mean loss is their entropy, and a little more.

        What is more is the cost of learning three shares, about log2(n)/n bits a vote: 0.01
        here. The tolerance is four standard errors of the mean of 2,000 losses.
        """
        shares = np.array([0.7, 0.2, 0.1])
        vote = (np.random.default_rng(3).choice(3, 2000, p=shares) + 1).astype(np.int8)
        p = score_votes(vote, np.zeros(2000, dtype=int), 1, np.inf)
        bits = -np.log2(p[np.arange(2000), vote - 1])
        entropy = -(shares * np.log2(shares)).sum()
        assert bits.mean() == pytest.approx(entropy, abs=4 * bits.std() / np.sqrt(2000))


def test_half_life_follows_the_record():
    steady = np.full(600, Y, dtype=np.int8)
    assert choose_half_life(steady, np.zeros(600, dtype=int), 1) == np.inf
    turning = np.repeat([Y, N, Y, N, Y, N], 100).astype(np.int8)
    assert choose_half_life(turning, np.zeros(600, dtype=int), 1) == min(HALF_LIVES)


@pytest.mark.parametrize(
    ("votes", "most"),
    [
        ([Y, Y, N], Y),
        ([N, N, A], N),
        ([Y, N], N),  # a tie without abstain: the group did not support the text
        ([Y, A], A),
        ([A, N], A),
        ([Y, A, N], A),
        ([X, 9, 0], 0),
        ([X, Y, X], Y),
    ],
)
def test_modal_vote(votes, most):
    assert modal_vote(np.array(votes, dtype=np.int8)[:, None]).tolist() == [most]


class TestSurprise:
    def test_bits_are_of_the_vote_cast(self):
        out = scored(record())
        p = out[["p_yes", "p_abstain", "p_no"]].to_numpy()
        assert p.sum(axis=1) == pytest.approx(np.ones(len(out)))
        assert out["p"].to_numpy() == pytest.approx(
            p[np.arange(len(out)), out["vote"].to_numpy() - 1]
        )
        assert out["bits"].to_numpy() == pytest.approx(-np.log2(out["p"].to_numpy()))
        assert out["bits"].iloc[0] == pytest.approx(np.log2(3))

    def test_nothing_after_the_event_bears_on_what_was_before(self):
        rc = record()
        late = (rc.calls["date"] >= EVENT).to_numpy()
        votes = rc.votes.copy()
        votes[:, late] = votes[:, late] % 3 + 1
        other = RollCalls(votes, rc.calls, rc.states)
        columns = ["p_yes", "p_abstain", "p_no", "bits", "half_life"]
        before, after = (scored(r)[columns].to_numpy()[: (~late).sum()] for r in (rc, other))
        assert (before == after).all()
        assert (scored(rc)["bits"] != scored(other)["bits"]).any()

    def test_order_of_storage_plays_no_part(self):
        rc = record()
        shuffled = rc.take(np.random.default_rng(0).permutation(rc.n_calls))
        pd.testing.assert_frame_equal(scored(rc), scored(shuffled))

    def test_absences_are_neither_scored_nor_learnt_from(self):
        rc = record()
        votes = rc.votes.copy()
        votes[0, 10:15] = X
        out = scored(RollCalls(votes, rc.calls, rc.states))
        assert len(out) == rc.n_calls - 5
        kept = scored(rc.take(np.r_[0:10, 15 : rc.n_calls]))
        assert (out["bits"] == kept["bits"]).all()

    def test_ranks_leave_out_the_first_votes(self):
        out = scored(record(), burn_in=30)
        assert out["rank"].isna().sum() == 30
        rest = out.iloc[30:]
        assert (
            rest.loc[rest["bits"].idxmax(), "rank"]
            == (rest["bits"].round(9) == rest["bits"].round(9).max()).sum()
        )
        worse = rest.sort_values("rank")["bits"].round(9)
        assert worse.is_monotonic_decreasing

    def test_a_break_with_the_ally_stands_out(self):
        rc = record(seed=4)
        votes = rc.votes.copy()
        votes[:, :-1] = np.where(np.arange(rc.n_calls - 1) % 2, Y, N)  # all three alike
        votes[:, -1] = [N, Y, Y]
        out = scored(RollCalls(votes, rc.calls, rc.states))
        assert out["rank"].iloc[-1] == 1
        assert out["bits"].iloc[-1] > 5

    def test_country_and_rival_are_no_allies(self):
        rc = record()
        with_them = scored(rc)
        without = surprise(rc, "USA", "RUS", {2000: ["GBR"]}, EVENT)
        pd.testing.assert_frame_equal(with_them, without)

    def test_without_allies_in_a_year(self):
        assert (surprise(record(), "USA", "RUS", {}, EVENT)["allies"] == 0).all()

    @pytest.mark.parametrize("burn_in", [0, 1, 50])
    def test_too_few_votes_before(self, burn_in):
        with raises(UsageError, "surprise", "USA", "0 votes", "2000-01-01"):
            surprise(record(), "USA", "RUS", {}, "2000-01-01", burn_in)

    def test_unknown_states(self):
        with raises(UsageError, "table of states", "PRK"):
            surprise(record(), "USA", "PRK", {}, EVENT)
