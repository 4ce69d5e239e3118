from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.shift.methods.measurement_error import over_draws, pool

from ...helpers import raises


def test_by_hand():
    # B = 1, U = 0.5, T = 0.5 + 4/3; r = (4/3)/0.5; df = 2 (1 + 1/r)^2.
    e = pool([1.0, 2.0, 3.0], [0.5, 0.5, 0.5])
    row = e.table.iloc[0]
    df = 2 * (1 + 0.5 / (4 / 3)) ** 2
    r = (4 / 3) / 0.5
    assert e.estimate == 2.0
    assert e.se == pytest.approx(np.sqrt(0.5 + 4 / 3))
    assert row["df"] == pytest.approx(df)
    assert row["fraction_missing"] == pytest.approx((r + 2 / (df + 3)) / (r + 1))
    assert row["widening"] == pytest.approx(e.se / np.sqrt(0.5))
    assert e.high - e.estimate == pytest.approx(e.se * student.ppf(0.95, df))
    assert e.p_value == pytest.approx(2 * student.sf(2.0 / e.se, df))


def test_barnard_and_rubin_by_hand_and_at_its_ends():
    share = (4 / 3) / (0.5 + 4 / 3)
    old, seen = 2 / share**2, (11 / 13) * 10 * (1 - share)
    e = pool([1.0, 2.0, 3.0], [0.5, 0.5, 0.5], df_complete=10)
    assert e.table["df"][0] == pytest.approx(1 / (1 / old + 1 / seen))
    # Draws that agree: nothing is missing, and what is left is the design's own freedom.
    same = pool([2.0, 2.0], [0.5, 0.5], df_complete=10)
    assert same.se == pytest.approx(np.sqrt(0.5))
    assert same.table["df"][0] == pytest.approx(11 / 13 * 10)
    assert same.table["fraction_missing"][0] == 0
    assert same.table["widening"][0] == 1


def test_order_and_scale_do_not_matter():
    rng = np.random.default_rng(1)
    q, u = rng.normal(size=20), rng.random(20)
    e, f = pool(q, u), pool(q[::-1], u[::-1])
    assert (e.estimate, e.se, e.p_value) == pytest.approx((f.estimate, f.se, f.p_value))
    assert pool(10 * q, 100 * u).p_value == pytest.approx(e.p_value)


def index():
    return pd.MultiIndex.from_product(
        [["RUS", "USA"], range(2000, 2020)], names=["state", "period"]
    )


def slope(theta: pd.Series) -> Estimate:
    y = theta["USA"].to_numpy()
    x = np.arange(len(y)) - (len(y) - 1) / 2
    b = (x @ y) / (x @ x)
    s2 = ((y - y.mean() - b * x) ** 2).sum() / (len(y) - 2)
    return Estimate("slope", "slope of the USA", b, se=float(np.sqrt(s2 / (x @ x))), rests_on="all")


def test_over_draws_is_pool_of_the_designs():
    rng = np.random.default_rng(2)
    draws = rng.normal(size=(30, 40))
    e = over_draws(draws, index(), slope)
    each = [slope(pd.Series(d, index=index())) for d in draws]
    p = pool([x.estimate for x in each], [x.se**2 for x in each])
    assert (e.estimate, e.se) == pytest.approx((p.estimate, p.se))
    assert (e.estimand, e.rests_on, e.n, e.unit) == ("slope of the USA", "all", 30, "draws")
    assert e.table["draw"].tolist() == ["point", *range(30)]
    point = slope(pd.Series(draws.mean(axis=0), index=index()))
    assert f"{e.se / point.se:.2f} times" in e.comparison
    assert e.se > point.se


def test_what_cannot_be():
    with raises(UsageError, "pooled", "1 estimates", "1 variances"):
        pool([1.0], [1.0])
    with raises(UsageError, "pooled", "missing"):
        pool([1.0, np.nan], [1.0, 1.0])
    with raises(UsageError, "pooled", "negative"):
        pool([1.0, 2.0], [1.0, -1.0])
    nothing = pool([1.0, 1.0], [0.0, 0.0])
    assert (nothing.se, nothing.p_value, nothing.low) == (None, None, None)
    with raises(UsageError, "over_draws", "(3, 4)", "40"):
        over_draws(np.zeros((3, 4)), index(), slope)
    with raises(UsageError, "x", "standard error", "point"):
        over_draws(np.zeros((3, 40)), index(), lambda s: Estimate("x", "y", 1.0))


def test_false_positives():
    """1,000 means of 200 values, each known with an error as large as its spread.

    Draws come from the posterior given the measurement, the mean unknown. The true mean is zero:
    3% to 7% are found at the 5% level. With the measurement error left out, the spread of the
    draws taken for that of the values, it would be 16%.
    """
    rng = np.random.default_rng(3)
    pooled, alone = [], []
    for _ in range(1000):
        seen = rng.normal(size=200) + rng.normal(size=200)
        mean = seen.mean() + rng.normal(size=(30, 1)) * np.sqrt(2 / 200)
        draws = (seen + mean) / 2 + rng.normal(size=(30, 200)) * np.sqrt(0.5)
        q, u = draws.mean(axis=1), draws.var(axis=1, ddof=1) / 200
        pooled.append(pool(q, u, df_complete=199).p_value <= 0.05)
        alone.append(abs(q[0]) > 1.96 * np.sqrt(u[0]))
    assert 0.03 <= np.mean(pooled) <= 0.07
    assert np.mean(alone) > 0.10
