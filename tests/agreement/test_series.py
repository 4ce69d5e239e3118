from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.agreement import expected, index_names, pair_series, pairwise, with_group
from analysis.agreement.chance import attainable
from analysis.agreement.indices import ordinal
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls

from ..helpers import raises


def test_values_are_those_of_all_pairs(rollcalls):
    series = pair_series(rollcalls, "S01", "S03", indices=index_names())
    assert list(series.columns) == ["period", "index", "value", "low", "high", "n"]
    for name in index_names():
        one = series[series["index"] == name].reset_index(drop=True)
        all_pairs = pairwise(rollcalls, name).pair("S01", "S03")
        np.testing.assert_allclose(one["value"], all_pairs["value"], atol=1e-12)
        assert one["n"].tolist() == all_pairs["n"].tolist()
        assert one["period"].tolist() == [2023, 2024, 2025]


def test_same_interval_whatever_the_order(rollcalls):
    one = pair_series(rollcalls, "S01", "S03")
    pd.testing.assert_frame_equal(one, pair_series(rollcalls, "S03", "S01"))
    order = np.random.default_rng(0).permutation(rollcalls.n_calls)
    for block in ("day", "month", "call"):
        kept, moved = (
            pair_series(rc, "S01", "S03", block=block) for rc in (rollcalls, rollcalls.take(order))
        )
        pd.testing.assert_frame_equal(kept, moved)


def test_a_period_stands_on_its_own(rollcalls):
    one = pair_series(rollcalls, "S01", "S03")
    alone = pair_series(rollcalls.select(start="2024-01-01"), "S01", "S03")
    later = one[one["period"] >= 2024].reset_index(drop=True)
    pd.testing.assert_frame_equal(later, alone)


def test_wider_level_wider_interval(rollcalls):
    narrow, wide = (pair_series(rollcalls, "S00", "S02", level=x) for x in (0.5, 0.95))
    # The last year has fewer than five days of voting, hence no interval.
    assert wide["low"].isna().tolist() == [False] * 4 + [True] * 2
    assert (wide["low"] < narrow["low"])[:4].all()
    assert (wide["high"] > narrow["high"])[:4].all()


def test_few_days_no_interval():
    votes = np.random.default_rng(0).integers(1, 4, (2, 40))
    days = np.repeat(["2025-02-24", "2025-03-04", "2025-06-12", "2025-12-18"], 10)
    rc = RollCalls.from_votes(votes, states=["A", "B"], dates=list(days))
    series = pair_series(rc, "A", "B")
    assert series["value"].notna().all()
    assert series[["low", "high"]].isna().all(axis=None)
    assert pair_series(rc, "A", "B", block="call")["low"].notna().all()


def test_a_pair_that_never_met():
    rc = RollCalls.from_votes([[1, 8], [8, 1]], states=["A", "B"])
    series = pair_series(rc, "A", "B", indices=index_names())
    assert series["n"].eq(0).all()
    assert series[["value", "low", "high"]].isna().all(axis=None)


def test_group_is_the_mean_over_members(rollcalls):
    group = with_group(rollcalls, "S00", ["S00", "S01", "S02"], indices=["pi"])
    pairs = pairwise(rollcalls, "pi").of("S00")
    np.testing.assert_allclose(group["value"], pairs[["S01", "S02"]].mean(axis=1))
    assert group["members"].eq(2).all()
    assert (group["low"] < group["value"])[:2].all()


def test_group_of_one_is_the_pair(rollcalls):
    group = with_group(rollcalls, "S00", ["S01"])
    pair = pair_series(rollcalls, "S00", "S01")
    pd.testing.assert_frame_equal(group.drop(columns="members"), pair)


def test_members_count_from_the_day_of_accession(rollcalls):
    joined = pd.Timestamp("2024-04-01")

    def members(day: pd.Timestamp) -> list[str]:
        return ["S01", "S02"] if day >= joined else ["S01"]

    found = with_group(rollcalls, "S00", members, indices=["ordinal"], intervals=False)
    assert found["members"].tolist() == [1, 2, 2]
    year = rollcalls.select(start="2024-01-01", end="2024-12-31")
    old = pairwise(year, "ordinal").of("S00").loc[2024, "S01"]
    new = pairwise(year.select(start=joined), "ordinal").of("S00").loc[2024, "S02"]
    assert found["value"][1] == pytest.approx((old + new) / 2)


def test_group_without_members(rollcalls):
    with raises(UsageError, "members", "besides S00"):
        with_group(rollcalls, "S00", ["S00", "NATO"])


class TestExpected:
    def test_columns_add_up_to_kappa(self, rollcalls):
        found = expected(rollcalls, "S01", "S03")
        rest = (found["observed"] - found["expected"]) / (1 - found["expected"])
        np.testing.assert_allclose(found["kappa"], rest)
        kappa = pairwise(rollcalls, "kappa").pair("S01", "S03")
        raw = pairwise(rollcalls, "ordinal").pair("S01", "S03")
        np.testing.assert_allclose(found["kappa"], kappa["value"])
        np.testing.assert_allclose(found["observed"], raw["value"])
        assert found["n"].tolist() == raw["n"].tolist()

    def test_raw_falls_while_kappa_rises_when_noes_rise(self):
        # Year one: often opposed, both voting all ways. Year two: A nearly always No, B yes.
        one = [[1] * 10 + [3] * 10, [3] * 8 + [1] * 10 + [3] * 2]
        two = [[3] * 20, [1] * 18 + [3] * 2]
        two[0][0] = 1
        votes = np.hstack([one, two])
        dates = ["2023-12-01"] * 20 + ["2025-12-01"] * 20
        found = expected(RollCalls.from_votes(votes, states=["A", "B"], dates=dates), "A", "B")
        assert found["observed"].diff()[1] < 0
        assert found["expected"].diff()[1] < found["observed"].diff()[1]
        assert found["kappa"].diff()[1] > 0
        assert found["highest"][1] - found["lowest"][1] < found["highest"][0] - found["lowest"][0]

    def test_without_joint_votes(self):
        rc = RollCalls.from_votes([[1, 8], [8, 1]], states=["A", "B"])
        found = expected(rc, "A", "B")
        assert found["n"].tolist() == [0]
        assert found[["observed", "expected", "kappa", "lowest", "highest"]].isna().all(axis=None)

    @given(arrays(np.int64, (3, 3), elements=st.integers(0, 9)).filter(lambda t: t.sum() > 0))
    def test_bounds_hold_and_are_reached(self, t):
        for weights in ("linear", "squared", "none"):
            low, high = attainable(t, weights)
            assert -1e-12 <= low <= high + 1e-12 <= 1 + 2e-12
        low, high = attainable(t)
        assert low - 1e-12 <= ordinal(t) <= high + 1e-12
        # Both ends are agreements of votes with these shares: sorted alike, sorted against.
        a, b = np.repeat([1, 2, 3], t.sum(axis=1)), np.repeat([1, 2, 3], t.sum(axis=0))
        assert high == pytest.approx(1 - np.abs(a - b).mean() / 2)
        assert low == pytest.approx(1 - np.abs(a - b[::-1]).mean() / 2)
