"""Posterior estimates as files, and the shipped ones against a sampler run again on a part."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import pairwise
from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.derived.dataset import (
    derived_scopes,
    read_derived,
    run_of,
    shift_in_draws,
    write_derived,
)
from analysis.idealpoints.derived.tables import points_table
from analysis.simulate import simulate


@pytest.fixture(scope="module")
def results():
    rollcalls = simulate("null", seed=2, n_states=12, years=4, calls_per_year=10).rollcalls
    return IdealPoints(rollcalls).sample(Plan(chains=2, draws=40, warmup=20, thin=1)), rollcalls


def test_what_is_written_is_read_back(results, tmp_path):
    found, rollcalls = results
    written = write_derived(found, rollcalls, "all", tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(p.name for p in written)
    points = read_derived("ideal_points", folder=tmp_path)
    own = found.draws.theta.reshape(-1, found.ballots.n_points)
    np.testing.assert_allclose(points["mean"], own.mean(axis=0), atol=1e-4)
    np.testing.assert_allclose(points["q95"], np.quantile(own, 0.95, axis=0), atol=1e-4)
    assert points["n_votes"].sum() == found.ballots.n_votes
    draws = read_derived("draws", folder=tmp_path)
    chosen = draws[(draws["state"] == "USA") & (draws["period"] == draws["period"].max())]
    where = found.ballots.states.index("USA")
    last = found.ballots.state_ptr[where + 1] - 1
    np.testing.assert_allclose(chosen["theta"], own[:, last], atol=6e-4)
    panel = pd.read_parquet(tmp_path / "agreement.parquet")
    assert set(panel["state"]) == {"USA", "RUS"}
    pair = panel[(panel["state"] == "USA") & (panel["other"] == "RUS")].set_index("year")
    direct = pairwise(rollcalls, "ordinal").pair("USA", "RUS").set_index("period")
    np.testing.assert_allclose(pair["ordinal"], direct["value"], atol=1e-4)
    assert pair["n"].tolist() == direct["n"].tolist()
    items = read_derived("items", folder=tmp_path)
    assert len(items) == len(found.ballots.items)
    run = json.loads((tmp_path / "run_all.json").read_text())
    assert run["votes_sha256"] == found.ballots.digest()
    assert run["plan"]["seed"] == 1
    assert run["converged"] is False


def test_shift_is_the_contrast_of_draws(results, tmp_path):
    found, rollcalls = results
    write_derived(found, rollcalls, "all", tmp_path)
    draws = read_derived("draws", folder=tmp_path)
    years = sorted(int(p) for p in draws["period"].unique())
    points = read_derived(folder=tmp_path)
    moved = shift_in_draws(draws, "USA", years[:2], years[2:], points=points)
    with pytest.raises(UsageError) as error:
        shift_in_draws(draws, "USA", years[:2], years[2:])
    assert error.value.where == "derived estimates"
    assert moved.details["periods"] == "calendar years"
    whole = found.between("USA", years[:2], years[2:])
    assert moved.estimate == pytest.approx(whole.estimate, abs=2e-3)
    assert moved.low == pytest.approx(whole.low, abs=2e-2)
    with pytest.raises(UsageError) as error:
        shift_in_draws(draws, "XXX", years[:2], years[2:])
    assert error.value.where == "derived estimates"
    assert "XXX" in error.value.what
    with pytest.raises(UsageError) as error:
        shift_in_draws(draws, "USA", years, [2200], points=points)
    assert error.value.where == "derived estimates"
    assert " after " in error.value.what


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(RecordError) as error:
        read_derived(folder=tmp_path)
    assert error.value.where == "derived estimates"
    assert "ideal_points" in error.value.what
    assert "none" in error.value.todo


def test_shipped_estimates_are_whole():
    assert derived_scopes()[0] == "all"
    points = read_derived(scopes=derived_scopes())
    assert not points.duplicated(["scope", "state", "period"]).any()
    assert points[["mean", "sd", "q05", "q95"]].notna().all().all()
    assert (points["q05"] <= points["q50"]).all()
    assert (points["q50"] <= points["q95"]).all()
    whole = points[points["scope"] == "all"]
    assert whole["period"].min() == "1946"
    assert whole["period"].max() >= "2025"
    for scope, part in points.groupby("scope"):
        # Each draw has mean 0 and sd 1, so that their mean has mean 0, and less spread.
        assert abs(part["mean"].mean()) < 0.01, scope
        assert part["mean"].var() + (part["sd"] ** 2).mean() == pytest.approx(1.0, abs=0.02)
        assert part.loc[part["state"] == "USA", "mean"].mean() > 0
    draws = read_derived("draws").groupby(["state", "period"])["theta"].agg(["mean", "std"])
    both = draws.add_suffix("_drawn").join(whole.set_index(["state", "period"]))
    # 200 of the draws, against all of them
    z = (both["mean_drawn"] - both["mean"]) / (both["sd"] / np.sqrt(100))
    assert z.abs().quantile(0.99) < 4


@pytest.mark.slow
def test_a_part_of_the_shipped_estimates_comes_out_again(history):
    model = IdealPoints(history.select(body="GA"))
    run = run_of("all")
    made_of = model.ballots.digest() == run["votes_sha256"]
    again = model.sample(Plan(chains=2, draws=40, warmup=120, thin=2, seed=run["plan"]["seed"] + 1))
    ours = points_table(again, "all").set_index(["state", "period"])
    shipped = read_derived().set_index(["state", "period"])
    both = pd.DataFrame({"a": ours["mean"], "b": shipped["mean"], "sd": shipped["sd"]})
    if not made_of:
        # The shipped estimates rest on the record of 0.1.0, which had other links, and fewer
        # votes, from 2020 on (data/derived/README.md): the years before must come out again.
        both = both[both.index.get_level_values("period").astype(int) <= 2019]
        assert len(both) > 10_000
    assert both.notna().all().all()
    assert both["a"].corr(both["b"]) > 0.998
    # 80 draws in sequence are worth a dozen independent ones in the slowest points
    assert ((both["a"] - both["b"]).abs() / both["sd"]).quantile(0.99) < 1.0
