"""The list of what is shipped: which votes, which periods, which tables."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from analysis.errors import UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.derived import dataset, read_derived, scopes, write_derived
from analysis.idealpoints.derived.scopes import SCOPES, Scope, inaugurations, scope_named
from analysis.rollcalls.window import Window
from analysis.simulate import simulate


@pytest.fixture(scope="module")
def rollcalls():
    return simulate("null", seed=2, n_states=8, years=4, calls_per_year=8).rollcalls


def test_terms_begin_every_fourth_year():
    days = inaugurations(1946, 2026)
    assert (days[0], days[-1], len(days)) == (date(1949, 1, 20), date(2025, 1, 20), 20)
    assert all((day.month, day.day) == (1, 20) for day in days)
    assert inaugurations(2022, 2024) == []


def test_no_period_of_the_cut_scope_straddles_an_inauguration(rollcalls):
    cut, years = (
        IdealPoints(rollcalls, by=SCOPES[name].periods(rollcalls)).ballots
        for name in ("cut", "all")
    )
    periods = [cut.periods[k] for k in np.unique(cut.point_period)]  # those with votes
    assert len(periods) == len(years.periods)
    for day in inaugurations(rollcalls.first.year, rollcalls.last.year):
        for window in periods:
            assert isinstance(window, Window)
            assert not (window.first is None or window.first < day) or (
                window.last is not None and window.last < day
            )


def test_a_scope_of_an_issue_has_its_votes_alone(rollcalls):
    for scope in SCOPES.values():
        if scope.issue is None:
            assert scope.votes(rollcalls).n_calls == rollcalls.n_calls
    assert {scope.issue for scope in SCOPES.values()} >= {"me", "nu", "di", "hr", "co", "ec"}


def test_a_scope_is_shipped_by_one_entry(rollcalls, tmp_path, monkeypatch):
    def tables(results, votes, scope):
        assert votes is rollcalls
        return {f"points_of_{scope}": results.params[["state", "period", "theta"]]}

    toy = Scope("toy", "a toy", by="all", tables=tables)
    monkeypatch.setitem(scopes.SCOPES, "toy", toy)
    model = IdealPoints(rollcalls, by=scope_named("toy").periods(rollcalls))
    results = model.sample(Plan(2, 10, 5, 1))
    written = write_derived(results, rollcalls, "toy", tmp_path)
    assert [path.name for path in written] == ["points_of_toy.parquet", "run_toy.json"]
    assert len(read_derived("points_of", ["toy"], tmp_path)) == results.ballots.n_points
    assert dataset.run_of("toy", tmp_path)["scope"] == "toy"


def test_an_issue_that_is_not_on_the_list_has_the_tables_of_the_others(rollcalls, tmp_path):
    results = IdealPoints(rollcalls).sample(Plan(2, 10, 5, 1))
    written = write_derived(results, rollcalls, "ukraine", tmp_path)
    names = ["ideal_points_ukraine.parquet", "items_ukraine.parquet", "run_ukraine.json"]
    assert [path.name for path in written] == names


def test_an_unknown_scope_is_refused():
    with pytest.raises(UsageError) as error:
        scope_named("nosuch")
    assert error.value.where == "derived estimates"
    assert "nosuch" in error.value.what
