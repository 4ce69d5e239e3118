from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind

from analysis.errors import UsageError
from analysis.inference import jackknife_regression

from ..helpers import raises


def record(seed: int, sizes: tuple[int, ...] = (5, 1, 9, 2, 2, 7, 1, 3, 12, 1, 4, 6)):
    """Errors that hang together within days; the last half of the days lies after."""
    rng = np.random.default_rng(seed)
    day = np.repeat(np.arange(len(sizes)), sizes)
    late = (day >= len(sizes) // 2).astype(int)
    z = rng.normal(size=len(day))
    y = rng.normal(size=len(sizes))[day] + rng.normal(size=len(day))
    return np.column_stack([np.ones(len(day)), z, late]), y, day, late


def test_it_is_the_delete_one_day_jackknife():
    x, y, day, late = record(1)
    found = jackknife_regression(x, y, [0, 0, 1], day, late)
    left = []
    for g in range(12):
        keep = day != g
        left.append(np.linalg.lstsq(x[keep], y[keep], rcond=None)[0][2])
    gap = np.array(left) - found.estimate
    assert found.estimate == pytest.approx(np.linalg.lstsq(x, y, rcond=None)[0][2])
    # The scale of each window is at most that of the plain jackknife, and not far below it.
    assert 0.5 < found.se**2 / (gap**2).sum() <= 1


def test_equal_days_of_one_vote_make_it_the_test_of_two_means():
    rng = np.random.default_rng(2)
    y = rng.normal(size=20)
    late = (np.arange(20) >= 8).astype(int)
    found = jackknife_regression(
        np.column_stack([np.ones(20), late]), y, [0, 1], np.arange(20), late
    )
    plain = ttest_ind(y[late == 1], y[late == 0], equal_var=False)
    # The error is Welch's; what it is held to takes both windows to vary alike.
    assert found.estimate / found.se == pytest.approx(plain.statistic)
    assert found.correlation == pytest.approx(2.0 / 9)  # single votes say nothing of it


def test_few_days_of_a_window_and_a_day_that_holds_a_coefficient():
    x, y, day, late = record(3, sizes=(5, 1, 9, 2, 2, 7, 1, 3))
    assert not jackknife_regression(x, y, [0, 0, 1], day, late).has_error
    x, y, day, late = record(3)
    x[:, 1] = day == 0
    assert not jackknife_regression(x, y, [0, 1, 0], day, late).has_error


def test_columns_must_be_independent():
    x, y, day, late = record(4)
    with raises(UsageError, "regression", "independent"):
        jackknife_regression(np.column_stack([x, x[:, 1]]), y, [0, 0, 1, 0], day, late)


@pytest.mark.slow
def test_level_and_coverage():
    """1,000 records of twelve unequal days: bounds are the tails of the binomial at 0.1%."""
    p = [
        jackknife_regression(x, y, [0, 0, 1], d, w).p_value
        for x, y, d, w in map(record, range(1000))
    ]
    assert 0.03 < np.mean(np.array(p) < 0.05) < 0.074
    assert 0.868 < np.mean(np.array(p) > 0.10) < 0.93
