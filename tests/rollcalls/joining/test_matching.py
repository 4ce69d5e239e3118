from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.rollcalls.joining.join import join_sheets
from analysis.rollcalls.joining.matching import FEWEST_STATES, SAME_VOTES, same_calls

JAN = pd.Timestamp("2020-01-01")


class TestSameRollCall:
    def joined(self, sheet, votes=(1,), other=(1,), one=None, two=None) -> int:
        first = sheet([[v] for v in votes], **(one or {}))
        second = sheet([[v] for v in other], name="two", **(two or {}))
        return join_sheets([first, second], "x").n_calls

    def test_by_symbol(self, sheet):
        symbol = {"symbol": "A/RES/75/1"}
        assert self.joined(sheet, one=symbol, two=symbol) == 1
        assert self.joined(sheet, one=symbol, two={"symbol": "A/RES/75/2"}) == 2
        assert self.joined(sheet) == 2  # no symbol is no evidence

    @pytest.mark.parametrize("other", ["A/RES/42/209 D", "A/RES/42/209[D]", "a/res/42/209d"])
    def test_by_symbol_however_its_part_is_written(self, sheet, other):
        assert self.joined(sheet, one={"symbol": "A/RES/42/209D"}, two={"symbol": other}) == 1

    @pytest.mark.parametrize(("days", "n"), [(31, 1), (32, 2)])
    def test_by_symbol_within_a_month(self, sheet, days, n):
        # A few early dates of the record are the first of the month.
        later = {"symbol": "A/RES/1/1", "date": [JAN + pd.Timedelta(days=days)]}
        assert self.joined(sheet, one={"symbol": "A/RES/1/1"}, two=later) == n

    def test_a_symbol_of_the_other_body_is_another(self, sheet):
        council = {"symbol": "X/1", "body": "SC"}
        assert self.joined(sheet, one={"symbol": "X/1"}, two=council) == 2

    def test_a_symbol_of_several_roll_calls_tells_nothing(self, sheet):
        one = sheet([[1, 3]], symbol="A/RES/75/1")
        two = sheet([[1]], name="two", symbol="A/RES/75/1")
        assert join_sheets([one, two], "x").n_calls == 3

    def test_council_resolutions_by_symbol_only(self, sheet):
        votes = [1] * 15
        council = {"body": "SC"}
        assert self.joined(sheet, votes, votes, council, council) == 2
        named = {"body": "SC", "symbol": "S/RES/1"}
        assert self.joined(sheet, votes, votes, named, named) == 1

    @pytest.mark.parametrize(("days", "n"), [(0, 1), (1, 1), (2, 2)])
    def test_by_day_and_votes(self, sheet, days, n):
        votes = [1, 2, 3] * 8
        later = {"date": [JAN + pd.Timedelta(days=days)]}
        assert self.joined(sheet, votes, votes, two=later) == n

    @pytest.mark.parametrize(("differ", "n"), [(0, 1), (1, 1), (2, 2)])
    def test_by_nearly_the_same_votes(self, sheet, differ, n):
        votes = [1] * 20
        other = [3] * differ + [1] * (20 - differ)
        assert 1 - 1 / 20 >= SAME_VOTES > 1 - 2 / 20
        assert self.joined(sheet, votes, other) == n

    def test_few_states_are_no_evidence(self, sheet):
        votes = [1] * (FEWEST_STATES - 1)
        assert self.joined(sheet, votes, votes) == 2
        assert self.joined(sheet, [*votes, 1], [*votes, 1]) == 1

    def test_states_that_one_of_them_leaves_out_do_not_count(self, sheet):
        assert self.joined(sheet, [1] * 20 + [0] * 9, [1] * 20 + [3] * 9) == 1
        assert self.joined(sheet, [1] * 20 + [9] * 9, [1] * 20 + [3] * 9) == 1

    def test_each_of_two_nearly_equal_votes_finds_its_own(self, sheet):
        first, second = [1] * 30, [1] * 29 + [3]
        grid = np.array([first, second]).T
        one = sheet(grid, date=[JAN, JAN])
        two = sheet(grid[:, ::-1], name="two", date=[JAN, JAN], title=["second", "first"])
        rc = join_sheets([one, two], "x")
        assert rc.n_calls == 2
        assert rc.calls["title"].tolist() == ["first", "second"]

    def test_of_two_equal_votes_neither_takes_a_title(self, sheet):
        grid = np.ones((20, 2))
        one = sheet(grid, date=[JAN, JAN])
        two = sheet(grid, name="two", date=[JAN, JAN], title=["a", "b"])
        rc = join_sheets([one, two], "x")
        assert rc.n_calls == 2
        assert rc.calls["title"].tolist() == ["", ""]
        assert "2 of them have the same votes as another of the day" in rc.notes[0]

    def test_a_roll_call_has_one_copy(self, sheet):
        one = sheet(np.ones((20, 1)))
        two = sheet(np.ones((20, 2)), name="two", date=[JAN, JAN])
        assert join_sheets([one, two], "x").n_calls == 2

    def test_numbers_of_a_release_tell_at_once(self, sheet):
        one = sheet([[1, 1]], id=["rcid-1", "rcid-2"])
        two = sheet([[1, 3]], name="unvotes", id=["rcid-2", "rcid-9"])
        rc = join_sheets([one, two], "x")
        assert rc.calls["id"].tolist() == ["rcid-1", "rcid-2", "rcid-9"]


class TestSameCalls:
    @given(
        arrays(np.int8, (20, 4), elements=st.sampled_from([1, 2, 3, 8])),
        st.permutations(range(4)),
    )
    def test_every_roll_call_finds_a_copy_with_its_votes(self, votes, order):
        days = np.full(4, "2020-01-01", dtype="datetime64[D]")
        match, _ = same_calls(days, votes[:, order], days, votes)
        assert sorted(match) == [0, 1, 2, 3]
        np.testing.assert_array_equal(votes[:, match], votes[:, order])

    def test_none(self):
        days = np.array([], dtype="datetime64[D]")
        match, unique = same_calls(
            days, np.zeros((20, 0), np.int8), days, np.zeros((20, 0), np.int8)
        )
        assert match.size == unique.size == 0
