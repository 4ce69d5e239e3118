"""Records at the edge: hardly any votes, long gaps, states and texts that say little."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import RecordError, UsageError
from analysis.idealpoints import IdealPoints
from analysis.rollcalls import RollCalls

from .conftest import Simulated, simulate


def fitted(rc: RollCalls, votes: np.ndarray, dates=None, anchor: str = "S00", **columns):
    """Fit other votes on the texts of a record."""
    again = RollCalls.from_votes(
        votes,
        states=list(rc.states.index),
        dates=list(rc.calls["date"] if dates is None else dates),
        **({"recurring_text": list(rc.calls["recurring_text"])} | columns),
    )
    results = IdealPoints(again, anchor=anchor).fit()
    numbers = results.params[["theta", "se", "low", "high"]].to_numpy()
    assert results.converged
    assert np.isfinite(numbers).all()
    return results


def test_a_state_with_one_vote_has_one_wide_point(simulated: Simulated):
    votes = np.array(simulated.rollcalls.votes)
    votes[9] = 8
    votes[9, 100] = 1
    results = fitted(simulated.rollcalls, votes)
    own = results.params.query("state == 'S09'")
    assert own["n_votes"].tolist() == [1]
    others = results.params.query("state != 'S09'")["se"]
    assert own["se"].item() > others.max()
    # one vote cannot take it further than its prior N(0, 1) lets it
    assert abs(own["theta"].item()) < 1


def test_a_state_that_is_always_absent_has_no_point(simulated: Simulated):
    rc = simulated.rollcalls
    votes = np.array(rc.votes)
    votes[9] = 8
    results = fitted(rc, votes)
    assert "S09" not in set(results.params["state"])
    with pytest.raises(UsageError) as error:
        results.covariance("S09")
    assert error.value.where == "state"
    assert "'S09'" in error.value.what
    rest = [s for s in rc.states.index if s != "S09"]
    without = IdealPoints(rc.only(rest), anchor="S00").fit()
    assert results.params.equals(without.params)


def test_everybody_always_absent_is_refused(simulated: Simulated):
    votes = np.full_like(np.array(simulated.rollcalls.votes), 8)
    with pytest.raises(RecordError) as error:
        fitted(simulated.rollcalls, votes)
    assert error.value.where == "roll calls"
    assert "cast" in error.value.what


def test_a_gap_of_twenty_years_in_the_record():
    sim = simulate(40, 4, 40, seed=11)
    year = sim.rollcalls.calls["date"].dt.year
    shifted = [
        f"{y + 20 * (y > 2001)}-{d:%m-%d}"
        for y, d in zip(year, sim.rollcalls.calls["date"], strict=True)
    ]
    near = fitted(sim.rollcalls, np.array(sim.rollcalls.votes))
    far = fitted(sim.rollcalls, np.array(sim.rollcalls.votes), shifted)
    assert sorted(set(far.params["period"])) == [2000, 2001, 2022, 2023]
    assert far.ballots.elapsed.max() == 21
    assert f"{40:,} steps across gaps" in far.summary()
    # the longer the gap, the less the two sides are held together
    inside, across = (
        c.loc[2001, x] / np.sqrt(c.loc[2001, 2001] * c.loc[x, x])
        for c, x in ((near.covariance("S05"), 2002), (far.covariance("S05"), 2022))
    )
    assert 0 < across < 0.3 * inside


def test_a_state_away_for_twenty_years():
    sim = simulate(40, 25, 12, seed=12, step=0.05)
    votes, year = np.array(sim.rollcalls.votes), sim.rollcalls.calls["date"].dt.year.to_numpy()
    votes[7, (year > 2001) & (year < 2022)] = 9
    results = fitted(sim.rollcalls, votes)
    own = results.params.query("state == 'S07'")
    assert own["period"].tolist() == [2000, 2001, 2022, 2023, 2024]
    full = results.covariance("S06")
    gap = results.covariance("S07")
    assert gap.loc[2001, 2022] < full.loc[2001, 2002] / 3


def test_two_states_are_placed_apart():
    rng = np.random.default_rng(3)
    first = rng.choice([1, 2, 3], size=30)
    votes = np.stack([first, np.where(rng.random(30) < 0.8, 4 - first, first)])
    rc = RollCalls.from_votes(votes, states=["A", "B"], recurring_text=["t"] * 15 + [""] * 15)
    results = IdealPoints(rc, by="all", anchor="A").fit()
    assert results.converged
    assert results.params["theta"].tolist() == pytest.approx([1, -1])


def test_every_text_with_a_single_dissenter():
    # nothing but the two dissenters tells states apart
    n = 20
    votes = np.ones((n, 30), dtype=np.int8)
    votes[0, :20] = 3
    votes[1, 20:] = 3
    rc = RollCalls.from_votes(votes, states=[f"S{i:02d}" for i in range(n)])
    results = IdealPoints(rc, by="all", anchor="S00").fit()
    assert results.converged
    theta = results.params.set_index("state")["theta"]
    assert theta["S00"] == theta.max()
    assert theta.drop(["S00", "S01"]).std() == pytest.approx(0, abs=1e-9)
    assert results.items["beta"].abs().max() < 5


def test_no_yes_or_no_abstention_or_no_no_at_all(simulated: Simulated):
    kept = np.array(simulated.rollcalls.votes)
    for missing, instead in ((1, 2), (2, 3), (3, 2)):
        votes = np.where(kept == missing, instead, kept)
        results = fitted(simulated.rollcalls, votes)
        assert (results.ballots.missing == missing).mean() > 0.9
        theta = results.params.pivot(index="state", columns="period", values="theta").to_numpy()
        assert np.corrcoef(theta.ravel(), simulated.theta.ravel())[0, 1] > 0.9
