from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pysyncon import Synth
from scipy.optimize import minimize

from analysis.errors import UsageError
from analysis.shift.designs.synthetic import synthetic
from analysis.shift.methods.simplex import simplex_weights

from ...helpers import raises


def world(seed=1, years=30, donors=12, move=0.0, event=2015):
    """States that follow two common paths with loads of their own, noise, and one that moves."""
    rng = np.random.default_rng(seed)
    paths = np.cumsum(rng.normal(size=(years, 2)), axis=0)
    value = paths @ rng.random((2, donors + 1)) + 0.3 * rng.normal(size=(years, donors + 1))
    wide = pd.DataFrame(
        value,
        index=pd.Index(range(1990, 1990 + years), name="period"),
        columns=["USA", *(f"S{k:02d}" for k in range(donors))],
    )
    wide.loc[wide.index >= event, "USA"] += move
    return wide


def test_weights_are_those_of_pysyncon_and_of_a_general_solver():
    rng = np.random.default_rng(3)
    others = pd.DataFrame(rng.normal(size=(30, 6)), columns=list("ABCDEF"))
    target = others[["A", "B", "C"]] @ [0.5, 0.3, 0.2] + 0.2 * rng.normal(size=30)
    target.name = "USA"
    w = simplex_weights(target.to_numpy(), others.to_numpy())
    assert w.min() >= 0
    assert w.sum() == pytest.approx(1)

    def loss(weights):
        return ((target.to_numpy() - others.to_numpy() @ weights) ** 2).sum()

    synth = Synth()
    # pysyncon divides each predictor by its standard deviation over the states; V undoes it.
    spread = pd.concat([others, target], axis=1).var(axis=1).to_numpy()
    synth.fit(X0=others, X1=target, Z0=others, Z1=target, custom_V=spread / spread.sum())
    general = minimize(
        loss,
        np.full(6, 1 / 6),
        method="SLSQP",
        bounds=[(0, 1)] * 6,
        constraints={"type": "eq", "fun": lambda x: x.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 2000},
    )
    # pysyncon's solver stops a little early: weights to three digits, and no better a fit.
    assert w == pytest.approx(synth.W, abs=1e-3)
    assert loss(w) <= loss(synth.W) + 1e-9
    assert w == pytest.approx(general.x, abs=1e-5)


def test_a_year_of_few_votes_weighs_few_in_the_gap():
    """By hand: the last two years, with 192 votes and with 11; the ratio of gaps is as it was."""
    wide = world().loc[:2016]
    votes = pd.Series(100, index=wide.index)
    votes[2015], votes[2016] = 192, 11
    alike = synthetic(wide, "USA", "2015-01-01", earlier=())
    found = synthetic(wide, "USA", "2015-01-01", earlier=(), votes=votes)
    gap = found.table[found.table["kind"] == "path"].set_index("period")["gap"]
    assert found.estimate == pytest.approx((192 * gap[2015] + 11 * gap[2016]) / 203)
    assert alike.estimate == pytest.approx((gap[2015] + gap[2016]) / 2)
    assert found.estimate != pytest.approx(alike.estimate, rel=0.01)
    assert (found.rank, found.p_value) == (alike.rank, alike.p_value)


def test_planted_move_is_found():
    e = synthetic(world(move=5.0), "USA", "2015-01-20")
    assert e.estimate == pytest.approx(5, abs=0.6)
    assert e.p_value == pytest.approx(1 / 13)
    assert (e.low, e.high) == (None, None)
    assert e.n == 30


def test_gap_ratio_and_rank_by_hand():
    wide = world(move=2.0)
    e = synthetic(wide, "USA", "2015-01-20")
    w = e.table[e.table["kind"] == "weight"].set_index("unit")["weight"]
    gap = wide["USA"] - wide[w.index] @ w
    assert e.estimate == pytest.approx(gap.loc[2015:].mean())
    path = e.table[e.table["kind"] == "path"]
    assert path["gap"].to_numpy() == pytest.approx(gap.to_numpy())
    space = e.table[e.table["kind"] == "placebo in space"].set_index("unit")
    ratio = np.sqrt((gap.loc[2015:] ** 2).mean() / (gap.loc[:2014] ** 2).mean())
    assert space.loc["USA", "ratio"] == pytest.approx(ratio)
    assert e.p_value == pytest.approx((space["ratio"] >= ratio - 1e-12).mean())
    # A placebo is the design itself with another state in the country's place.
    other = synthetic(wide, "S03", "2015-01-20")
    own = other.table[(other.table["kind"] == "placebo in space") & (other.table["unit"] == "S03")]
    assert own["ratio"].iloc[0] == pytest.approx(space.loc["S03", "ratio"])
    out = e.table[e.table["kind"] == "without a donor"]
    assert set(out["unit"]) == set(w.index[w > 1e-6])
    one = out["unit"].iloc[0]
    again = synthetic(wide.drop(columns=one), "USA", "2015-01-20")
    assert out["gap"].iloc[0] == pytest.approx(again.estimate)


