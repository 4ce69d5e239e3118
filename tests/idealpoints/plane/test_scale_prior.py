"""The prior relative to the points' own scale: against its definition, its Jacobian by draws."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints.plane.scale_prior import log_prior, scale_sums, squares
from analysis.idealpoints.priors import tridiagonal

from ..plane_reference import log_target, loglik, standardised
from ..twins import SPREAD, WALK, WIDTH


def test_is_the_density_of_the_definition(plane_records):
    """Differences between two places; points off their scale, mean and axes."""
    rng = np.random.default_rng(4)
    for b, theta, beta, g1, g2 in plane_records:
        off = tridiagonal(b.elapsed, WALK)[1]
        found, right = [], []
        for _ in range(3):
            x = theta @ (np.eye(2) + 0.2 * rng.normal(size=(2, 2))) + 0.2 * rng.normal(size=2)
            loads = beta + 0.3 * rng.normal(size=beta.shape)
            square = squares(np.column_stack([loads, g1, g2]), 1 / SPREAD)
            found.append(log_prior(scale_sums(x, off), len(x), 7, len(loads), square, WIDTH))
            args = (b, x, loads, g1, g2)
            right.append(log_target(*args, WALK, SPREAD, WIDTH) - loglik(*args))
        assert np.diff(found) == pytest.approx(np.diff(right), abs=1e-8)


@pytest.mark.slow
def test_what_is_free_has_the_density_it_should():
    """With no walk to speak of, points drawn anyhow and weighted by the prior.

    log t₁₁, log t₂₂, t₂₁/t₂₂ and m̃ then are N(0, width²), and U is as it was: the Jacobian is
    right, or these moments are not.
    """
    rng = np.random.default_rng(5)
    n, width, draws = 6, 0.4, 60_000
    afresh = np.zeros(n)
    free, weight, shape = [], [], []
    for _ in range(draws):
        # Points of any direction, the log of their length normal and wider than it should be:
        # weights against normal points would have no variance.
        z, wide = rng.normal(size=(n, 2)), rng.normal()
        length = np.sqrt(2 * n) * np.exp(0.6 * wide)
        x = z / np.sqrt((z**2).sum()) * length
        sums = scale_sums(x, afresh)
        # n_afresh points are N(0, 1) after standardising, which is the same for all of them
        value = log_prior(sums, n, n, 0, np.zeros(3), width)
        weight.append(value + 0.5 * wide**2 + 2 * n * np.log(length))
        u, root, m = standardised(x)
        free.append([*np.log(np.diag(root)), root[1, 0] / root[1, 1], *np.linalg.solve(root, m)])
        shape.append((u[0] ** 2).sum() > 3)
    x, w = np.array(free), np.exp(np.array(weight) - np.max(weight))
    w /= w.sum()
    size = 1 / (w**2).sum()
    assert size > 2000  # enough that half a power of |S| would show
    mean = w @ x
    assert np.abs(mean).max() < 4 * width / np.sqrt(size)
    second = (x * w[:, None]).T @ x
    off = second - np.diag(np.diag(second))
    assert np.abs(np.diag(second) / width**2 - 1).max() < 4 * np.sqrt(2 / size)
    assert np.abs(off).max() < 4 * width**2 / np.sqrt(size)
    far = np.array(shape, dtype=float)
    assert abs(w @ far - far.mean()) < 4 * np.sqrt(0.25 / size)
