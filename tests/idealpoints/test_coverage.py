"""Simulated again and again: the fit finds the parameters, and its intervals hold them.

Shares are means over eight records, as the errors of states within a record are not
independent. Bounds are the level, give or take three standard errors of such a mean (0.005 for
points at 0.90, 0.009 at 0.50, 0.012 for changes) and what wide intervals may add.
"""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints import IdealPoints

from .conftest import simulate

N_STATES, N_PERIODS, SEEDS = 80, 6, range(8)


@pytest.fixture(scope="module")
def trials():
    """Eight records and their fits; steps of the walk are those the model expects."""
    out = []
    for seed in SEEDS:
        sim = simulate(N_STATES, N_PERIODS, 60, seed=seed, step=0.5)
        side = f"S{sim.theta.mean(axis=1).argmax():02d}"
        results = IdealPoints(sim.rollcalls, anchor=side).fit()
        assert results.converged
        assert len(results.params) == N_STATES * N_PERIODS
        out.append((sim, results))
    return out


@pytest.mark.parametrize(("level", "low", "high"), [(0.9, 0.885, 0.93), (0.5, 0.475, 0.55)])
def test_intervals_of_points_cover_as_often_as_they_say(trials, level, low, high):
    hits = []
    for sim, results in trials:
        inside, truth = results.conf_int(level), sim.theta.ravel()
        hits.append(((inside["low"] <= truth) & (truth <= inside["high"])).mean())
    assert low < np.mean(hits) < high, hits


def test_intervals_of_changes_cover_as_often_as_they_say(trials):
    hits = []
    for sim, results in trials:
        for row, state in enumerate(results.ballots.states):
            found = results.between(state, [2000, 2001], [2005], level=0.9)
            weight = results.window_weights(state, [2000, 2001], [2005])
            change = weight[results._points(state)] @ sim.theta[row]
            hits.append(found.low <= change <= found.high)
    assert 0.865 < np.mean(hits) < 0.945


def test_points_and_items_are_found(trials):
    slopes = []
    for sim, results in trials:
        theta = results.params["theta"].to_numpy()
        assert np.corrcoef(theta, sim.theta.ravel())[0, 1] > 0.975
        items = results.items.set_index("item")
        often = [j for j in range(30) if f"text-{j}" in items.index]
        assert len(often) > 25
        found = items.loc[[f"text-{j}" for j in often]]
        slopes.append(np.polyfit(sim.beta[often], found["beta"], 1)[0])
        for column, k in (("gamma1", 0), ("gamma2", 1)):
            given = np.isfinite(found[column].to_numpy())
            r = np.corrcoef(found[column][given], sim.gamma[often][given, k])[0, 1]
            assert r > 0.98
    # β is pulled towards its prior's mean of 0, by less than a sixth
    assert 0.85 < np.mean(slopes) < 1.0
