from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.rollcalls import RollCalls
from analysis.shift.sensitivity.trends import breakdown, trend_sensitivity
from analysis.study import Study

from ...helpers import raises

STUDY = Study(before="2021-01-01", event="2025-01-01", until="2026-12-31")


def record(shares: dict[int, float], days: int = 12, per_day: int = 10, seed: int = 1) -> RollCalls:
    """A year's share of votes with the rival, each day alike up to chance."""
    rng = np.random.default_rng(seed)
    dates, same = [], []
    for year, share in shares.items():
        for day in pd.date_range(f"{year}-01-10", periods=days, freq="25D"):
            dates += [day] * per_day
            same += list(rng.random(per_day) < share)
    own = np.where(same, 1, 3)
    return RollCalls.from_votes([own, [1] * len(own)], states=["USA", "RUS"], dates=dates)


def test_by_hand():
    assert breakdown(-0.3, [0.1, -0.15]) == pytest.approx(2)
    assert breakdown(0.3, [0.0, 0.0]) == float("inf")
    # A trend of M a year is at its mean over two years after 1.5 M.
    assert breakdown(0.3, [0.1], after=2) == pytest.approx(2)


def test_a_break_after_a_level_line_is_no_trend():
    rc = record({2021: 0.2, 2022: 0.22, 2023: 0.2, 2024: 0.21, 2025: 0.8})
    e = trend_sensitivity(rc, STUDY, "ordinal")
    steps = e.table["step"].abs()[1:4].max()
    assert e.estimate == pytest.approx(abs(e.details["change"]) / steps)
    assert 1 < e.details["robust"] < e.estimate
    assert e.table["side"].tolist() == ["before"] * 4 + ["after"]


def test_a_line_that_rises_on_is_a_trend():
    rc = record({2021: 0.2, 2022: 0.35, 2023: 0.5, 2024: 0.65, 2025: 0.8})
    e = trend_sensitivity(rc, STUDY, "ordinal")
    assert e.estimate < 1.5
    assert e.details["robust"] < 1


def test_too_few_years():
    with raises(UsageError, "trends", "2 periods"):
        trend_sensitivity(record({2023: 0.2, 2024: 0.2, 2025: 0.5}), STUDY, "ordinal")


def test_a_level_line_is_no_yardstick():
    with raises(UsageError, "trends", "alike"):
        trend_sensitivity(
            record(dict.fromkeys(range(2021, 2025), 1.0) | {2025: 0.2}), STUDY, "ordinal"
        )
