"""What is said of the draws: against the draws themselves and arviz called directly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import arviz as az
import numba
import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan

from ..conftest import simulate


@pytest.fixture(scope="module")
def found():
    before = numba.get_num_threads()
    numba.set_num_threads(1)
    sim = simulate(15, 3, 20, seed=21, step=0.4)
    drawn = IdealPoints(sim.rollcalls, anchor="S00").sample(
        Plan(chains=3, draws=120, warmup=60, thin=2), estimate_walk=True
    )
    numba.set_num_threads(before)
    return drawn


def own(found, state: str) -> np.ndarray:
    """Draws of a state, chains × draws × periods, taken by hand."""
    return found.draws.theta[:, :, found.ballots.point_state == int(state[1:])].astype(float)


def test_params_are_means_standard_deviations_and_quantiles(found):
    flat = found.draws.theta.reshape(360, -1).astype(float)
    p = found.params
    assert p["theta"].to_numpy() == pytest.approx(flat.mean(axis=0), abs=1e-6)
    assert p["se"].to_numpy() == pytest.approx(flat.std(axis=0, ddof=1), abs=1e-6)
    for column, at in (("low", 0.05), ("high", 0.95)):
        assert p[column].to_numpy() == pytest.approx(np.quantile(flat, at, axis=0), abs=1e-6)
    assert found.bse.to_numpy() == pytest.approx(p["se"].to_numpy())


def test_quantiles_and_intervals_are_the_same_numbers(found):
    q, ci = found.quantiles((0.25, 0.5, 0.75)), found.conf_int(0.5)
    assert q.columns.tolist() == [0.25, 0.5, 0.75]
    assert (q[0.25] < q[0.5]).all()
    assert np.array_equal(ci.to_numpy(), q[[0.25, 0.75]].to_numpy())
    for level in (0, 1, -0.1, 1.5):
        with pytest.raises(UsageError) as error:
            found.conf_int(level)
        assert error.value.where == "level"


def test_between_is_the_contrast_of_draws(found):
    x = own(found, "S03")
    moved = x @ found.window_weights("S03", [2000, 2001], [2002])[found._points("S03")]
    e = found.between("S03", [2000, 2001], [2002], level=0.8)
    assert e.estimate == pytest.approx(moved.mean())
    assert e.se == pytest.approx(moved.std(ddof=1))
    assert (e.low, e.high) == pytest.approx(tuple(np.quantile(moved, [0.1, 0.9])))
    assert f"R-hat {float(az.rhat(moved)):.3f}, ESS {float(az.ess(moved)):.0f}" in e.method
    back = found.between("S03", [2002], [2000, 2001], level=0.8)
    assert (back.low, back.high) == pytest.approx((-e.high, -e.low))
    # correlated points: the error is not that of independent ones
    early = x[:, :, 2] - moved
    apart = np.sqrt(x[:, :, 2].var(ddof=1) + early.var(ddof=1))
    assert abs(e.se / apart - 1) > 0.01


def test_a_period_is_not_compared_with_itself(found):
    with pytest.raises(UsageError) as error:
        found.between("S03", [2001], [2001])
    assert error.value.where == "periods"
    assert "before and after" in error.value.what


def test_quality_is_what_arviz_says(found):
    for k in (0, 7, 44):
        x = found.draws.theta[:, :, k].astype(float)
        assert found.quality["r_hat"].iloc[k] == pytest.approx(float(az.rhat(x)))
        assert found.quality["ess"].iloc[k] == pytest.approx(float(az.ess(x)))


def test_inference_data_holds_the_draws_under_their_names(found):
    data = found.to_inference_data()
    posterior = data.posterior
    assert dict(posterior.sizes) == {"chain": 3, "draw": 120, "point": 45}
    x = posterior["theta"].sel(point="S03 2001").to_numpy()
    assert np.array_equal(x, own(found, "S03")[:, :, 1])
    assert np.array_equal(posterior["walk_variance"].to_numpy(), found.draws.walk_variance)
    assert data.attrs["anchor"] == "S00"


@pytest.mark.parametrize("kept", [None, 10])
def test_parquet_is_read_back_as_written(found, tmp_path: Path, kept):
    found.to_parquet(tmp_path / "draws.parquet", kept)
    table = pd.read_parquet(tmp_path / "draws.parquet")
    assert table.columns[:4].tolist() == ["chain", "draw", "S00 2000", "S00 2001"]
    assert len(table) == 3 * (kept or 120)
    for row in table.iloc[[0, 5, -1]].to_dict("records"):
        assert row["S14 2002"] == found.draws.theta[row["chain"], row["draw"], 44]


def test_drawn_and_covariance_are_of_one_state(found):
    drawn, x = found.drawn("S03"), own(found, "S03")
    assert drawn.columns.tolist() == [2000, 2001, 2002]
    assert np.array_equal(drawn.loc[(2, 119)], x[2, 119])
    assert found.covariance("S03").to_numpy() == pytest.approx(np.cov(x.reshape(360, 3).T))
    with pytest.raises(UsageError) as error:
        found.drawn("XXX")
    assert error.value.where == "state"
    assert "'XXX'" in error.value.what


def test_summary_says_when_chains_have_not_mixed(found):
    assert not found.converged  # 360 draws cannot have an ESS of 400 throughout
    assert "NOT CONVERGED" in found.summary()
    assert "3 of 120 draws kept, one in 2 sweeps" in found.summary()
    assert "walk variance" in found.summary()
    assert "item variance" not in found.summary()
    assert "NOT converged" in repr(found)


def with_theta(found, theta):
    return replace(found, draws=replace(found.draws, theta=theta.astype(np.float32)))


def test_chains_that_mixed_are_said_to_have(found):
    rng = np.random.default_rng(1)
    good = with_theta(found, rng.normal(size=(3, 2000, 45)))
    assert good.converged
    assert "CONVERGED" not in good.summary()
    assert "NOT MIXED" not in good.between("S03", [2000], [2002]).method.upper()
    # one chain elsewhere, at a point of the anchor; then at a point of another state
    theta = good.draws.theta.copy()
    theta[1, :, 1] += 1.0
    assert not with_theta(found, theta).converged
    theta = good.draws.theta.copy()
    theta[1, :, 10] += 1.0
    other = with_theta(found, theta)
    assert other.converged
    assert "HAVE NOT MIXED ENOUGH" in other.between("S03", [2000], [2001]).method
    assert "HAVE NOT MIXED ENOUGH" not in other.between("S05", [2000], [2001]).method
