"""Regressions on draws: what they give where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.special import logsumexp

from analysis.errors import UsageError
from analysis.idealpoints.covariates.methods import METHODS, _standardising, reweighted


@pytest.fixture(scope="module")
def posterior():
    """Draws of points whose likelihoods are normal with variance 0.5, under the N(0, 1) prior."""
    rng = np.random.default_rng(4)
    n, error = 400, 0.5
    x = np.column_stack([np.ones(n), rng.normal(size=n)])
    theta = 0.6 * x[:, 1] + 0.8 * rng.normal(size=n)
    seen = theta + np.sqrt(error) * rng.normal(size=n)
    variance = 1 / (1 + 1 / error)
    draws = variance * seen / error + np.sqrt(variance) * rng.normal(size=(2000, n))
    return x, seen, draws


def test_the_prior_draws_slopes_to_zero_unless_taken_out(posterior):
    x, _, draws = posterior
    slopes = {name: method(draws, x).values[1] for name, method in METHODS.items()}
    for shrunk in ("means", "rubin"):
        assert slopes[shrunk] == pytest.approx(0.6 * 2 / 3, abs=0.08)
    for right in ("normal", "reweighted"):
        assert slopes[right] == pytest.approx(0.6, abs=0.1)


def test_the_two_that_take_it_out_agree_where_likelihoods_are_normal(posterior):
    x, _, draws = posterior
    a, b = METHODS["normal"](draws, x), METHODS["reweighted"](draws, x)
    assert a.values == pytest.approx(b.values, abs=0.03)
    # Coefficients in sd of the points are surer than those that carry the error of the scale.
    assert (np.diag(b.covariance) < 1.02 * np.diag(a.covariance)).all()
    assert a.sigma == pytest.approx(b.sigma, abs=0.05)


def test_reweighting_is_the_likelihood_of_the_seen(posterior):
    """Twin: the regression of what was seen, by its exact normal likelihood over a grid."""
    x, seen, draws = posterior

    def exact(slope: float, sigma: float) -> float:
        variance = sigma**2 + 0.5
        left = seen - slope * x[:, 1]
        return float(-0.5 * (left**2 / variance + np.log(variance)).sum())

    slopes, sigmas = np.linspace(0.3, 0.9, 61), np.linspace(0.4, 1.1, 36)
    grid = np.array([[exact(b, s) for s in sigmas] for b in slopes])
    at = np.exp(grid - logsumexp(grid))
    found = reweighted(draws, x)
    assert found.values[1] == pytest.approx(float(slopes @ at.sum(axis=1)), abs=0.03)
    # Its error is that of the slope in sd of the points.
    scale = np.sqrt(slopes[:, None] ** 2 * x[:, 1].var() + sigmas**2)
    standard = slopes[:, None] / scale
    spread = float(np.sqrt(((standard - (standard * at).sum()) ** 2 * at).sum()))
    assert np.sqrt(found.covariance[1, 1]) == pytest.approx(spread, rel=0.15)


def test_its_slope_is_that_of_its_value():
    """The gradient that the maximum is sought by, against differences."""
    rng = np.random.default_rng(1)
    draws = rng.normal(size=(50, 12))
    x = np.column_stack([np.ones(12), rng.normal(size=12)])

    def value(p):
        logs = 0.5 * (draws**2 - ((draws - x @ p[:2]) / np.exp(p[2])) ** 2)
        return 12 * p[2] - logsumexp(logs, axis=0).sum()

    def slope(p):
        residual = (draws - x @ p[:2]) / np.exp(p[2])
        logs = 0.5 * (draws**2 - residual**2)
        weight = np.exp(logs - logsumexp(logs, axis=0))
        first, second = (weight * residual).sum(axis=0), (weight * residual**2).sum(axis=0)
        return np.append(-(x.T @ first) / np.exp(p[2]), (1 - second).sum())

    assert check_grad(value, slope, np.array([0.1, -0.2, -0.4])) < 1e-4


def test_a_voter_who_decides_alone():
    x = np.column_stack([np.ones(5), [0, 0, 0, 0, 1.0]])
    with pytest.raises(UsageError) as error:
        METHODS["rubin"](np.random.default_rng(1).normal(size=(9, 5)), x)
    assert error.value.where == "regress"


def test_errors_of_standardised_coefficients_by_differences():
    """The derivative of b / sqrt(b'Vb + σ²), against differences."""
    rng = np.random.default_rng(2)
    x = np.column_stack([np.ones(30), rng.normal(size=(30, 2))])
    values, sigma = np.array([0.1, 0.5, -0.3]), 0.7
    spread = np.cov(x, rowvar=False)

    def standardised(p):
        return p[:3] / np.sqrt(p[:3] @ spread @ p[:3] + np.exp(2 * p[3]))

    at = np.append(values, np.log(sigma))
    step = 1e-6 * np.eye(4)
    slow = [(standardised(at + h) - standardised(at - h)) / 2e-6 for h in step]
    assert _standardising(values, sigma, x) == pytest.approx(np.array(slow).T, abs=1e-6)
