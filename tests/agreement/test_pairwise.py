from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.agreement import (
    index_named,
    index_names,
    joint_counts,
    joint_table,
    mean_with,
    pairwise,
)
from analysis.errors import UsageError
from analysis.rollcalls import RollCalls

from ..helpers import raises

votes = arrays(np.int8, (4, 15), elements=st.sampled_from([0, 1, 2, 3, 8, 9]))


def made(codes: np.ndarray) -> RollCalls:
    dates = pd.date_range("2024-12-24", periods=codes.shape[1])  # crosses into 2025
    return RollCalls.from_votes(codes, states=list("ABCD"), dates=list(dates))


def by_loop(rollcalls: RollCalls, name: str, year: int, a: str, b: str) -> tuple[float, int]:
    """The readable twin: one pair, one roll call at a time."""
    table = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
    years = rollcalls.calls["date"].dt.year
    for call in range(rollcalls.n_calls):
        va, vb = rollcalls.of(a)[call], rollcalls.of(b)[call]
        if years.iloc[call] == year and va in (1, 2, 3) and vb in (1, 2, 3):
            table[va - 1][vb - 1] += 1
    return float(index_named(name)(table)), sum(map(sum, table))


@pytest.mark.parametrize("name", index_names())
def test_matrix_algebra_is_the_loop_over_pairs(rollcalls, name):
    found = pairwise(rollcalls, name)
    assert found.periods == (2023, 2024, 2025)
    for k, year in enumerate(found.periods):
        for i, a in enumerate(found.states):
            for j, b in enumerate(found.states):
                value, n = by_loop(rollcalls, name, year, a, b)
                assert found.n[k, i, j] == n
                assert found.values[k, i, j] == pytest.approx(value, nan_ok=True, abs=1e-12)


@given(codes=votes, seed=st.integers(0, 99))
@settings(max_examples=12, deadline=None)
def test_order_of_roll_calls_and_of_states_does_not_matter(codes, seed):
    rng = np.random.default_rng(seed)
    rc = made(codes)
    states = list(rng.permutation(list("ABCD")))
    moved = rc.take(rng.permutation(rc.n_calls)).only(states)
    for name in index_names():
        one, two = pairwise(rc, name), pairwise(moved, name)
        order = [two.states.index(x) for x in one.states]
        np.testing.assert_allclose(one.values, two.values[:, order][:, :, order], atol=1e-12)


@given(codes=votes)
@settings(max_examples=12, deadline=None)
def test_yes_and_no_may_change_places(codes):
    other = np.where((codes >= 1) & (codes <= 3), 4 - codes, codes)
    for name in index_names():
        np.testing.assert_allclose(
            pairwise(made(codes), name).values, pairwise(made(other), name).values, atol=1e-12
        )


@pytest.mark.parametrize("uncast", [0, 8, 9])
def test_absence_is_not_abstention(uncast):
    codes = np.array([[1, 2, 3, 2], [1, 2, 2, 1]], dtype=np.int8)
    absent = codes.copy()
    absent[0, 1] = uncast
    full, less = (
        pairwise(RollCalls.from_votes(c, states=["A", "B"]), "ordinal").pair("A", "B")
        for c in (codes, absent)
    )
    assert (full["n"][0], less["n"][0]) == (4, 3)
    assert full["value"][0] == (1 + 1 + 0.5 + 0.5) / 4
    assert less["value"][0] == pytest.approx((1 + 0.5 + 0.5) / 3)


def test_joint_table(rollcalls):
    table = joint_table(rollcalls, "S01", "S04")
    counts = joint_counts(rollcalls.votes)[1, 4]
    np.testing.assert_array_equal(table, counts)
    np.testing.assert_array_equal(joint_table(rollcalls, "S04", "S01"), counts.T)
    assert table.index.name == "S01"
    assert list(table.columns) == ["yes", "abstain", "no"]


def test_views_of_the_result_agree(rollcalls):
    found = pairwise(rollcalls, "kappa")
    tidy = found.frame().set_index(["period", "a", "b"])["value"]
    assert len(tidy) == 3 * 15
    value = found.pair("S04", "S02").set_index("period")["value"]
    for year in found.periods:
        views = [
            tidy[(year, "S02", "S04")],
            found.of("S04").loc[year, "S02"],
            found.at(year).loc["S04", "S02"],
        ]
        np.testing.assert_array_equal(views, [value[year]] * 3)  # NaN is equal to NaN here
    assert "S04" not in found.of("S04").columns


def test_pairs_that_never_met_are_not_listed():
    rc = RollCalls.from_votes([[1, 8], [3, 8], [8, 1]], states=["A", "B", "C"])
    assert pairwise(rc, "ordinal").frame()[["a", "b"]].to_numpy().tolist() == [["A", "B"]]


def test_no_roll_calls():
    rc = RollCalls.from_votes([[1], [1]], states=["A", "B"]).take(np.zeros(1, dtype=bool))
    assert pairwise(rc).values.shape == (0, 2, 2)
    assert pairwise(rc).frame().empty


def test_unknown_state_period_and_index(rollcalls):
    found = pairwise(rollcalls, "s")
    with raises(UsageError, "agreement", "XXX"):
        found.pair("S00", "XXX")
    with raises(UsageError, "period", "1066"):
        found.at(1066)
    with raises(UsageError, "index", "likeness"):
        pairwise(rollcalls, "likeness")


def test_mean_with_follows_members_by_period(rollcalls):
    found = pairwise(rollcalls, "ordinal")
    means = mean_with(found, "S00", {2023: ["S00", "S01"], 2024: ["S01", "S02", "unknown"]})
    by_year = means.set_index("period")
    assert by_year.loc[2023, "value"] == found.pair("S00", "S01")["value"][0]
    assert by_year.loc[2024, "value"] == pytest.approx(
        found.of("S00").loc[2024, ["S01", "S02"]].mean()
    )
    assert by_year["members"].tolist() == [1, 2, 0]
    assert np.isnan(by_year.loc[2025, "value"])


def test_all_pairs_of_all_years_at_once(record):
    """How long it takes is measured in `unshift bench`; here, that one call does it all."""
    found = pairwise(record, "kappa")
    years = record.calls["date"].dt.year.nunique()
    assert found.values.shape == (years, record.n_states, record.n_states)
    met = found.n > 0
    assert np.isnan(found.values[~met]).all()
    assert np.abs(found.values[~np.isnan(found.values)]).max() <= 1.0
