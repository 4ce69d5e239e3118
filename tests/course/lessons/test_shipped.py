"""The shipped series are those of the files, cut where they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.course.lessons import shipped
from analysis.course.lessons.shipped import (
    LEAST,
    changes_of_years,
    ideal_point_draws,
    pair_by_year,
    yearly_agreement,
    years_within,
)
from analysis.errors import RecordError, UsageError
from analysis.idealpoints.derived import read_derived
from analysis.paths import DERIVED


@pytest.fixture(scope="module")
def agreement() -> pd.DataFrame:
    return pd.read_parquet(DERIVED / "agreement.parquet")


def test_a_series_holds_each_year_with_enough_roll_calls(agreement):
    own = agreement[(agreement["state"] == "USA") & (agreement["other"] == "RUS")]
    own = own.set_index("year")
    series = yearly_agreement("USA", "RUS", "ordinal")
    assert series.index.tolist() == own.index[own["n"] >= LEAST].tolist()
    assert series[2025] == pytest.approx(own.loc[2025, "ordinal"])
    most = int(own["n"].max())
    few = own.index[own["n"] < most]
    assert len(few)
    assert not yearly_agreement("USA", "RUS", "ordinal", least=most).index.isin(few).any()
    assert few.isin(yearly_agreement("USA", "RUS", "ordinal", least=1).index).all()


def test_the_order_of_the_two_states_does_not_matter():
    for pair in (("USA", "RUS"), ("HUN", "RUS"), ("USA", "ARG")):
        pd.testing.assert_series_equal(yearly_agreement(*pair), yearly_agreement(*pair[::-1]))


def test_pairs_without_a_panel_come_from_all_pairs():
    pair = pair_by_year("IND", "CHN", first=2020)
    series = yearly_agreement("CHN", "IND", "ordinal", first=2020)
    pd.testing.assert_series_equal(series, pair["ordinal"], check_names=False)
    with_usa = yearly_agreement("USA", "CHN", first=2020)
    assert pair_by_year("CHN", "USA", first=2020)["kappa"].to_numpy() == pytest.approx(
        with_usa.to_numpy(), abs=0.0006
    )


def test_no_year_occurs_twice_where_both_states_have_a_panel():
    assert yearly_agreement("USA", "RUS").index.is_unique


def test_a_change_is_the_mean_after_less_the_mean_before():
    series = yearly_agreement("HUN", "RUS", "kappa")
    change = changes_of_years("RUS", "kappa", [2022, 2023, 2024], [2025])
    before = series[series.index.isin([2022, 2023, 2024])]  # those with enough roll calls
    assert change["HUN"] == pytest.approx(series[2025] - before.mean())


def test_states_without_a_year_on_one_side_have_no_change():
    change = changes_of_years("USA", "ordinal", [1950], [2025])
    assert np.isnan(change["DEU"])  # no member before 1973
    assert np.isfinite(change["GBR"])
    assert "USA" not in change.dropna().index


def test_draws_of_a_state_are_those_shipped():
    shipped_draws = read_derived("draws")
    one = shipped_draws[
        (shipped_draws["state"] == "FRA")
        & (shipped_draws["period"] == "2025")
        & (shipped_draws["draw"] == 10)
    ]
    wide = ideal_point_draws("FRA", every=10)
    assert wide.loc[10, 2025] == pytest.approx(one["theta"].iloc[0])
    assert len(wide) == shipped_draws["draw"].nunique() // 10


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2022-02-24", "2025-01-19", [2022, 2023, 2024]),
        ("2022-07-02", "2022-07-02", [2022]),
        ("2022-07-03", "2023-07-01", []),
        ("2025-01-20", "2025-12-31", [2025]),
    ],
)
def test_a_year_belongs_where_its_middle_is(first, last, years):
    assert years_within(first, last) == years


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: yearly_agreement("HUN", "ZZZ"), "ZZZ"),
        (lambda: yearly_agreement("USA", "RUS", "alpha"), "alpha"),
        (lambda: changes_of_years("FRA", "kappa", [2023], [2025]), "FRA"),
        (lambda: ideal_point_draws("ARG"), "ARG"),
    ],
)
def test_what_is_not_shipped_is_refused_by_name(call, name):
    with pytest.raises(UsageError) as refused:
        call()
    assert refused.value.where == "shipped estimates"
    assert name in refused.value.what


def test_a_missing_file_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "DERIVED", tmp_path)
    shipped._agreement.cache_clear()
    try:
        with pytest.raises(RecordError) as refused:
            yearly_agreement("USA", "RUS")
        assert refused.value.where == "agreement.parquet"
    finally:
        monkeypatch.undo()
        shipped._agreement.cache_clear()
