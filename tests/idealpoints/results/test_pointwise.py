"""Votes of a fit one by one: as cast, and as likely as a loop finds them."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.results.pointwise import fitted_votes, log_likelihood

from ..conftest import simulate


@pytest.fixture(scope="module")
def drawn():
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    sim = simulate(12, 3, 20, seed=5)
    # 80 draws: of 50 in each chain the items are kept
    found = IdealPoints(sim.rollcalls, anchor="S00").sample(
        Plan(chains=2, draws=80, warmup=40, thin=1)
    )
    numba.set_num_threads(before)
    return found


def test_fitted_votes_are_those_of_the_record(drawn):
    votes = fitted_votes(drawn.ballots)
    table = drawn.predict(drawn.model.rollcalls).dropna()
    b = drawn.ballots
    ours = {
        (b.states[b.point_state[p]], b.periods[b.point_period[p]], b.items[i], c)
        for p, i, c in zip(votes.point, votes.item, votes.code, strict=True)
    }
    theirs = set(table[["state", "period", "item", "vote"]].itertuples(index=False, name=None))
    assert len(votes.code) == len(table) == b.n_votes
    assert ours == theirs
    assert set(b.missing) >= {0, 2}  # items that lack a kind of vote are among them


def test_votes_of_some_states_and_periods(drawn):
    votes = fitted_votes(drawn.ballots, ["S03", "S04"], [2001])
    b = drawn.ballots
    assert set(b.point_state[votes.point]) == {3, 4}
    assert {b.periods[p] for p in b.point_period[votes.point]} == {2001}
    with pytest.raises(UsageError) as error:
        fitted_votes(b, ["XXX"])
    assert error.value.where == "votes"


def test_log_likelihood_is_that_of_a_loop(drawn):
    votes = fitted_votes(drawn.ballots)
    found = log_likelihood(drawn, votes)
    assert found.shape == (2, 50, votes.code.size)
    rng = np.random.default_rng(1)
    for _ in range(200):
        c, k, n = rng.integers([2, 50, votes.code.size])
        theta = float(drawn.draws.theta[c, drawn.draws.item_draws[k], votes.point[n]])
        beta, g1, g2 = drawn.draws.items[c, k, :, votes.item[n]].astype(float)
        expected = slow_p(theta, beta, g1, g2, drawn.ballots.missing[votes.item[n]])
        assert found[c, k, n] == pytest.approx(np.log(expected[votes.code[n] - 1]), abs=1e-4)


def slow_p(theta, beta, g1, g2, missing):
    from math import erf, sqrt

    def cdf(x):
        return 0.5 * (1 + erf(x / sqrt(2)))

    below, above = cdf(g1 - beta * theta), 1 - cdf(g2 - beta * theta)
    if missing == 1:
        below = 0.0
    if missing == 3:
        above = 0.0
    return below, 1 - below - above, above


def test_a_fit_without_draws_has_one_row(drawn):
    fast = drawn.model.fit()
    votes = fitted_votes(fast.ballots)
    found = log_likelihood(fast, votes)
    assert found.shape == (1, 1, votes.code.size)
    assert found.sum() == pytest.approx(fast.loglik, rel=1e-4)
