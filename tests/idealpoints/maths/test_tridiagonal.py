"""Tridiagonal systems of the walk against dense algebra."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints import IdealPoints
from analysis.idealpoints.maths.tridiagonal import lag_covariance, solve_walk, times_tridiagonal
from analysis.idealpoints.priors import tridiagonal

from ..conftest import simulate


@pytest.fixture(scope="module")
def walk():
    """Ballots, diagonal and off, and the same matrix dense."""
    b = IdealPoints(simulate(12, 5, 10, seed=4).rollcalls, anchor="S00").ballots
    diagonal, off = tridiagonal(b.elapsed, 0.3)
    diagonal = diagonal + np.linspace(0.1, 2, diagonal.size)
    return b, diagonal, off, np.diag(diagonal) + np.diag(off[1:], 1) + np.diag(off[1:], -1)


def test_solve_walk_against_dense(walk):
    b, diagonal, off, dense = walk
    rhs = np.random.default_rng(0).normal(size=(3, diagonal.size))
    x, variance = solve_walk(diagonal, off, rhs, b.state_ptr)
    np.testing.assert_allclose(x, np.linalg.solve(dense, rhs.T).T, atol=1e-10)
    np.testing.assert_allclose(variance, np.diag(np.linalg.inv(dense)), atol=1e-12)


def test_product_undoes_the_solution(walk):
    b, diagonal, off, dense = walk
    rhs = np.random.default_rng(1).normal(size=diagonal.size)
    x = solve_walk(diagonal, off, rhs[None, :], b.state_ptr)[0][0]
    np.testing.assert_allclose(times_tridiagonal(diagonal, off, x), rhs, atol=1e-10)
    np.testing.assert_allclose(times_tridiagonal(diagonal, off, rhs), dense @ rhs, atol=1e-12)


def test_lag_covariance_against_the_dense_inverse(walk):
    b, diagonal, off, dense = walk
    inverse = np.linalg.inv(dense)
    lag = lag_covariance(diagonal, off, np.diag(inverse).copy(), b.state_ptr)
    expected = np.concatenate([[0.0], np.diag(inverse, 1)])
    np.testing.assert_allclose(lag, np.where(b.elapsed > 0, expected, 0.0), atol=1e-12)
