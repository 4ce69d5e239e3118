"""Pairs of states by year against agreement and draws taken pair by pair."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.agreement import pairwise
from analysis.errors import RecordError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.derived import write_derived
from analysis.idealpoints.derived.dyads import YEARS, dyad_tables, dyads_of, read_dyads
from analysis.simulate import simulate


@pytest.fixture(scope="module")
def fitted():
    rollcalls = simulate("null", seed=2, n_states=9, years=7, calls_per_year=10).rollcalls
    return IdealPoints(rollcalls).sample(Plan(chains=2, draws=60, warmup=20, thin=1)), rollcalls


def test_every_pair_that_met_is_there_once(fitted):
    results, rollcalls = fitted
    table = dyads_of(results, rollcalls)
    assert (table["state"].astype(str) < table["other"].astype(str)).all()
    assert not table.duplicated(["state", "other", "year"]).any()
    met = pairwise(rollcalls, "ordinal").frame()
    assert len(table) == len(met)
    assert table["n"].sum() == met["n"].sum()


def test_agreement_and_distance_are_those_of_the_pair(fitted):
    results, rollcalls = fitted
    table = dyads_of(results, rollcalls).astype({"state": str, "other": str})
    for a, b in (("RUS", "USA"), ("FRA", "USA")):
        own = table[(table["state"] == a) & (table["other"] == b)].set_index("year")
        for index in ("ordinal", "kappa"):
            direct = pairwise(rollcalls, index).pair(a, b).astype({"period": int})
            np.testing.assert_allclose(own[index], direct["value"], atol=6e-4)
        apart = (results.drawn(a) - results.drawn(b)).abs()
        np.testing.assert_allclose(own["distance"], apart.mean(), atol=6e-4)
        np.testing.assert_allclose(own["distance_sd"], apart.std(), atol=6e-3)


def test_a_state_without_a_point_in_a_year_has_agreement_but_no_distance(fitted):
    results, rollcalls = fitted
    year = rollcalls.last.year
    early = rollcalls.select(end=f"{year - 1}-12-31")
    part = IdealPoints(early).sample(Plan(2, 10, 5, 1))
    table = dyads_of(part, rollcalls)
    last = table["year"] == year
    assert table.loc[last, ["distance", "distance_sd"]].isna().all().all()
    assert table.loc[last, "ordinal"].notna().all()
    assert table.loc[~last, "distance"].notna().all()


def test_files_hold_a_few_years_each_and_are_read_as_one(fitted, tmp_path):
    results, rollcalls = fitted
    write_derived(results, rollcalls, "all", tmp_path)
    whole = dyads_of(results, rollcalls).astype({"state": "str", "other": "str"})
    pieces = dyad_tables(results, rollcalls)
    assert all(part["year"].max() - part["year"].min() < YEARS for part in pieces.values())
    assert len(pieces) > 1
    again = read_dyads(folder=tmp_path)
    assert again.drop(columns=["state", "other"]).equals(whole.drop(columns=["state", "other"]))
    assert again["state"].tolist() == whole["state"].tolist()
    year = int(whole["year"].iloc[0])
    assert read_dyads(year, year, tmp_path)["year"].unique().tolist() == [year]


def test_years_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(RecordError) as error:
        read_dyads(1946, 1950, tmp_path)
    assert error.value.where == "derived estimates"
