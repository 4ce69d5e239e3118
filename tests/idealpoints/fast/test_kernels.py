"""The compiled passes against slow, readable twins."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime
from scipy.special import log_ndtr
from scipy.stats import norm

from analysis.idealpoints.fast.kernels import Items, item_step, loglik, state_terms
from analysis.idealpoints.maths.normal import (
    Phi,
    between_score,
    inverse_mills,
    log_between,
    log_Phi,
    mills,
    phi,
)
from analysis.idealpoints.model import IdealPoints
from analysis.idealpoints.priors import tridiagonal
from analysis.idealpoints.votes.ballots import lay_out

from ..conftest import simulate


def vote_loglik(kind: int, eta: float, g1: float, g2: float) -> float:
    """Log-probability of one vote, in the plainest form."""
    if kind == 0:
        return float(log_ndtr(g1 - eta))
    if kind == 2:
        return float(log_ndtr(eta - g2))
    return float(np.log(norm.cdf(g2 - eta) - norm.cdf(g1 - eta)))


def slope_and_bend(f, x: float, h: float = 1e-4) -> tuple[float, float]:
    return (f(x + h) - f(x - h)) / (2 * h), (f(x + h) - 2 * f(x) + f(x - h)) / h**2


@pytest.mark.parametrize("x", [-300.0, -38.5, -25.0, -24.9, -8.0, -1.0, 0.0, 0.3, 6.0, 40.0])
def test_normal_against_scipy(x):
    assert phi(x) == pytest.approx(norm.pdf(x), rel=1e-12, abs=0)
    assert Phi(x) == pytest.approx(norm.cdf(x), rel=1e-12, abs=0)
    assert log_Phi(x) == pytest.approx(float(log_ndtr(x)), rel=1e-11)
    assert inverse_mills(x) == pytest.approx(float(np.exp(norm.logpdf(x) - log_ndtr(x))), rel=1e-9)


def test_table_of_mills_keeps_the_accuracy_it_states():
    x = np.concatenate([np.linspace(-9, 9, 20_011), [-8.0, 8.5, np.nextafter(8.5, 0), -60.0, 60.0]])
    found = np.array([mills(v) for v in x])
    exact = np.exp(norm.logpdf(x) - log_ndtr(x))
    np.testing.assert_allclose(found, exact, atol=5e-11, rtol=0)
    np.testing.assert_allclose(found, exact, rtol=1e-6, atol=1e-16)


@pytest.mark.parametrize("a", [-6.0, -1.0, -0.2, 0.0, 0.4, 3.0])
@pytest.mark.parametrize("gap", [1e-3, 0.1, 1.0, 5.0])
def test_between_against_differences(a, gap):
    def f(eta: float) -> float:
        return log_between(a - eta, a + gap - eta)

    u, w, ra, rc = between_score(a, a + gap)
    slope, bend = slope_and_bend(f, 0.0)
    assert u == pytest.approx(slope, abs=1e-6)
    assert w == pytest.approx(-bend, abs=1e-5 if gap > 0.01 else 2e-4)
    p = norm.cdf(a + gap) - norm.cdf(a) if a < 0 else norm.sf(a) - norm.sf(a + gap)
    assert (ra, rc) == pytest.approx((norm.pdf(a) / p, norm.pdf(a + gap) / p), rel=1e-8)


@pytest.mark.parametrize("a", [-7.9, -2.0, -0.5, 0.0, 1.5, 7.0])
@pytest.mark.parametrize("gap", [0.051, 0.3, 2.0, 12.0])
def test_between_from_the_table_against_scipy(a, gap):
    """The table is right to 5e-11, which a gap of 0.05 divides."""
    low, high = (a, a + gap) if a < 0 else (-a - gap, -a)
    p = norm.cdf(high) - norm.cdf(low)
    first, second = norm.pdf(low) / p, norm.pdf(high) / p
    if a >= 0:
        first, second = second, first
    _, _, ra, rc = between_score(a, a + gap)
    assert (ra, rc) == pytest.approx((first, second), rel=1e-6)


@pytest.mark.parametrize("a", [-200.0, -40.0, -26.0, 26.0, 40.0, 200.0])
@pytest.mark.parametrize("gap", [1e-9, 1e-4, 0.5, 30.0])
def test_between_is_finite_in_the_tails(a, gap):
    terms = between_score(a, a + gap)
    assert np.isfinite(terms).all()
    assert 0 <= terms[1] <= 1
    assert np.isfinite(log_between(a, a + gap))
    mirror = between_score(-a - gap, -a)
    assert mirror[0] == pytest.approx(-terms[0], rel=1e-6)


def test_mills_information_is_a_share():
    for x in np.linspace(-100, 20, 97):
        lam = inverse_mills(x)
        assert -1e-9 <= lam * (lam + x) <= 1 + 1e-9


@pytest.fixture(scope="module")
def small():
    """A small record with random parameters, no item at its optimum."""
    b = IdealPoints(simulate(12, 3, 10, seed=4).rollcalls, anchor="S00").ballots
    rng = np.random.default_rng(1)
    n = len(b.items)
    theta, beta = rng.normal(size=b.n_points), rng.normal(size=n)
    g1 = rng.normal(size=n)
    g2 = np.where(b.missing > 0, g1, g1 + rng.uniform(0.3, 2, size=n))
    return b, theta, beta, g1, g2


def votes_by_point(b):
    for i in range(b.n_points):
        for k in range(b.point_ptr[i], b.point_ptr[i + 1]):
            yield i, b.by_point_item[k], b.by_point_kind[k]


def test_state_terms(small):
    b, theta, beta, g1, g2 = small
    rng = np.random.default_rng(2)
    cov = np.column_stack([rng.uniform(0.01, 0.2, beta.size), rng.normal(0, 0.1, (beta.size, 2))])
    score, info, quad = np.zeros_like(theta), np.zeros_like(theta), np.zeros_like(theta)
    total = 0.0
    for i, j, kind in votes_by_point(b):

        def f(eta, kind=kind, j=j):
            return vote_loglik(kind, eta, g1[j], g2[j])

        u, bend = slope_and_bend(f, beta[j] * theta[i])

        def slope_at(g, kind=kind, eta=beta[j] * theta[i]):
            return slope_and_bend(lambda x: vote_loglik(kind, x, g[0], g[1]), eta)[0]

        # how the slope in η answers to each cutpoint; both move where there is only one
        g, h = np.array([g1[j], g2[j]]), 1e-4
        moves = [np.array([h, h]), np.zeros(2)] if g1[j] == g2[j] else list(h * np.eye(2))
        answers = [(slope_at(g + m) - slope_at(g - m)) / (2 * h) for m in moves]
        if g1[j] == g2[j] and kind == 2:
            answers.reverse()
        score[i] += beta[j] * u + bend * theta[i] * cov[j, 0] + answers @ cov[j, 1:]
        info[i] += (beta[j] ** 2 + cov[j, 0]) * -bend
        quad[i] += beta[j] ** 2 + cov[j, 0]
        total += f(beta[j] * theta[i])
    votes = b.by_point
    found = state_terms(theta, Items(beta, g1, g2), cov, votes)
    np.testing.assert_allclose(found[0], score, atol=1e-5)
    np.testing.assert_allclose(found[1], info, atol=1e-5)
    np.testing.assert_allclose(found[2], quad, atol=1e-12)
    assert loglik(theta, Items(beta, g1, g2), votes) == pytest.approx(total, rel=1e-12)


def test_item_step_is_newton(small):
    b, theta, beta, g1, g2 = small
    spread = np.linspace(0.01, 0.3, theta.size)
    votes = b.by_item
    binary = b.missing > 0
    new_b, new_1, new_2, cov = item_step(theta, spread, Items(beta, g1, g2), binary, votes)
    checked = 0
    for j in range(beta.size):
        rows = slice(b.item_ptr[j], b.item_ptr[j + 1])
        t, kinds = theta[b.by_item_point[rows]], b.by_item_kind[rows]
        bend = [
            slope_and_bend(lambda eta, k=k, j=j: vote_loglik(k, eta, g1[j], g2[j]), beta[j] * s)[1]
            for k, s in zip(kinds, t, strict=True)
        ]
        ridge = 1 - (bend * spread[b.by_item_point[rows]]).sum()
        assert new_2[j] - new_1[j] >= 0.2 * (g2[j] - g1[j]) - 1e-12

        def f(x, t=t, kinds=kinds, ridge=ridge):
            top = x[1] if x.size == 2 else x[2]
            value = sum(vote_loglik(k, x[0] * s, x[1], top) for k, s in zip(kinds, t, strict=True))
            return value - ridge * x[0] ** 2 / 2

        x = np.array([beta[j], g1[j]] if binary[j] else [beta[j], g1[j], g2[j]])
        gradient = approx_fprime(x, f, 1e-6)
        hessian = np.array(
            [(approx_fprime(x + e, f, 1e-5) - approx_fprime(x - e, f, 1e-5)) / 2e-3
             for e in 1e-3 * np.eye(x.size)]
        )  # fmt: skip
        inverse = np.linalg.inv(-hessian)[0]
        np.testing.assert_allclose(cov[j], inverse[[0, 1, -1]], atol=2e-3)
        step = -np.linalg.solve(hessian, gradient)
        found = np.array([new_b[j], new_1[j], new_2[j]])[: x.size] - x
        if np.abs(step).max() < 0.95 and (binary[j] or g2[j] - g1[j] + step[2] - step[1] > 0.3):
            np.testing.assert_allclose(found, step, atol=2e-3)
            checked += 1
        assert np.abs(found).max() <= 1 + 1e-12
    assert checked > 5


def test_a_period_moved_with_its_cutpoints_is_pulled_nowhere(small):
    b, theta, beta, g1, g2 = small
    none = np.zeros_like(theta)
    args = (b.missing > 0, b.by_item)
    for _ in range(60):  # items at their best
        beta, g1, g2, cov = item_step(theta, none, Items(beta, g1, g2), *args)
    by_point = b.by_point
    score = state_terms(theta, Items(beta, g1, g2), cov, by_point)[0]
    alone = state_terms(theta, Items(beta, g1, g2), np.zeros_like(cov), by_point)[0]
    assert np.abs(score - alone).max() > 0.05
    # all periods at once, since recurring texts join them here
    assert score.sum() == pytest.approx(0, abs=1e-6)


def test_precision_over_a_gap():
    votes = np.array([[1, 3, 1, 3], [3, 1, 0, 1]], dtype=np.int8)
    period = np.array([0, 1, 2, 3])
    times = np.array([2000.0, 2001.0, 2002.0, 2005.0])
    b = lay_out(votes, pd.Series(list("abcd")), period, times, ("X", "Y"), (2000, 2001, 2002, 2005))
    # item c is unanimous (one vote), so both states have the points 2000, 2001 and 2005
    assert b.elapsed.tolist() == [0, 1, 4, 0, 1, 4]
    diagonal, off = tridiagonal(b.elapsed, 0.5)
    np.testing.assert_allclose(diagonal[:3], [1 + 2, 2 + 0.5, 0.5])
    np.testing.assert_allclose(off[:3], [0, -2, -0.5])
    # the walk's precision is the inverse of the covariance of a walk that starts at N(0, 1)
    dense = np.diag(diagonal[:3]) + np.diag(off[1:3], 1) + np.diag(off[1:3], -1)
    np.testing.assert_allclose(
        np.linalg.inv(dense), [[1, 1, 1], [1, 1.5, 1.5], [1, 1.5, 3.5]], atol=1e-12
    )
