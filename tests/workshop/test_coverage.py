from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.workshop.coverage import AFTER, BEFORE, JOINT, coverage_table, tables_of_days

from ..helpers import raises


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("scenario", ["equal days", "six unequal days", "the real calendar"])
def test_intervals_hold_the_truth_as_often_as_they_say(scenario):
    table = coverage_table(400, ["ordinal"], [("half", "half")], [scenario])
    # Three rows of 400 records: the Monte Carlo error of their mean is 0.9 and 0.6 points; the
    # bounds are those that the interval was chosen by, and two of these errors.
    assert 0.86 < table["coverage"].mean() < 0.94
    assert 0.028 < table["level"].mean() < 0.072


def test_votes_of_a_day_hang_together_as_asked():
    rng = np.random.default_rng(1)
    days = tables_of_days([20] * 4000, JOINT["half"], 0.3, rng)
    no = days[:, 2].sum(axis=1)
    p = JOINT["half"][2].sum()
    # Variance of a sum of 20 votes with correlation 0.3.
    assert no.var() == pytest.approx(20 * p * (1 - p) * (1 + 0.3 * 19), rel=0.08)


def test_calendar_is_of_two_windows():
    assert (sum(BEFORE), len(BEFORE)) == (357, 71)
    assert (sum(AFTER), len(AFTER)) == (203, 37)


def test_bad_input():
    with raises(UsageError, "coverage"):
        coverage_table(0)
    with raises(UsageError, "coverage", "monthly"):
        coverage_table(1, scenarios=["monthly"])
