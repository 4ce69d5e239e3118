"""The move of a state that stands alone: the density it leaves alone, and where it is tried."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import log_ndtr

from analysis.idealpoints.sampler.arrays import Held, Place, Turn, Votes
from analysis.idealpoints.sampler.lone_moves import EVERY, lone_groups, move_lone
from analysis.idealpoints.sampler.scale_prior import log_prior, scale_sums

N_STATES, N_ITEMS = 7, 6
WIDTH, PRECISION = 0.4, 1.0


@pytest.fixture
def record():
    """Seven states, one period; the last votes high on every item, alone on five of six."""
    rng = np.random.default_rng(5)
    theta = np.append(rng.normal(size=N_STATES - 1) - 0.3, 2.2)
    beta = rng.uniform(0.5, 1.5, size=N_ITEMS)
    gamma = rng.uniform(0.8, 1.4, size=N_ITEMS)
    kinds = np.zeros((N_ITEMS, N_STATES), dtype=int)
    kinds[:, -1] = 2
    kinds[0, :4] = 2
    points, cuts = [], []
    for row in kinds:
        start = len(points)
        low, high = np.flatnonzero(row == 0), np.flatnonzero(row == 2)
        points += [*low, *high]
        cuts.append([start, start + len(low), start + len(low), len(points)])
    items, point_cuts = [], []
    for i in range(N_STATES):
        start = len(items)
        low, high = np.flatnonzero(kinds[:, i] == 0), np.flatnonzero(kinds[:, i] == 2)
        items += [*low, *high]
        point_cuts.append([start, start + len(low), start + len(low), len(items)])
    votes = (
        np.array(cuts),
        np.array(points, dtype=np.int32),
        np.array(point_cuts),
        np.array(items, dtype=np.int32),
    )
    return theta, beta, gamma, kinds, votes


def density(theta, beta, gamma, kinds):
    """Log-density of everything, from the model's definition."""
    eta = beta[:, None] * theta
    low = log_ndtr(gamma[:, None] - eta)
    high = log_ndtr(eta - gamma[:, None])
    sums = scale_sums(theta, np.zeros(N_STATES))
    prior = log_prior(sums, N_STATES, N_STATES, N_ITEMS, PRECISION * float(beta @ beta), WIDTH)
    return float(np.where(kinds == 0, low, high).sum()) + prior


def test_finds_the_lone_point(record):
    *_, votes = record
    groups = arrays(votes)
    assert [a.tolist() for a in groups] == [[0, 1], [N_STATES - 1], [0, 5], [1, 2, 3, 4, 5]]


def test_two_that_stand_together_are_a_group():
    cuts = np.array([[k * 6, k * 6 + 4, k * 6 + 4, k * 6 + 6] for k in range(5)])
    voters = np.tile([0, 1, 2, 3, 8, 9], 5).astype(np.int32)
    groups = lone_groups(cuts, voters, np.zeros(10, dtype=np.int64))
    assert groups.points.tolist() == [8, 9, 8, 9]
    assert groups.point_ptr.tolist() == [0, 1, 2, 4]
    assert groups.items.tolist() == [*range(5)] * 3
    apart = lone_groups(cuts, voters, np.arange(10))
    assert apart.points.tolist() == [8, 9]


def arrays(votes):
    found = lone_groups(votes[0], votes[1], np.zeros(N_STATES, dtype=np.int64))
    return found


def moved(record, start, n, seed):
    theta0, beta0, gamma, _, votes = record
    theta, beta = theta0.copy(), beta0.copy()
    lone = arrays(votes)
    theta[-1] *= start
    beta[lone[3]] /= start
    found = np.empty(n)
    for k in range(n):
        place = Place(theta, beta, gamma, gamma.copy())
        held = Held(np.zeros(N_STATES), N_STATES, PRECISION, WIDTH)
        turn = Turn(seed, 0, k * EVERY)
        move_lone(turn, place, held, lone, Votes(*votes[:2]), Votes(*votes[2:]))
        found[k] = np.log(theta[-1] / theta0[-1])
    return found, theta, beta


def test_leaves_the_density_along_its_valley_alone(record):
    """Against the density on a grid of log c, in which the move is a random walk."""
    theta0, beta0, gamma, kinds, votes = record
    lone = arrays(votes)[3]
    grid = np.linspace(-2.5, 2.5, 2001)
    logs = np.empty(grid.size)
    for k, x in enumerate(grid):
        theta, beta = theta0.copy(), beta0.copy()
        theta[-1] *= np.exp(x)
        beta[lone] *= np.exp(-x)
        # c multiplies one point and divides five β, so that areas change by c to the minus 4
        logs[k] = density(theta, beta, gamma, kinds) + (1 - len(lone)) * x
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    mean = float(weight @ grid)
    sd = float(np.sqrt(weight @ (grid - mean) ** 2))
    chains = [moved(record, np.exp(mean), 60_000, seed)[0] for seed in range(4)]
    means = np.array([c.mean() for c in chains])
    error = means.std(ddof=1) / 2
    assert abs(means.mean() - mean) < 4 * max(error, 0.02 * sd)
    assert np.mean([c.std() for c in chains]) == pytest.approx(sd, rel=0.1)


def test_moves_only_the_point_and_its_lone_items(record):
    theta0, beta0, _, _, votes = record
    lone = arrays(votes)[3]
    _, theta, beta = moved(record, 1.0, 50, 1)
    assert (theta[:-1] == theta0[:-1]).all()
    others = np.setdiff1d(np.arange(N_ITEMS), lone)
    assert (beta[others] == beta0[others]).all()
    assert theta[-1] != theta0[-1]
    np.testing.assert_allclose(beta[lone] * theta[-1], beta0[lone] * theta0[-1])


def test_the_same_with_the_same_seed(record):
    assert (moved(record, 1.0, 20, 3)[0] == moved(record, 1.0, 20, 3)[0]).all()
    assert (moved(record, 1.0, 20, 3)[0] != moved(record, 1.0, 20, 4)[0]).any()
