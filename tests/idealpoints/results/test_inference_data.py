"""InferenceData: arviz takes it for what it is, and its coordinates name what they hold."""

from __future__ import annotations

import warnings

import arviz as az
import matplotlib.pyplot as plt
import numba
import numpy as np
import pandas as pd
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
    found = IdealPoints(sim.rollcalls, anchor="S00").sample(
        Plan(chains=2, draws=80, warmup=40, thin=1)
    )
    numba.set_num_threads(before)
    return found


@pytest.fixture(scope="module")
def whole(drawn):
    return drawn.to_inference_data(log_likelihood=True, predictive=True)


def test_all_draws_of_points_unless_items_are_asked_for(drawn):
    data = drawn.to_inference_data()
    assert data.groups() == ["posterior"]
    assert dict(data.posterior.sizes) == {"chain": 2, "draw": 80, "point": 36}
    with_items = drawn.to_inference_data(items=True).posterior
    assert with_items.sizes["draw"] == 50
    at = drawn.draws.item_draws
    assert np.array_equal(with_items["theta"], drawn.draws.theta[:, at])
    for k, name in enumerate(("beta", "gamma1", "gamma2")):
        assert np.array_equal(with_items[name], drawn.draws.items[:, :, k])


def test_coordinates_name_states_periods_and_texts(drawn, whole):
    posterior = whole.posterior
    assert posterior["theta"].sel(point="S03 2001").coords["state"].item() == "S03"
    assert posterior["theta"].sel(point="S03 2001").coords["period"].item() == "2001"
    calls = drawn.model.rollcalls.calls
    first = calls[calls["recurring_text"] == "text-3"].iloc[0]
    item = posterior["beta"].sel(item="text-3").coords
    assert pd.Timestamp(item["date"].item()) == first["date"]
    assert (item["title"].item(), item["symbol"].item()) == (first["title"], first["symbol"])
    votes = fitted_votes(drawn.ballots)
    n = 100
    of = whole.observed_data["votes"][n].coords
    point = votes.point[n]
    b = drawn.ballots
    assert of["state"].item() == b.states[b.point_state[point]]
    assert of["period"].item() == str(b.periods[b.point_period[point]])
    assert of["item"].item() == b.items[votes.item[n]]


def test_groups_hold_what_they_say(drawn, whole):
    votes = fitted_votes(drawn.ballots)
    assert np.array_equal(whole.observed_data["votes"], votes.code)
    assert np.array_equal(whole.log_likelihood["votes"], log_likelihood(drawn, votes))
    predicted = whole.posterior_predictive["votes"].to_numpy()
    # as often as the model says, within five standard errors
    for kind in (1, 2, 3):
        p = np.mean(
            [drawn.chances(votes.point, votes.item, d)[:, kind - 1].mean() for d in drawn.kept]
        )
        assert abs((predicted == kind).mean() - p) < 5 * np.sqrt(0.25 / predicted.size)


def test_arviz_summarises_scores_and_draws(whole):
    summary = az.summary(whole, var_names=["theta"])
    assert "theta[S03 2001]" in summary.index
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of k above 0.5 in so few draws
        loo = az.loo(whole, pointwise=True)
    assert loo.n_data_points == whole.observed_data["votes"].size
    assert loo.elpd_loo < 0 < loo.p_loo
    axes = az.plot_ppc(whole, num_pp_samples=10)
    assert axes.lines or axes.patches or axes.collections
    plt.close("all")
    axes = az.plot_ppc(
        whole, coords={"vote": np.flatnonzero(whole.observed_data["state"] == "S03")}
    )
    plt.close("all")


def test_some_votes_alone_and_no_more_than_the_limit(drawn):
    part = drawn.to_inference_data(log_likelihood=True, states=["S03"], periods=[2001])
    assert set(part.log_likelihood["state"].to_numpy()) == {"S03"}
    assert part.groups() == ["posterior", "log_likelihood", "observed_data"]
    with pytest.raises(UsageError) as error:
        drawn.to_inference_data(log_likelihood=True, limit=1000)
    assert error.value.where == "inference data"


def test_the_same_seed_predicts_the_same_votes(drawn):
    one, two, three = (
        drawn.to_inference_data(predictive=True, seed=s).posterior_predictive["votes"].to_numpy()
        for s in (1, 1, 2)
    )
    assert np.array_equal(one, two)
    assert not np.array_equal(one, three)
