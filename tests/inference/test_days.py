from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.inference import day_sums, days_of

from ..helpers import raises


def test_days_months_and_calls():
    dates = ["2025-03-04", "2025-02-24", "2025-03-04", "2025-03-05", "2024-12-01"]
    calls = pd.DataFrame({"id": list("dcbae"), "date": pd.to_datetime(dates)})
    assert days_of(calls).tolist() == [2, 1, 2, 3, 0]
    assert days_of(calls, "month").tolist() == [2, 1, 2, 2, 0]
    assert days_of(calls, "call").tolist() == [3, 2, 1, 0, 4]
    with raises(UsageError, "block", "week", todo="day, month or call"):
        days_of(calls, "week")


def test_sums_keep_days_without_a_roll_call():
    sums = day_sums(np.ones((3, 2)), np.array([0, 2, 2]), 4)
    assert sums[:, 0].tolist() == [1, 0, 2, 0]
