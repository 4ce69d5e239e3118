"""The compiled passes of the fast unfolding fit against slow twins."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints.unfolding.curve import Curves
from analysis.idealpoints.unfolding.kernels import N_COV, item_step, loglik, state_terms

from ..reference import log_votes
from .bent import BentDesign

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def small():
    """A record with items of two and of three kinds of vote, near what it was drawn from."""
    exact = BentDesign(7, (0.0, 1.0, 4.0), alone=3, linked=2, walk=0.3).bent(1, seed=4)[0]
    b = exact.ballots
    g2 = np.where(b.missing > 0, exact.g1, exact.g2)
    return b, exact.theta, Curves(exact.beta, exact.kappa, exact.g1, g2)


def slow_loglik(b, theta, items: Curves) -> float:
    j = b.by_point_item
    x = theta[np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))]
    eta = items.beta[j] * x + items.kappa[j] * x**2
    return float(log_votes(eta, items.g1[j], items.g2[j], b.by_point_kind).sum())


def slope(f, x, k: int, h: float = 1e-5) -> float:
    up, down = x.copy(), x.copy()
    up[k] += h
    down[k] -= h
    return (f(up) - f(down)) / (2 * h)


def test_loglik_is_that_of_the_definition(small):
    b, theta, items = small
    assert loglik(theta, items, b.by_point) == pytest.approx(slow_loglik(b, theta, items), abs=1e-7)


def test_the_score_of_a_point_is_the_slope_of_the_loglik(small):
    b, theta, items = small
    certain = np.zeros((len(b.items), N_COV))
    score, information, curvature = state_terms(theta, items, certain, b.by_point)
    for i in range(b.n_points):
        by_hand = slope(lambda x: slow_loglik(b, x, items), theta, i)
        assert score[i] == pytest.approx(by_hand, abs=1e-5)
    assert (information > 0).all()
    assert (curvature >= information).all()


def test_uncertain_items_pull_by_half_the_slope_of_their_variance(small):
    """For votes beyond the cutpoints, whose weight is their information by hand."""
    b, theta, items = small
    rng = np.random.default_rng(3)
    n = len(b.items)
    root = 0.2 * rng.normal(size=(n, 4, 4))
    whole = root @ np.swapaxes(root, 1, 2)  # of γ1, γ2, β, κ
    cov = np.stack(
        [whole[:, r, c] for r, c in ((2, 2), (2, 3), (3, 3), (2, 0), (2, 1), (3, 0), (3, 1))],
        axis=1,
    )
    ends = b.by_point_kind != 1
    keep = b.by_point._replace(  # the votes between the cutpoints left out
        ptr=np.concatenate([[0], np.cumsum(np.add.reduceat(ends, b.point_ptr[:-1]))]),
        of=b.by_point_item[ends], kind=b.by_point_kind[ends],
    )  # fmt: skip
    plain = state_terms(theta, items, np.zeros_like(cov), keep)[0]
    pulled = state_terms(theta, items, cov, keep)[0]
    for i in range(b.n_points):
        total = 0.0
        for k in range(keep.ptr[i], keep.ptr[i + 1]):
            j, kind = keep.of[k], keep.kind[k]

            def log_p(x, j=j, kind=kind):
                eta = items.beta[j] * x + items.kappa[j] * x**2
                return log_votes(np.array([eta]), items.g1[j], items.g2[j], np.array([kind]))[0]

            def at(x, j=j, kind=kind):  # Var(βx + κx² − γ) of the cutpoint that the vote is at
                cut = 0 if kind == 0 else 1
                v = np.zeros(4)
                v[2], v[3], v[cut] = x, x**2, -1.0
                return v @ whole[j] @ v

            h, x = 1e-3, theta[i]
            # −∂²/∂η² of the vote, from the curve's slope and bend
            g = items.beta[j] + 2 * items.kappa[j] * x
            u = (log_p(x + h) - log_p(x - h)) / (2 * h) / g
            second = (log_p(x + h) - 2 * log_p(x) + log_p(x - h)) / h**2
            w = -(second - 2 * items.kappa[j] * u) / g**2
            total -= 0.5 * w * (at(x + h) - at(x - h)) / (2 * h)
        assert pulled[i] - plain[i] == pytest.approx(total, rel=2e-2, abs=2e-3)


def test_item_steps_end_where_the_penalised_loglik_is_flat(small):
    """Also with uncertain points, which enter as a ridge that is held while the step is made."""
    b, theta, items = small
    n, precision = len(b.items), 4.0
    binary, certain = b.missing > 0, np.zeros(b.n_points)
    now = items
    for _ in range(200):
        *moved, cov = item_step(theta, certain, now, binary, b.by_item, precision)
        now = Curves(*moved)

    def penalised(x):
        beta, kappa, g1, g2 = x.reshape(4, n)
        value = slow_loglik(b, theta, Curves(beta, kappa, g1, np.where(binary, g1, g2)))
        return value - 0.5 * (beta @ beta) - 0.5 * precision * (kappa @ kappa)

    flat = np.concatenate(now)
    for k in range(flat.size):
        if k < 3 * n or not binary[k - 3 * n]:
            assert slope(penalised, flat, k) == pytest.approx(0.0, abs=2e-4)
    # the covariance of (β, κ) is the inverse of minus the second derivatives
    j, h = int(np.flatnonzero(~binary)[0]), 1e-3
    where = [j, n + j, 2 * n + j, 3 * n + j]
    hessian = np.empty((4, 4))
    for r, p in enumerate(where):
        for c, q in enumerate(where):
            total = 0.0
            for s1 in (1, -1):
                for s2 in (1, -1):
                    x = flat.copy()
                    x[p] += s1 * h
                    x[q] += s2 * h
                    total += s1 * s2 * penalised(x)
            hessian[r, c] = -total / (4 * h * h)
    inverse = np.linalg.inv(hessian)
    got = cov[j]
    want = [inverse[0, 0], inverse[0, 1], inverse[1, 1], *inverse[0, 2:], *inverse[1, 2:]]
    assert np.allclose(got, want, rtol=1e-2, atol=1e-3)
