from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.rollcalls.window import Window, as_window
from analysis.shift.methods.series import middle_of, read_series

from ...helpers import raises


def test_order_holes_and_sides():
    s = read_series(pd.Series({2025: 3.0, 2023: 1.0, 2024: np.nan}))
    assert s.labels == (2023, 2025)
    assert s.holes == (2024,)
    assert s.span() == "2 periods, 2023 to 2025; without a value: 2024"
    assert s.is_after("2025-01-20").tolist() == [False, True]
    assert s.years_from("2023-07-02") == pytest.approx([0, 731 / 365.25])


def test_every_kind_of_period():
    assert middle_of("2025") == middle_of(2025) == middle_of(np.int64(2025))
    window = as_window(("2025-01-20", "2025-01-22"))
    assert middle_of(window) == pd.Timestamp("2025-01-21")
    assert middle_of(pd.Timestamp("2025-02-24")) == pd.Timestamp("2025-02-24")


@pytest.mark.parametrize(
    "label",
    ["79", "ES-11", 79, Window(date(2025, 1, 20)), "2025-01-20 to 2025-01-22", None, "2025-13"],
)
def test_no_place_in_time(label):
    with raises(UsageError, "series", "place in time"):
        middle_of(label)


def test_what_cannot_be_read():
    with raises(UsageError, "series", "column", "value"):
        read_series(pd.DataFrame({"period": [2024]}))
    with raises(UsageError, "series", "2024", "twice"):
        read_series(pd.DataFrame({"period": [2024, 2024], "value": [1, 2]}))
    with raises(UsageError, "series, column value", "number"):
        read_series(pd.DataFrame({"period": [2024], "value": ["much"]}))
    with raises(UsageError, "series", "no period has a value"):
        read_series(pd.Series({2024: np.nan}))
