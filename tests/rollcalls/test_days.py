from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.rollcalls.days import as_day


@pytest.mark.parametrize(
    "value",
    [
        "2025-02-24",
        date(2025, 2, 24),
        pd.Timestamp("2025-02-24 13:00"),
        np.datetime64("2025-02-24"),
        "24 February 2025",
    ],
)
def test_days(value):
    assert as_day(value, "start") == pd.Timestamp("2025-02-24")


@pytest.mark.parametrize(
    "value", ["", "x", "2025-02-30", None, pd.NaT, 2025, 5.0, np.int64(3), "2025-02-24T00:00Z", []]
)
def test_none(value):
    with pytest.raises(UsageError) as error:
        as_day(value, "start")
    assert error.value.where == "start"
    assert repr(str(value)) in error.value.what
    assert error.value.todo
