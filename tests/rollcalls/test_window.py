"""A window of time: ordered, closed or open, and what lies in it."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UsageError
from analysis.rollcalls.window import Window, as_window

days = st.dates(date(1946, 1, 1), date(2030, 12, 31))
ends = st.tuples(days, days).map(sorted)


def window(first: str | None, last: str | None) -> Window:
    return as_window((first, last))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2017-01-20", "2021-01-19", "2017-01-20 to 2021-01-19"),
        (None, "2017-01-19", "to 2017-01-19"),
        ("2025-01-20", None, "from 2025-01-20"),
        (None, None, "all time"),
    ],
)
def test_what_is_said(first, last, said):
    assert str(window(first, last)) == f"{window(first, last)}" == said


def test_order_is_that_of_time_not_of_words():
    inorder = [
        window(None, "2017-01-19"),
        window("2017-01-20", "2021-01-19"),
        window("2017-01-20", "2025-01-19"),
        window("2025-01-20", None),
    ]
    assert sorted(inorder[::-1]) == inorder
    assert sorted(map(str, inorder)) != [str(w) for w in inorder]


@given(ends, days)
def test_both_ends_belong_to_it(two, day):
    held = Window(*two)
    assert two[0] in held
    assert two[1] in held
    assert (day in held) == (two[0] <= day <= two[1])
    assert two[0] - timedelta(days=1) not in held
    dates = pd.Series(pd.to_datetime([day, two[0], two[1] + timedelta(days=1)]))
    assert held.mask(dates).tolist() == [day in held, True, False]


@given(ends)
def test_the_middle_is_as_far_from_both_ends(two):
    held = Window(*two)
    first, last = held.ends()
    assert held.middle - first == last - held.middle
    assert held.year == held.middle.year
    assert held.years > 0


def test_open_windows_hold_all_on_that_side_and_have_no_middle():
    assert "1946-01-10" in window(None, "2000-01-01")
    assert "2999-01-01" in window("2000-01-01", None)
    assert None not in Window()
    for held in (window(None, "2000-01-01"), window("2000-01-01", None), Window()):
        assert not held.is_closed
        with pytest.raises(UsageError):
            _ = held.middle


@pytest.mark.parametrize(("first", "last"), [("2025-01-02", "2025-01-01"), ("x", None), (2025, 1)])
def test_what_is_none_is_refused(first, last):
    with pytest.raises(UsageError) as refused:
        window(first, last)
    assert refused.value.where == "window"


def test_it_is_a_value():
    assert len({window("2025-01-20", None), window("2025-01-20", None)}) == 1
    held = pd.Series([window("2025-01-20", None), window(None, "2025-01-19")])
    assert (held == window("2025-01-20", None)).tolist() == [True, False]
    assert held.sort_values().map(str).tolist() == ["to 2025-01-19", "from 2025-01-20"]
