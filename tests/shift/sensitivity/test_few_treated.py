from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.shift.sensitivity.few_treated import few_treated, variances

from ...helpers import raises


def changes(seed: int, own: float = 0.0, n: int = 60) -> pd.DataFrame:
    """Changes whose variance is that of a mean of so many votes, and a little more."""
    rng = np.random.default_rng(seed)
    before, after = rng.integers(10, 300, (2, n))
    spread = np.sqrt(0.002 + 0.5 * (1 / before + 1 / after))
    change = 0.1 + spread * rng.normal(size=n)
    change[0] += own
    names = [f"S{k:02d}" for k in range(n)]
    return pd.DataFrame(
        {"change": change, "n_before": before, "n_after": after}, index=pd.Index(names)
    )


def test_a_large_change_is_first_and_says_its_floor_and_direction():
    e = few_treated(changes(1, own=-2.0), "S00", name="x")
    assert e.p_value == e.p_floor == 1 / 60
    assert (e.rank, e.details["direction"], e.details["same_direction"]) == (1, "down", 1)
    assert e.high < 0
    assert e.table["state"].iloc[0] == "S00"


@pytest.mark.slow
def test_level_whatever_the_number_of_votes():
    """400 draws: the first state is called at 10% as often, with few votes and with many."""
    p, many = [], []
    for seed in range(400):
        table = changes(seed)
        p.append(few_treated(table, "S00", name="x").p_value)
        many.append(table.loc["S00", ["n_before", "n_after"]].min() > 100)
    p, many = np.array(p), np.array(many)
    assert 0.055 < (p <= 0.10).mean() < 0.15  # three binomial errors
    assert 0.03 < (p[many] <= 0.10).mean() < 0.19
    assert 0.03 < (p[~many] <= 0.10).mean() < 0.19


def test_variance_grows_with_fewer_votes():
    precision = np.array([0.01, 0.02, 0.5, 1.0])
    assert (np.diff(variances(np.array([0.1, 0.2, 1.0, 4.0]), precision)) > 0).all()


def test_what_cannot_be():
    table = changes(1)
    with raises(UsageError, "x", "ZZZ"):
        few_treated(table, "ZZZ", name="x")
    with raises(UsageError, "x", "9 other"):
        few_treated(table.head(10), "S00", name="x")
    flat = table.assign(change=0.25)
    with pytest.raises(UsageError):
        few_treated(flat, "S00", name="x")
