"""Clusters around medoids: against all partitions, and against scikit-like definitions by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from analysis.shift.counted.medoids import adjusted_rand, medoids, widths


def distance(points: np.ndarray) -> np.ndarray:
    return np.abs(points[:, None] - points).astype(float)


@pytest.mark.parametrize("seed", range(8))
def test_no_single_swap_is_better(seed):
    rng = np.random.default_rng(seed)
    apart = distance(rng.random(12))
    _, centres = medoids(apart, 3)
    cost = apart[:, centres].min(axis=1).sum()
    for i in range(3):
        for h in range(12):
            tried = centres.copy()
            tried[i] = h
            assert apart[:, tried].min(axis=1).sum() >= cost - 1e-12


def test_clear_clusters_are_found_whatever_the_start():
    points = np.array([0.0, 0.1, 0.2, 5.0, 5.1, 5.2, 9.0, 9.1])
    apart = distance(points)
    best = min(combinations(range(8), 3), key=lambda c: apart[:, c].min(axis=1).sum())
    for start in (None, np.array([0, 1, 2])):
        labels, centres = medoids(apart, 3, start)
        assert tuple(centres) == best
        assert labels.tolist() == [0, 0, 0, 1, 1, 1, 2, 2]


def test_widths_by_hand():
    found = widths(distance(np.array([0.0, 1.0, 4.0])), np.array([0, 0, 1]))
    assert found.tolist() == pytest.approx([1 - 1 / 4, 1 - 1 / 3, 0])


def test_adjusted_rand():
    rng = np.random.default_rng(2)
    drawn = [adjusted_rand(rng.integers(0, 3, 60), rng.integers(0, 3, 60)) for _ in range(200)]
    assert abs(np.mean(drawn)) < 0.02  # chance alone gives none
    assert adjusted_rand(np.array([0, 1, 2, 2]), np.array([2, 0, 1, 1])) == 1
