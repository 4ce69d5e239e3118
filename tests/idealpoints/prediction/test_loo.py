"""PSIS-LOO in chunks against arviz on the whole, and against fits without the vote."""

from __future__ import annotations

import warnings
from dataclasses import replace

import arviz as az
import numba
import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.prediction.holdout import hide
from analysis.idealpoints.prediction.loo import psis_loo
from analysis.idealpoints.results.pointwise import fitted_votes, log_likelihood

from ..conftest import simulate
from ..plane_reference import plane_record


@pytest.fixture(scope="module")
def drawn():
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    sim = simulate(12, 3, 20, seed=5)
    found = IdealPoints(sim.rollcalls, anchor="S00").sample(
        Plan(chains=2, draws=80, warmup=100, thin=2)
    )
    numba.set_num_threads(before)
    return found


def test_chunks_are_arviz_on_the_whole(drawn):
    found = psis_loo(drawn, chunk=97)
    data = drawn.to_inference_data(log_likelihood=True)
    data.log_likelihood = data.log_likelihood.astype(np.float64)  # as precise as the chunks are
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of k above 0.5 in so few draws
        theirs = az.loo(data, pointwise=True)
    assert found.elpd == pytest.approx(theirs.elpd_loo, rel=1e-6)
    assert found.p_loo == pytest.approx(theirs.p_loo, rel=1e-5)
    assert found.table["pareto_k"].to_numpy() == pytest.approx(theirs.pareto_k.to_numpy(), rel=1e-5)
    assert found.good_k == pytest.approx(theirs.good_k)
    assert found.bits == pytest.approx(-theirs.elpd_loo / found.n / np.log(2))


def test_it_says_where_it_does_not_hold(drawn):
    found = psis_loo(drawn)
    where = found.where.set_index("votes")
    t = found.table
    assert where.loc["all", "bad"] == t["bad"].sum()
    assert set(t.loc[t["bad"], "pareto_k"] > found.good_k) <= {True}
    assert found.holds == (where.loc["all", "bad"] == 0)
    assert where.loc["cast alone", "n"] + where.loc["not alone", "n"] == found.n
    own = t[t["state"] == t["state"].iloc[0]]
    row = own.iloc[0]
    on_item = t[t["item"] == row["item"]]
    assert row["n_item"] == len(on_item)
    assert row["alone"] == ((on_item["vote"] == row["vote"]).sum() == 1)


def test_votes_that_are_certain_in_every_draw_are_not_bad(drawn):
    items = drawn.draws.items.copy()
    items[:, :, 1:, 0] += 60.0  # everybody votes the first kind on the first item, come what may
    sure = replace(drawn, draws=replace(drawn.draws, items=items))
    on = psis_loo(sure).table
    own = on[(on["item"] == drawn.ballots.items[0]) & (on["vote"] == 1)]
    assert len(own) > 0
    assert np.isinf(own["pareto_k"]).all()
    assert not own["bad"].any()


def test_part_of_the_votes_has_the_same_numbers(drawn):
    whole, part = psis_loo(drawn).table, psis_loo(drawn, states=["S03"]).table
    own = whole[whole["state"] == "S03"]
    assert part["elpd"].to_numpy() == pytest.approx(own["elpd"].to_numpy())
    assert part["pareto_k"].to_numpy() == pytest.approx(own["pareto_k"].to_numpy())


def test_too_few_draws_have_no_tail():
    sim = simulate(12, 2, 10, seed=5)
    few = IdealPoints(sim.rollcalls, anchor="S00").sample(Plan(chains=2, draws=8, warmup=4, thin=1))
    with pytest.raises(UsageError) as error:
        psis_loo(few)
    assert error.value.where == "loo"


# -- the plane -------------------------------------------------------------------------------------
#: Few votes a point, so that a vote left out is missed.
SMALL = plane_record(2, n_states=10, n_periods=2, per=24, linked=4)[0]


def fitted(rollcalls, dimensions: int, draws: int):
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    model = IdealPoints(rollcalls, "year", "S00", dimensions=dimensions)
    found = model.sample(Plan(2, draws, 100, 2, seed=3, items=draws))
    numba.set_num_threads(before)
    return found


