from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.signal import lfilter

from analysis.errors import UsageError
from analysis.shift.designs.interrupted import interrupted
from analysis.shift.methods.serial import _t_statistics, ar1, newey_west_lag

from ...helpers import raises


def series(n=60, rho=0.0, seed=1, last=2024):
    noise = np.random.default_rng(seed).normal(size=n + 100)
    return pd.Series(lfilter([1.0], [1.0, -rho], noise)[100:], index=range(last - n + 1, last + 1))


def test_coefficients_and_errors_are_those_of_statsmodels():
    s = series(rho=0.4)
    e = interrupted(s, "2010-01-01", draws=99)
    after = (s.index >= 2010).astype(float)
    middles = pd.DatetimeIndex([pd.Timestamp(y, 7, 2) for y in s.index])
    years = (middles - pd.Timestamp("2010-01-01")).days.to_numpy() / 365.25
    x = np.column_stack([np.ones(60), years, after, after * years])
    lag = int(4 * (60 / 100) ** (2 / 9))
    fit = sm.OLS(s.to_numpy(), x).fit(
        cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": True}
    )
    whole = e.table[e.table["part"] == "whole series"]
    assert whole["estimate"].to_numpy() == pytest.approx(fit.params, rel=1e-9)
    assert whole["hac_se"].to_numpy() == pytest.approx(fit.bse, rel=1e-9)
    assert whole["term"].tolist() == [
        "constant",
        "slope",
        "level at 2010-01-01",
        "slope from 2010-01-01",
    ]
    assert (e.n, e.unit) == (60, "periods")
    assert "lag 3" in e.method


def test_the_drawn_statistics_are_those_of_statsmodels():
    s = series(40)
    x = np.column_stack([np.ones(40), np.arange(40.0), np.arange(40) > 35])
    fit = sm.OLS(s.to_numpy(), x).fit(
        cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}
    )
    drawn = _t_statistics(np.column_stack([s, 2 * s]), x, 3)
    assert drawn[:, 0] == pytest.approx(fit.tvalues, rel=1e-9)
    assert drawn[:, 1] == pytest.approx(fit.tvalues, rel=1e-9)


def test_lag_by_the_rule():
    assert [newey_west_lag(n) for n in (10, 60, 79, 100, 500)] == [2, 3, 3, 4, 5]


def test_the_bias_of_the_autocorrelation_is_corrected():
    x = np.column_stack([np.ones(60), np.arange(60.0), np.arange(60) >= 50])
    found, plain = [], []
    for seed in range(200):
        y = series(rho=0.5, seed=seed).to_numpy()
        e = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        plain.append((e[1:] * e[:-1]).sum() / (e[:-1] ** 2).sum())
        found.append(ar1(e, x))
    # Mean of 200 with standard deviation 0.13: standard error 0.01.
    assert np.mean(found) == pytest.approx(0.5, abs=0.04)
    assert np.mean(plain) < 0.45


def test_planted_level_and_slope_are_recovered():
    s = series()
    s += np.where(s.index >= 2000, 3.0 + 0.5 * (s.index - 1999.95), 0.0) + 0.1 * s.index
    e = interrupted(s, "2000-01-01")
    slope = e.table.set_index("term").loc["slope from 2000-01-01"]
    assert e.low < 3.0 < e.high
    assert slope["low"] < 0.5 < slope["high"]
    assert e.p_value < 0.01


def test_one_period_after_is_level_only_and_widens():
    s = series(last=2025)
    e = interrupted(s, "2025-01-20")
    assert not e.table["term"].str.startswith("slope from").any()
    assert any("only one period lies after the event: level only" in a for a in e.assumptions)
    row = e.table.set_index("term").loc["level at 2025-01-20"]
    # The residual of the one period is zero; the interval holds its noise all the same.
    assert e.se > 2 * row["hac_se"]
    assert 0.7 < e.se < 1.6
    two = interrupted(series(last=2026), "2025-01-20", draws=99)
    assert any("only 2 periods lie after" in a for a in two.assumptions)


def test_other_breaks_are_terms_and_pretrends_are_checked():
    s = series() + np.where(np.arange(60) >= 30, 10.0, 0.0)
    e = interrupted(s, "2015-01-20", breaks=["1995-01-01"], draws=199)
    terms = e.table.loc[e.table["part"] == "whole series", "term"].tolist()
    assert terms[2:] == [
        "level at 1995-01-01",
        "slope from 1995-01-01",
        "level at 2015-01-20",
        "slope from 2015-01-20",
    ]
    assert e.table["part"].unique().tolist()[1:] == ["before only", "before only, placebo"]
    assert any("may also change at 1995" in a for a in e.assumptions)
    assert any(a.startswith("a placebo") for a in e.assumptions)
    plain = interrupted(series() + 10.0 * (s.index >= 1990), "2015-01-20", draws=199)
    placebo = plain.table[plain.table["part"] == "before only, placebo"].iloc[0]
    assert placebo["p_value"] < 0.05  # the break that the model was not told of


def test_a_series_without_residuals_has_no_p_value():
    e = interrupted(
        pd.Series(np.repeat([5.0, 6.0], [15, 5]), index=range(2000, 2020)), "2015-01-01"
    )
    assert e.p_value is None
    assert (e.low, e.se) == (None, None)
    assert any("nothing says how sure" in a for a in e.assumptions)


def test_what_cannot_be():
    s = series()
    with raises(UsageError, "event", "after", "2030-01-01"):
        interrupted(s, "2030-01-01")
    with raises(UsageError, "event", "5", "before"):
        interrupted(s, "1970-01-01")
    with raises(UsageError, "breaks", "2014"):
        interrupted(s, "2015-01-01", breaks=["2014-01-01"])
    with raises(UsageError, "event", "soon"):
        interrupted(s, "soon")


@pytest.mark.slow
@pytest.mark.parametrize(("after", "rho"), [(1, 0.0), (1, 0.5), (12, 0.5)])
def test_false_positives(after, rho):
    """1,000 records without a change: between 3% and 7% are found at the 5% level."""
    event = f"{2025 - after}-01-20"
    found = 0
    for seed in range(1000):
        e = interrupted(
            series(50, rho, seed), event, pre_trend=False, draws=199, seed=seed + 90_000
        )
        found += e.p_value <= 0.05
    assert 0.03 <= found / 1000 <= 0.07


def test_the_check_of_the_time_before_does_not_change_the_estimate():
    with_check, without = (
        interrupted(series(), "2015-01-20", pre_trend=c, draws=199) for c in (True, False)
    )
    assert (with_check.estimate, with_check.p_value) == (without.estimate, without.p_value)
    assert set(without.table["part"]) == {"whole series"}
