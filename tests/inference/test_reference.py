from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t as student

from analysis.inference.reference import LOG_GRID, Reference, reference
from analysis.inference.working import Gram


@pytest.mark.parametrize("dof", [1, 2, 5, 40])
@pytest.mark.parametrize("ratio", [0.1, 1.0, 3.0, 30.0])
def test_equal_days_make_it_students(dof, ratio):
    held = reference(Gram(np.diag([float(dof), *[1.0] * dof])))
    assert held.dof == pytest.approx(dof)
    assert held.p_value(ratio) == pytest.approx(2 * student.sf(ratio, dof), abs=1e-7)
    assert held.critical(0.9) == pytest.approx(student.ppf(0.95, dof), abs=1e-4)


def test_it_is_how_often_a_ratio_is_exceeded():
    rng = np.random.default_rng(3)
    half = rng.normal(size=(5, 4)) * np.array([1.0, 3.0, 0.5, 2.0])
    gram = half @ half.T  # estimate and error hang together
    scale = gram[0, 0] / np.trace(gram[1:, 1:])
    root = np.append(1.0, np.full(4, np.sqrt(scale)))
    gram *= np.outer(root, root)
    z = (half * root[:, None]) @ rng.normal(size=(4, 400_000))
    ratio = np.abs(z[0]) / np.sqrt((z[1:] ** 2).sum(axis=0))
    held = reference(Gram(gram))
    for point in (0.3, 1.0, 2.0, 4.0):
        # Four binomial errors of 400,000 draws.
        assert held.p_value(point) == pytest.approx((ratio > point).mean(), abs=0.0032)
    assert held.p_value(held.critical(0.8)) == pytest.approx(0.2, abs=1e-5)


def test_without_a_ratio_there_is_no_p():
    assert np.isnan(reference(Gram(np.eye(3))).p_value(float("nan")))


def in_complex_numbers(square, own, weights, times):
    """The same sum, a factor of the characteristic function at a time."""
    u = np.exp(LOG_GRID) / max(square * float(weights.max()), 1.0)
    turn = 1.0 + 2j * square * np.outer(u, weights)
    inner = 1.0 - 2j * u * (own**2 / turn).sum(axis=1)
    log_phi = -0.5 * (np.log(turn) @ times + np.log(inner))
    step = LOG_GRID[1] - LOG_GRID[0]
    mean = float((own**2).sum() - square * weights @ times)
    below = mean * u[0] / np.expm1(step)
    return 0.5 + (float(np.exp(log_phi).imag.sum()) + below) * step / np.pi


@pytest.mark.parametrize("n", [1, 3, 40, 400])
@pytest.mark.parametrize("ratio", [0.01, 0.7, 1.7, 14.0])
def test_it_is_the_sum_in_complex_numbers(n, ratio):
    rng = np.random.default_rng(n)
    weights = rng.gamma(1.0, size=n) + 1e-3
    times = rng.integers(1, 4, n).astype(float)
    weights /= weights @ times
    own = rng.normal(size=n)
    own /= np.sqrt((own**2).sum())
    expected = in_complex_numbers(ratio * ratio, own, weights, times)
    assert Reference(own, weights, times, 1.0).p_value(ratio) == pytest.approx(expected, abs=1e-12)
