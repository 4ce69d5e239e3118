from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UsageError
from analysis.record.reference import presidency_cuts
from analysis.rollcalls.periods import periods, windows, years_cut_at

days = st.dates(date(1946, 1, 1), date(2026, 12, 31))


def series(dates) -> pd.Series:
    return pd.Series(pd.to_datetime(list(dates)))


class TestWindows:
    def test_a_cut_opens_the_window_that_follows(self):
        got = windows(series(["2025-01-19", "2025-01-20", "2025-01-21"]), ["2025-01-20"])
        assert [*map(str, got)] == ["to 2025-01-19", "from 2025-01-20", "from 2025-01-20"]

    def test_every_window_is_a_category(self):
        got = windows(series(["2030-01-01"]), ["2025-01-20", "2017-01-20", "2025-01-20"])
        assert [*map(str, got.cat.categories)] == [
            "to 2017-01-19",
            "2017-01-20 to 2025-01-19",
            "from 2025-01-20",
        ]
        assert got.cat.ordered

    @given(st.lists(days, min_size=1, max_size=20), st.lists(days, min_size=1, max_size=6))
    def test_windows_part_the_dates(self, dates, cuts):
        got = windows(series(dates), cuts)
        assert got.notna().all()
        assert len(got.cat.categories) == len(set(cuts)) + 1
        edges = sorted(set(cuts))
        for day, label in zip(dates, got, strict=True):
            assert list(got.cat.categories).index(label) == sum(cut <= day for cut in edges)

    @given(st.lists(days, min_size=1, max_size=9), st.lists(days, min_size=1, max_size=5))
    def test_order_and_repetition_of_cuts_do_not_matter(self, dates, cuts):
        one, two = windows(series(dates), cuts), windows(series(dates), [*cuts[::-1], cuts[0]])
        pd.testing.assert_series_equal(one, two)

    @pytest.mark.parametrize(
        "cuts", [[], ["x"], [None], [pd.NaT], [2025], ["2025-01-20T00:00Z"], 2025, None]
    )
    def test_cuts_that_are_none(self, cuts):
        with pytest.raises(UsageError) as caught:
            windows(series(["2025-01-01"]), cuts)
        assert "\n" not in str(caught.value)

    def test_presidencies_as_cuts(self):
        got = windows(series(["2025-01-20", "2025-01-19", "2017-01-20"]), presidency_cuts())
        assert [*map(str, got)] == [
            "from 2025-01-20",
            "2021-01-20 to 2025-01-19",
            "2017-01-20 to 2021-01-19",
        ]


class TestPeriods:
    def calls(self, *rows: tuple[str, str]) -> pd.DataFrame:
        return pd.DataFrame({"date": series(d for d, _ in rows), "session": [s for _, s in rows]})

    def test_years_need_not_be_consecutive(self):
        got = periods(self.calls(("2024-06-04", "78"), ("2026-02-24", "80")), "year")
        assert list(got.cat.categories) == [2024, 2026]

    def test_months_and_all(self):
        calls = self.calls(("2025-02-24", "79"), ("2024-12-01", "79"))
        assert list(periods(calls, "month").cat.categories) == ["2024-12", "2025-02"]
        assert periods(calls, "all").tolist() == ["all", "all"]

    def test_a_special_session_stands_where_it_was_held(self):
        calls = self.calls(
            ("2021-12-01", "76"),
            ("2022-03-02", "ES-11"),
            ("2022-10-01", "77"),
            ("2025-02-24", "ES-11"),
        )
        assert list(periods(calls, "session").cat.categories) == ["76", "ES-11", "77"]

    @pytest.mark.parametrize("by", ["week", "Year", "", "2025-01-20"])
    def test_unknown_grouping(self, by):
        with pytest.raises(UsageError) as error:
            periods(self.calls(("2025-01-01", "79")), by)
        assert error.value.where == "periods"
        assert repr(by) in error.value.what
        assert "year, month, session, all " in error.value.todo

    @given(st.lists(days, min_size=1, max_size=15), st.sampled_from(["year", "month", "session"]))
    def test_labels_are_in_order_of_time(self, dates, by):
        dates = sorted(dates)
        calls = self.calls(*((d.isoformat(), str(d.year)) for d in dates))
        codes = periods(calls, by).cat.codes
        assert codes.is_monotonic_increasing
        assert set(codes) == set(range(codes.max() + 1))


class TestYearsCutAtEvents:
    DATES = ("2023-03-01", "2025-02-24")

    def cut(self, *events: str) -> list[str]:
        return [day.isoformat() for day in years_cut_at(series(self.DATES), events)]

    def test_by_hand(self):
        assert self.cut() == ["2023-01-01", "2024-01-01", "2025-01-01", "2026-01-01"]
        assert self.cut("2025-01-20")[2] == "2025-01-20"
        assert self.cut("2024-08-01") == ["2023-01-01", "2024-01-01", "2024-08-01", "2026-01-01"]

    def test_two_events_of_one_winter_are_both_cuts(self):
        assert self.cut("2025-01-20", "2024-12-10") == [
            "2023-01-01",
            "2024-01-01",
            "2024-12-10",
            "2025-01-20",
            "2026-01-01",
        ]

    @pytest.mark.parametrize("event", ["2023-03-02", "2025-10-01", "2025-12-18"])
    def test_no_roll_call_is_left_in_a_window_without_an_end(self, event):
        dates = series(["2023-03-01", "2024-06-04", "2025-11-30", "2025-12-18"])
        cuts = years_cut_at(dates, [event])
        assert event in [day.isoformat() for day in cuts]
        for label in windows(dates, cuts):
            assert label.is_closed  # a window with an open side has no place in time

    def test_an_event_on_new_years_day_stays_a_cut(self):
        assert self.cut("2025-01-01", "2025-01-20")[2:4] == ["2025-01-01", "2025-01-20"]
        assert self.cut("2025-01-20", "2025-01-01")[2:4] == ["2025-01-01", "2025-01-20"]

    def test_events_elsewhere_do_not_count(self):
        assert self.cut("1990-01-20", "2030-01-20") == self.cut()

    def test_no_date(self):
        with pytest.raises(UsageError) as error:
            self.cut("x")
        assert error.value.where == "events"

    @given(st.lists(days, min_size=1, max_size=9), st.lists(days, max_size=5))
    def test_no_window_straddles_an_event(self, dates, events):
        cuts = years_cut_at(series(dates), events)
        assert cuts == sorted(set(cuts))
        first, last = min(dates).year, max(dates).year
        inside = {e for e in events if first <= e.year <= last}
        assert inside <= set(cuts)

    def test_windows_carry_their_days(self):
        got = windows(series(["2024-06-04"]), years_cut_at(series(self.DATES), ["2025-01-20"]))
        assert [window.year for window in list(got.cat.categories)[1:-1]] == [2023, 2024, 2025]
        assert got[0].ends() == (pd.Timestamp("2024-01-01"), pd.Timestamp("2025-01-19"))
