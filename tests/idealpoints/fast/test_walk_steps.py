"""Steps with heavy tails or unknown variance: against dense algebra, scipy, and planted jumps."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import t as student

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.walk_steps import step_scale

from ..conftest import simulate
from ..variant_records import paths, record


@pytest.fixture(scope="module")
def ballots():
    return IdealPoints(simulate(12, 5, 10, seed=4).rollcalls, anchor="S00").ballots


def test_expectation_and_maximisation_ends_at_the_likeliest_scale(ballots):
    """With points known exactly the scale that maximises Student's density is scipy's."""
    b = ballots
    rng = np.random.default_rng(0)
    theta, none = rng.normal(size=b.n_points), np.full(b.n_points, 1e-12)
    variance, curvature = 0.3, np.full(b.n_points, 1e12)
    assumed = Assumptions(tails=4.0, estimate_walk=True)
    at = (theta, none, curvature, 0 * none)
    for _ in range(300):
        scale, variance = step_scale(assumed, b.elapsed, b.state_ptr, *at, variance)
    later = b.elapsed > 0
    steps = (theta[later] - theta[np.flatnonzero(later) - 1]) / np.sqrt(b.elapsed[later])
    best = minimize_scalar(
        lambda s: -student.logpdf(steps, 4, scale=np.exp(s)).sum(), bounds=(-3, 3), method="bounded"
    )
    assert variance == pytest.approx(np.exp(2 * best.x), rel=1e-4)
    weight = 5 / (4 + steps**2 / variance)
    np.testing.assert_allclose(variance / scale[later], weight, rtol=1e-3)


def test_settings_that_change_nothing_change_nothing(simulated):
    model = IdealPoints(simulated.rollcalls, anchor="S00")
    plain = model.fit()
    many = model.fit(tails=1e9)
    np.testing.assert_allclose(many.estimates.theta, plain.estimates.theta, atol=2e-4)
    assert many.tails == 1e9
    assert "Student's t" in many.summary()
    assert plain.tails is None
    assert "variance 0.25 per period" in plain.summary()


@pytest.mark.parametrize("step", [0.15, 0.5])
def test_the_variance_of_the_walk_is_found(step):
    found, true = [], []
    for seed in range(4):
        rec = record(seed, n_states=80, n_periods=8, step=step)
        side = f"S{rec.theta.mean(axis=1).argmax():02d}"
        fitted = IdealPoints(rec.rollcalls, anchor=side).fit(estimate_walk=True)
        assert fitted.converged
        assert "(estimated)" in fitted.summary()
        found.append(fitted.walk_variance)
        true.append(np.var(np.diff(rec.theta, axis=1)))
    assert np.mean(found) == pytest.approx(np.mean(true), rel=0.15)


def test_a_jump_is_followed_more_closely_with_heavy_tails():
    """One state jumps by two where others hardly move; the variance is estimated either way."""
    errors = []
    for seed in range(4):
        theta = paths(np.random.default_rng(seed), 60, 8, 0.05)
        theta[1, 4:] -= np.sign(theta[1, 3]) * 2.0
        rec = record(seed, n_states=60, n_periods=8, per_period=20, theta=theta)
        side = f"S{theta.mean(axis=1).argmax():02d}"
        model = IdealPoints(rec.rollcalls, anchor=side)
        jump = theta[1, 4] - theta[1, 3]
        errors.append(
            [
                abs(model.fit(**kw).between("S01", [2003], [2004]).estimate - jump)
                for kw in ({"estimate_walk": True}, {"estimate_walk": True, "tails": 3.0})
            ]
        )
    normal, heavy = np.mean(errors, axis=0)
    assert heavy < 0.7 * normal


def test_wrong_tails():
    with pytest.raises(UsageError) as error:
        IdealPoints(simulate(12, 3, 10).rollcalls, anchor="S00").fit(tails=-1)
    assert error.value.where == "tails"
    assert "-1" in error.value.what
    with pytest.raises(UsageError) as error:
        IdealPoints(simulate(12, 3, 10).rollcalls, anchor="S00", dimensions=2).fit(tails=4)
    assert error.value.where == "fit"
    assert "normal" in error.value.what