@pytest.fixture(scope="module")
def plane():
    return fitted(SMALL, 2, 60)


def test_one_vote_in_the_plane_is_as_likely_as_both_axes_say(plane):
    votes = fitted_votes(plane.ballots)
    found = log_likelihood(plane, votes)
    rng = np.random.default_rng(1)
    lacking = 0
    for _ in range(100):
        c, k, n = rng.integers([2, 60, votes.code.size])
        point, j = votes.point[n], votes.item[n]
        b1, b2, g1, g2 = plane.draws.items[c, k, :, j].astype(float)
        one, two = plane.draws.theta[c, plane.draws.item_draws[k], point].astype(float)
        lack = plane.ballots.missing[j]
        lacking += lack in (1, 3)
        low = 0.0 if lack == 1 else normal(g1 - b1 * one - b2 * two)
        high = 1.0 if lack == 3 else normal(g2 - b1 * one - b2 * two)
        expected = (low, high - low, 1 - high)[votes.code[n] - 1]
        assert found[c, k, n] == pytest.approx(np.log(expected), abs=1e-3)
    assert lacking > 0


def normal(x: float) -> float:
    from math import erf, sqrt

    return 0.5 * (1 + erf(x / sqrt(2)))


def test_no_choice_of_axes_changes_it(plane):
    one, two = psis_loo(plane), psis_loo(plane.along("S04", "S07"))
    assert two.table["elpd"].to_numpy() == pytest.approx(one.table["elpd"].to_numpy(), abs=1e-3)
    assert psis_loo(plane.second).elpd == pytest.approx(one.elpd, abs=1e-3)


def test_two_models_of_the_same_votes_are_set_side_by_side(plane):
    line, flat = psis_loo(fitted(SMALL, 1, 60)), psis_loo(plane)
    bits, error = flat.against(line)
    assert bits == pytest.approx(flat.bits - line.bits)
    assert bits < -2 * error < 0  # the record is one of a plane
    assert error < line.se + flat.se  # votes are paired
    assert flat.against(flat) == (0.0, 0.0)
    with pytest.raises(UsageError) as caught:
        flat.against(psis_loo(plane, states=["S03"]))
    assert caught.value.where == "loo"


@pytest.mark.slow  # a fit for each of four votes left out
def test_in_the_plane_it_is_what_a_fit_without_the_vote_says():
    whole = fitted(SMALL, 2, 200)
    loo = psis_loo(whole)
    seen = log_likelihood(whole, fitted_votes(whole.ballots)).reshape(len(whole.kept), -1)
    seen = np.log(np.exp(seen.astype(float)).mean(axis=0))
    good = loo.table[~loo.table["bad"] & ~loo.table["alone"]]
    rows = []
    for n in good["elpd"].nsmallest(8).index[::2]:  # where most is at stake
        vote = loo.table.loc[n]
        rows.append((loo.table["elpd"][n], without(SMALL, whole, vote), seen[n]))
    smoothed, exact, in_sample = np.array(rows).T
    assert (exact < in_sample).all()
    assert np.abs(smoothed - exact).mean() < 0.5 * np.abs(in_sample - exact).mean()


def without(rollcalls, whole, vote) -> float:
    """Return the log of the probability that a fit of all other votes gives to one."""
    item = whole.ballots.labels(rollcalls)[1].to_numpy()
    year = rollcalls.calls["date"].astype(str).str[:4].astype(int).to_numpy()
    mask = np.zeros(rollcalls.votes.shape, dtype=bool)
    own = list(rollcalls.states.index).index(vote["state"])
    mask[own, (item == vote["item"]) & (year == vote["period"])] = True
    assert mask.sum() == 1
    found = fitted(hide(rollcalls, mask).training, 2, 200)
    b = found.ballots
    points = zip(b.point_state, b.point_period, strict=True)
    at = [(b.states[s], b.periods[p]) == (vote["state"], vote["period"]) for s, p in points]
    where = np.flatnonzero(at), np.array([list(b.items).index(vote["item"])])
    chances = [found.chances(*where, draw)[0, vote["vote"] - 1] for draw in found.kept]
    return float(np.log(np.mean(chances)))