def test_placebo_in_time_uses_nothing_after_the_event():
    wide = world(move=50.0)
    e = synthetic(wide, "USA", "2015-01-20")
    time = e.table[e.table["kind"] == "placebo in time"]
    assert time["unit"].tolist() == ["2001-01-20", "2009-01-20"]
    calm = synthetic(world(), "USA", "2015-01-20").table
    assert time["gap"].to_numpy() == pytest.approx(
        calm.loc[calm["kind"] == "placebo in time", "gap"].to_numpy()
    )
    given = synthetic(wide, "USA", "2015-01-20", earlier=["2005-01-01", "1991-01-01"]).table
    assert given.loc[given["kind"] == "placebo in time", "unit"].tolist() == ["2005-01-01"]


def test_donors_with_holes_are_named():
    wide = world()
    wide.loc[2000, "S04"] = np.nan
    e = synthetic(wide, "USA", "2015-01-20")
    assert "S04" not in set(e.table["unit"])
    assert any(a == "left out for holes: S04" for a in e.assumptions)
    # A period without the country itself is left out, for everybody.
    wide.loc[2000, "USA"] = np.nan
    assert synthetic(wide, "USA", "2015-01-20").n == 29


def test_an_exact_fit_has_no_p_value():
    wide = world()
    wide["USA"] = wide[["S00", "S01"]].mean(axis=1)
    e = synthetic(wide, "USA", "2015-01-20")
    assert e.p_value is None
    assert e.estimate == pytest.approx(0, abs=1e-6)
    assert any("no ratio, no p-value" in a for a in e.assumptions)


def test_what_cannot_be():
    wide = world()
    with raises(UsageError, "synthetic", "ZZZ", "column"):
        synthetic(wide, "ZZZ", "2015-01-20")
    with raises(UsageError, "event", "after"):
        synthetic(wide, "USA", "2030-01-20")
    with raises(UsageError, "event", "3", "before"):
        synthetic(wide, "USA", "1993-01-20")
    with raises(UsageError, "synthetic", "2 donors", todo="5"):
        synthetic(wide, "USA", "2015-01-20", donors=["S00", "S01"])
    with raises(UsageError, "synthetic", "USA", "varies"):
        synthetic(wide.assign(USA=1.0), "USA", "2015-01-20")
    with raises(UsageError, "synthetic", "USA", "no value"):
        synthetic(wide.assign(USA=np.nan), "USA", "2015-01-20")
    with raises(UsageError, "series", "session 1990"):
        synthetic(wide.set_index(wide.index.map(lambda y: f"session {y}")), "USA", "2015-01-20")


def test_with_a_level_of_its_own_a_constant_changes_nothing():
    wide = world(move=2.0)
    e = synthetic(wide, "USA", "2015-01-20", own_level=True)
    high = synthetic(wide.assign(USA=wide["USA"] + 40.0), "USA", "2015-01-20", own_level=True)
    assert high.estimate == pytest.approx(e.estimate, abs=1e-6)
    assert high.p_value == e.p_value
    path = high.table[high.table["kind"] == "path"]
    assert path["actual"].tolist() == pytest.approx((wide["USA"] + 40.0).tolist())
    early = path[path["period"] < 2015]
    assert early["gap"].mean() == pytest.approx(0, abs=1e-9)
    # By hand: the same least squares on distances from the means before the event.
    w = e.table[e.table["kind"] == "weight"].set_index("unit")["weight"]
    moved = wide - wide.loc[:2014].mean()
    assert e.estimate == pytest.approx((moved["USA"] - moved[w.index] @ w).loc[2015:].mean())
    again = synthetic(moved, "USA", "2015-01-20")
    assert again.estimate == pytest.approx(e.estimate, abs=1e-6)
    assert any("by a constant" in a for a in e.assumptions)


def test_a_state_unlike_all_its_donors_has_no_p_value():
    wide = world(move=5.0)
    far = synthetic(wide.assign(USA=wide["USA"] + 40.0), "USA", "2015-01-20")
    assert far.estimate > 30
    assert far.p_value is None
    assert any("the gap was there before: no p-value" in a for a in far.assumptions)
    near = synthetic(wide, "USA", "2015-01-20")
    assert near.p_value is not None
    assert not any("no p-value" in a for a in near.assumptions)


@pytest.mark.slow
@pytest.mark.parametrize("own_level", [False, True])
def test_false_positives(own_level):
    """1,000 worlds of 20 states of which none moves: p at most 1/20 in 3% to 7%."""
    p = [
        synthetic(
            world(seed, years=20, donors=19, event=2005),
            "USA",
            "2005-01-20",
            earlier=[],
            own_level=own_level,
        ).p_value
        for seed in range(1000)
    ]
    given = [x for x in p if x is not None]
    assert len(given) > 900
    assert 0.03 <= np.mean(np.array(given) <= 0.05 + 1e-9) <= 0.07
