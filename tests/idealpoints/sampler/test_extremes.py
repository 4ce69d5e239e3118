"""The sampler on records at the edge of what can be fitted."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import RecordError
from analysis.idealpoints import IdealPoints, Plan
from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.sampler.chain import start_chain
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.sweep import sweep
from analysis.rollcalls import RollCalls

from ..conftest import simulate
from ..sampler_records import SHORT

pytestmark = pytest.mark.usefixtures("one_thread")


def drawn_from(votes, plan: Plan = SHORT, by="year", anchor="S00", vary=True, **columns):
    """Sample and check that every number is one."""
    votes = np.asarray(votes, dtype=np.int8)
    rc = RollCalls.from_votes(votes, states=[f"S{i:02d}" for i in range(len(votes))], **columns)
    found = IdealPoints(rc, by=by, anchor=anchor).sample(plan, vary, vary)
    d = found.draws
    for x in (d.theta, d.items, d.walk_variance, d.item_variance):
        assert np.isfinite(x).all()
    assert (d.walk_variance > 0).all()
    assert (d.item_variance > 0).all()
    assert np.isfinite(found.params[["theta", "se", "low", "high"]].to_numpy()).all()
    assert np.isfinite(found.quality.to_numpy()).all()
    for theta in d.theta.reshape(-1, d.theta.shape[2]).astype(float):
        assert abs(theta.mean()) < 1e-6
        assert theta.std() == pytest.approx(1, abs=1e-6)
    return found


def test_nothing_but_single_dissenters():
    votes = np.ones((12, 30))
    votes[0, :20], votes[1, 20:] = 3, 2
    found = drawn_from(votes, by="all", vary=False)
    assert (found.ballots.missing > 0).all()
    theta = found.params.set_index("state")["theta"]
    assert theta["S00"] == theta.max()
    assert found.items["beta"].abs().max() < 6


def test_items_lacking_each_kind():
    sim = simulate(20, 3, 20, seed=13)
    kept = np.array(sim.rollcalls.votes)
    votes = kept.copy()
    for first, (missing, instead) in enumerate([(1, 2), (2, 3), (3, 2)]):
        part = votes[:, first::4]
        part[part == missing] = instead
    found = drawn_from(votes, dates=list(sim.rollcalls.calls["date"]))
    assert set(found.ballots.missing) == {0, 1, 2, 3}
    assert np.corrcoef(np.abs(found.params["theta"]), np.abs(sim.theta.ravel()))[0, 1] > 0.7
    beta, g1, g2 = found.draws.items.reshape(-1, 3, len(found.ballots.items)).swapaxes(0, 1)
    binary = found.ballots.missing > 0
    assert np.array_equal(g1[:, binary], g2[:, binary])
    assert (g1[:, ~binary] < g2[:, ~binary]).all()
    assert np.abs(beta).max() < 10


def test_a_state_with_one_vote_keeps_to_its_prior():
    sim = simulate(20, 3, 20, seed=14)
    votes = np.array(sim.rollcalls.votes)
    votes[7] = 8
    votes[7, 25] = 1
    plan = Plan(chains=2, draws=150, warmup=50, thin=2)
    found = drawn_from(votes, plan, dates=list(sim.rollcalls.calls["date"]))
    own = found.params.query("state == 'S07'")
    assert own["period"].tolist() == [2001]
    assert own["se"].item() > 2 * found.params["se"].median()
    assert 0.5 < own["se"].item() < 1.5


def test_a_gap_of_twenty_years():
    sim = simulate(16, 6, 15, seed=15, step=0.2)
    year = sim.rollcalls.calls["date"].dt.year + 20 * (sim.rollcalls.calls["date"].dt.year > 2002)
    dates = [f"{y}-10-{1 + k % 28:02d}" for k, y in enumerate(year)]
    votes = np.array(sim.rollcalls.votes)
    votes[3, (year > 2000) & (year < 2025)] = 9  # and one state away for all of it
    found = drawn_from(votes, dates=dates)
    assert found.params.query("state == 'S03'")["period"].tolist() == [2000, 2025]
    assert found.ballots.elapsed.max() == 25


def test_a_year_of_unanimous_votes_alone():
    sim = simulate(12, 5, 12, seed=23, step=0.2)
    votes = np.array(sim.rollcalls.votes)
    votes[:, sim.rollcalls.calls["date"].dt.year == 2002] = 1
    dates = sim.rollcalls.calls["date"].dt.strftime("%Y-%m-%d").tolist()
    found = drawn_from(votes, dates=dates)
    assert set(found.params["period"]) == {2000, 2001, 2003, 2004}
    assert len(found.ballots.periods) == 5
    assert np.isfinite(found.draws.theta).all()


def test_two_states_in_one_period_are_always_plus_and_minus_one():
    rng = np.random.default_rng(3)
    first = rng.choice([1, 2, 3], size=30)
    votes = np.stack([first, np.where(rng.random(30) < 0.8, 4 - first, first)])
    found = drawn_from(votes, by="all")
    assert (np.abs(found.draws.theta) == 1).all()
    assert found.params["theta"].tolist() == [1, -1]
    assert found.quality["r_hat"].tolist() == [1, 1]
    assert found.quality["ess"].tolist() == [60, 60]


def test_two_states_in_two_periods():
    rng = np.random.default_rng(4)
    first = rng.choice([1, 2, 3], size=40)
    votes = np.stack([first, np.where(rng.random(40) < 0.8, 4 - first, first)])
    dates = [f"{2000 + (k > 19)}-10-{1 + k % 20:02d}" for k in range(40)]
    found = drawn_from(votes, dates=dates, recurring_text=[f"t{k % 4}" for k in range(40)])
    assert found.draws.theta.shape == (2, 30, 4)
    assert found.draws.theta[:, :, :2].mean() > 0


def test_one_period_has_no_period_moves():
    sim = simulate(15, 2, 20, seed=16)
    found = drawn_from(sim.rollcalls.votes, by="all")
    assert found.draws.theta.shape[2] == 15
    assert set(found.draws.accepted) - {"lone"} == {"items", "paths"}
    # without steps the walk's variance is never drawn
    assert (found.draws.walk_variance == 0.25).all()


def test_paths_longer_than_a_stretch_move_on_both_sides_of_its_ends():
    sim = simulate(8, 27, 4, seed=17)
    model = IdealPoints(sim.rollcalls, anchor="S00")
    layout = lay_out_for_sampling(model.ballots)
    chain = start_chain(model.ballots, model.fit().estimates, Assumptions(), 1, 0)
    still = np.ones(model.ballots.n_points, dtype=bool)
    for k in range(40):
        after = sweep(layout, chain, Assumptions(), adapt=k < 20)
        still &= np.isclose(after.standardised()[0], chain.standardised()[0], atol=1e-12)
        chain = after
    assert not still.any()
    for even, odd in layout.stretches:
        both = np.concatenate([even, odd])
        covered = np.sort(np.concatenate([np.arange(a, z) for a, z, _ in both]))
        assert np.array_equal(covered, np.arange(model.ballots.n_points))
        for part in (even, odd):  # no two of a part touch within a state
            part = part[np.argsort(part[:, 0])]
            same = part[1:, 2] == part[:-1, 2]
            assert (part[1:, 0] > part[:-1, 1])[same].all()


def test_groups_that_share_no_item_are_refused():
    votes = np.full((6, 20), 8, dtype=np.int8)
    rng = np.random.default_rng(1)
    votes[:3, :10] = rng.choice([1, 2, 3], size=(3, 10))
    votes[3:, 10:] = rng.choice([1, 2, 3], size=(3, 10))
    with pytest.raises(RecordError) as error:
        drawn_from(votes, by="all")
    assert error.value.where == "S00 and S03, S04, S05"
    assert "2 groups" in error.value.what
