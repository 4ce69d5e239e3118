"""False alarms: the test that promises one in twenty keeps it where the others do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.course.lessons.false_alarms import ERRORS, autocorrelated, false_alarms
from analysis.errors import UsageError
from analysis.shift.designs.interrupted import interrupted


def test_a_series_has_the_variance_and_correlation_of_its_model():
    y = autocorrelated(60, 4000, 0.6, seed=2)
    assert y.var(axis=1) == pytest.approx(np.full(60, 1 / (1 - 0.36)), rel=0.12)
    assert (y[1:] * y[:-1]).mean() / (y**2).mean() == pytest.approx(0.6, abs=0.02)
    assert y.mean() == pytest.approx(0, abs=0.05)


def test_seeds_repeat_and_differ():
    assert np.array_equal(autocorrelated(10, 3, 0.5, 1), autocorrelated(10, 3, 0.5, 1))
    assert not np.array_equal(autocorrelated(10, 3, 0.5, 1), autocorrelated(10, 3, 0.5, 2))


@pytest.mark.parametrize("rho", [1.0, -1.0, 2.0, float("nan")])
def test_a_walk_without_end_is_refused(rho):
    with pytest.raises(UsageError) as refused:
        autocorrelated(10, 3, rho, 1)
    assert refused.value.where == "autocorrelated"


def test_the_regression_is_that_of_the_interrupted_series():
    """The design is written out there a second time: its step must be the suite's."""
    values = autocorrelated(40, 1, 0.5, seed=3)[:, 0]
    time = np.arange(40) + 0.5 - 30
    design = np.column_stack([np.ones(40), time, time > 0, np.where(time > 0, time, 0)])
    step = sm.OLS(values, design).fit().params[2]
    suite = interrupted(
        pd.Series(values, index=range(1986, 2026)), "2016-01-01", pre_trend=False, draws=20
    )
    # Years are of 365 or 366 days there, and alike here.
    assert suite.estimate == pytest.approx(step, abs=0.01)


def test_only_drawn_critical_values_keep_their_promise():
    found = false_alarms([0.0, 0.8], series=200, draws=200, seed=1)
    share = found.set_index(["errors", "rho"])["share"]
    assert list(ERRORS) == found["errors"].unique().tolist()
    # Binomial with 200 series: four standard errors about 0.05 are 0.06.
    assert share["drawn"].between(0.0, 0.11).all()
    assert share["ordinary", 0.0] < 0.11
    assert share["ordinary", 0.8] > 0.25
    assert share["newey-west", 0.8] > 0.25


def test_one_year_after_has_a_level_alone():
    found = false_alarms([0.5], after=1, series=20, draws=50, seed=1)
    assert found["share"].between(0, 1).all()
    assert (found["n"] == 20).all()
