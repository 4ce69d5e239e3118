from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import change, change_with_members, difference_in_change, pairwise
from analysis.errors import UsageError
from analysis.estimate import Estimate
from analysis.rollcalls import RollCalls

from ..helpers import raises

WINDOWS = {"before": (None, "2024-06-30"), "after": ("2024-07-01", None)}


def shifted(toward_rival: bool, n_calls: int = 240, seed: int = 2) -> RollCalls:
    """A state that votes with its allies, and in the second half with its rival or not."""
    rng = np.random.default_rng(seed)
    rival, ally = rng.integers(1, 4, (2, n_calls))
    second = np.arange(n_calls) >= n_calls // 2
    own = np.where(second & toward_rival, rival, ally)
    noise = rng.random(n_calls) < 0.3
    own = np.where(noise, rng.integers(1, 4, n_calls), own)
    also = np.where(rng.random(n_calls) < 0.2, rng.integers(1, 4, n_calls), ally)
    days = pd.Timestamp("2023-07-01") + pd.to_timedelta(np.arange(n_calls) // 4 * 12, "D")
    return RollCalls.from_votes(
        [own, rival, ally, also], states=["USA", "RUS", "GBR", "FRA"], dates=list(days)
    )


@pytest.mark.parametrize("index", ["ordinal", "kappa", "alpha"])
def test_change_is_after_less_before(index):
    rc = shifted(True)
    e = change(rc, "USA", "RUS", index, **WINDOWS)
    cut = pairwise(rc, index, by=["2024-07-01"]).pair("USA", "RUS")
    assert isinstance(e, Estimate)
    assert e.estimate == pytest.approx(cut["value"][1] - cut["value"][0])
    assert e.n == cut["n"].sum() == e.table["n"].sum()
    assert e.low < e.estimate < e.high
    assert e.low > 0
    assert e.p_value < 0.05
    assert e.dof > 5
    assert e.name == f"dyadic.change.{index}.USA-RUS"


def test_no_shift_is_not_found():
    e = change(shifted(False), "USA", "RUS", **WINDOWS)
    assert e.excludes_zero is False


def test_table_holds_both_tables_of_counts():
    e = change(shifted(True), "USA", "GBR", **WINDOWS)
    assert e.table["window"].tolist() == ["before", "after"]
    counts = e.table.filter(regex="^(yes|abstain|no)_")
    assert counts.shape == (2, 9)
    assert counts.sum(axis=1).tolist() == e.table["n"].tolist()


def test_deterministic_and_symmetric():
    rc = shifted(True)
    one, two = change(rc, "USA", "RUS", **WINDOWS), change(rc, "RUS", "USA", **WINDOWS)
    assert one.to_dict() == change(rc, "USA", "RUS", **WINDOWS).to_dict()
    assert (one.low, one.high) == pytest.approx((two.low, two.high))


def test_few_days_in_one_window_no_interval():
    e = change(shifted(True), "USA", "RUS", before=(None, "2023-07-20"), after=WINDOWS["after"])
    assert np.isfinite(e.estimate)
    assert e.low is None
    assert e.se is None
    assert "interval" not in e.sentence()


def test_undefined_in_a_window():
    votes = [[1] * 10 + [1, 3] * 5, [1] * 10 + [1, 2] * 5]
    rc = RollCalls.from_votes(votes, states=["A", "B"])
    e = change(rc, "A", "B", before=(None, "2000-01-10"), after=("2000-01-11", None))
    assert np.isnan(e.estimate)
    assert e.low is None


def test_windows_that_cannot_be():
    rc = shifted(True)
    with raises(UsageError, "before, after", "overlap"):
        change(rc, "USA", "RUS", before=(None, "2024-08-01"), after=("2024-07-01", None))
    with raises(UsageError, "window before", "1990-01-01"):
        change(rc, "USA", "RUS", before=("1990-01-01", "1990-12-31"), after=WINDOWS["after"])


class TestDifferenceInChange:
    def test_is_mean_of_allies_less_rival(self):
        rc = shifted(True)
        e = difference_in_change(rc, "USA", "RUS", ["USA", "GBR", "FRA"], **WINDOWS)
        cut = pairwise(rc, "kappa", by=["2024-07-01"]).of("USA")
        gap = cut[["GBR", "FRA"]].mean(axis=1) - cut["RUS"]
        assert e.estimate == pytest.approx(gap.iloc[1] - gap.iloc[0])
        assert e.high < 0
        rows = e.table[e.table["role"] == "difference"]["value"].to_numpy()
        assert rows[1] - rows[0] == pytest.approx(e.estimate)
        assert e.table["role"].tolist()[:5] == [
            "ally",
            "ally",
            "mean of allies",
            "rival",
            "difference",
        ]

    def test_one_ally_is_the_difference_of_two_changes(self):
        rc = shifted(True)
        e = difference_in_change(rc, "USA", "RUS", ["GBR"], "ordinal", **WINDOWS)
        ally = change(rc, "USA", "GBR", "ordinal", **WINDOWS)
        rival = change(rc, "USA", "RUS", "ordinal", **WINDOWS)
        assert e.estimate == pytest.approx(ally.estimate - rival.estimate)

    @pytest.mark.parametrize("index", ["ordinal", "kappa"])
    def test_the_change_with_the_allies_less_that_with_the_rival_is_the_gap(self, index):
        rc = shifted(True)
        asked = ("USA", "RUS", ["GBR", "FRA"], index)
        allies = change_with_members(rc, *asked, **WINDOWS)
        rival = change(rc, "USA", "RUS", index, **WINDOWS)
        gap = difference_in_change(rc, *asked, **WINDOWS)
        assert allies.estimate - rival.estimate == pytest.approx(gap.estimate)
        assert allies.high < 0
        assert allies.table["state"].tolist() == ["GBR", "FRA"]

    def test_one_ally_has_the_interval_of_a_pair(self):
        rc = shifted(True)
        one = change_with_members(rc, "USA", "RUS", ["GBR"], "ordinal", **WINDOWS)
        pair = change(rc, "USA", "GBR", "ordinal", **WINDOWS)
        assert (one.estimate, one.low, one.high) == pytest.approx(
            (pair.estimate, pair.low, pair.high)
        )

    def test_what_moves_all_alike_cancels(self):
        # Allies and rival cast the same votes, so the difference is zero without any day.
        rng = np.random.default_rng(0)
        own, other = rng.integers(1, 4, (2, 80))
        rc = RollCalls.from_votes([own, other, other], states=["USA", "RUS", "GBR"])
        windows = {"before": (None, "2000-02-10"), "after": ("2000-02-11", None)}
        e = difference_in_change(rc, "USA", "RUS", ["GBR"], **windows)
        assert (e.estimate, e.low, e.high) == (0, None, None)

    def test_the_group_is_the_same_in_both_windows(self):
        rc = shifted(True)

        def members(day: pd.Timestamp) -> list[str]:
            return ["GBR", "FRA"] if day >= pd.Timestamp("2024-08-01") else ["GBR"]

        dated = difference_in_change(rc, "USA", "RUS", members, **WINDOWS)
        fixed = difference_in_change(rc, "USA", "RUS", ["GBR"], **WINDOWS)
        assert dated.estimate == fixed.estimate
        assert dated.table["state"].eq("FRA").sum() == 0

    def test_the_rival_is_no_ally(self):
        rc = shifted(True)
        one = difference_in_change(rc, "USA", "RUS", ["GBR", "RUS"], **WINDOWS)
        two = difference_in_change(rc, "USA", "RUS", ["GBR"], **WINDOWS)
        assert one.estimate == two.estimate
        with raises(UsageError, "members", "no ally"):
            difference_in_change(rc, "USA", "RUS", ["RUS"], **WINDOWS)
