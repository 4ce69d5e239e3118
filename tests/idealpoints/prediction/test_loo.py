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
from analysis.idealpoints.prediction.loo import psis_loo

from ..conftest import simulate


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
