from __future__ import annotations

import numpy as np
import pytest

from analysis.inference.reference import reference
from analysis.inference.working import Gram, correlation_within_days, gram_of_windows


def readable(size: np.ndarray, r: float, rng: np.random.Generator, sign: float, n: int):
    """Draw errors of roll calls, and return the error of a mean and of the mean without a day."""
    found = []
    for _ in range(n):
        day = [np.sqrt(r) * rng.normal() + np.sqrt(1 - r) * rng.normal(size=int(k)) for k in size]
        whole = np.concatenate(day).mean()
        left = [np.concatenate(day[:g] + day[g + 1 :]).mean() for g in range(len(day))]
        found.append([sign * whole, *(sign * (np.array(left) - whole))])
    return np.array(found)


def gram_of_days(sizes: list[np.ndarray], r: float) -> np.ndarray:
    """The whole covariance, a row for each day: what `gram_of_windows` tells by sizes of days."""
    count = [len(size) for size in sizes]
    gram = np.zeros((1 + sum(count), 1 + sum(count)))
    at = 1
    for sign, size in zip((-1.0, 1.0)[-len(sizes) :], sizes, strict=True):
        n, total = len(size), size.sum()
        spread = np.sqrt(size * (1.0 + r * (size - 1.0)))
        own = sign * spread / total
        left = (np.eye(n) - size[:, None] / total) * spread / (total - size)[:, None]
        left *= sign * np.sqrt(own @ own / (left**2).sum())
        rows = slice(at, at + n)
        gram[0, 0] += own @ own
        gram[rows, rows] = left @ left.T
        gram[0, rows] = gram[rows, 0] = left @ own
        at += n
    return gram


@pytest.mark.parametrize("r", [0.0, 0.3])
@pytest.mark.parametrize("n", [(5,), (6, 9), (60, 12)])
def test_days_of_one_size_are_taken_together(n, r):
    rng = np.random.default_rng(sum(n))
    sizes = [rng.integers(1, 5, k).astype(float) for k in n]
    whole, short = (
        reference(g) for g in (Gram(gram_of_days(sizes, r)), gram_of_windows(sizes, r)[0])
    )
    assert short.dof == pytest.approx(whole.dof, rel=1e-9)
    for ratio in (0.3, 1.0, 2.5, 8.0):
        assert short.p_value(ratio) == pytest.approx(whole.p_value(ratio), abs=1e-10)
    assert short.critical(0.9) == pytest.approx(whole.critical(0.9), abs=2e-5)


def test_gram_is_the_covariance_of_simulated_errors():
    rng = np.random.default_rng(2)
    sizes, r, n = [np.array([4.0, 1, 2]), np.array([3.0, 3, 1, 1])], 0.3, 20_000
    gram, scales = gram_of_days(sizes, r), gram_of_windows(sizes, r)[1]
    drawn = [readable(s, r, rng, sign, n) for s, sign in zip(sizes, (-1, 1), strict=True)]
    parts = [np.sqrt(c) * d[:, 1:] for c, d in zip(scales, drawn, strict=True)]
    # The variance has the mean that it should, and leaving out a day moves a mean against it.
    whole = drawn[0][:, 0] + drawn[1][:, 0]
    joint = np.cov(np.column_stack([whole, -parts[0], -parts[1]]).T)
    assert gram[0, 0] == pytest.approx(np.trace(gram[1:, 1:]))
    assert np.allclose(joint, gram, atol=0.005)  # five Monte Carlo errors


def test_correlation_is_told_by_days_of_many_sizes():
    rng = np.random.default_rng(4)
    size = np.repeat([1.0, 2.0, 10.0, 40.0], 30)
    for r in (0.0, 0.1, 0.5):
        residual = rng.normal(size=len(size)) * np.sqrt(size * (1 + r * (size - 1)))
        assert correlation_within_days([residual], [size]) == pytest.approx(r, abs=0.12)


def test_days_alike_say_nothing():
    every = correlation_within_days([np.zeros(9)], [np.ones(9)])
    assert every == pytest.approx(2.0 / 9)
