"""Moves of paths against a slow twin (`twins`), and a density integrated on a grid."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.idealpoints.sampler.arrays import Held, Place, Turn
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.path_moves import accept_paths, propose_paths
from analysis.idealpoints.votes.ballots import Ballots

from ..reference import Design, log_target
from ..twins import SPREAD, WALK, WIDTH, Numbers, grid_moments, terms

PATHS, ACCEPT = 2, 102  # stages of the random streams
pytestmark = pytest.mark.usefixtures("one_thread")


class PathTwin:
    """One stretch of a path, as a Gaussian proposal with dense matrices."""

    def __init__(self, b: Ballots, beta, g1, g2, ridge: float, lo: int, hi: int) -> None:
        self.b, self.items, self.ridge, self.lo, self.hi = b, (beta, g1, g2), ridge, lo, hi
        n = b.n_points
        self.walk = np.zeros((n, n))
        for i, gap in enumerate(b.elapsed):
            d = np.zeros(n)
            d[i] = 1.0
            if gap:
                d[i - 1] = -1.0
            self.walk += np.outer(d, d) / (WALK * gap if gap else 1.0)

    def proposal(self, theta):
        beta, g1, g2 = self.items
        part = range(self.lo, self.hi)
        score, information = [], []
        for i in part:
            own = slice(self.b.point_ptr[i], self.b.point_ptr[i + 1])
            j, kind = self.b.by_point_item[own], self.b.by_point_kind[own]
            first, second = terms(beta[j] * theta[i], g1[j], g2[j], kind)
            score.append(-(beta[j] * first.sum(axis=1)).sum())
            information.append((beta[j] ** 2 * second.sum(axis=(1, 2))).sum())
        block = slice(self.lo, self.hi)
        precision = self.walk[block, block] + np.diag(np.array(information) + self.ridge)
        pull = self.walk[block] @ theta + self.ridge * theta[block]
        step = np.linalg.solve(precision, np.array(score) - pull)
        return theta[block] + np.clip(step, -1.5, 1.5), precision

    def log_ratio(self, old, new) -> float:
        args = (*self.items, WALK, SPREAD, WIDTH)
        value = log_target(self.b, new, *args) - log_target(self.b, old, *args)
        for here, there, sign in ((new, old, 1), (old, new, -1)):
            mean, precision = self.proposal(here)
            value += sign * multivariate_normal.logpdf(
                there[self.lo : self.hi], mean, np.linalg.inv(precision)
            )
        return value


@pytest.mark.parametrize("ridge", [0.0, 0.8])
@pytest.mark.parametrize("pattern", ["whole", "ends", "middle"])
def test_paths_move_as_their_twins(records, pattern, ridge):
    begin, end = {"whole": (0, 4), "ends": (2, 4), "middle": (1, 3)}[pattern]
    accepted, tried = 0, 0
    for r, (b, theta, beta, g1, g2) in enumerate(records):
        layout = lay_out_for_sampling(b)
        walk, off = layout.walk(WALK)
        stretches = np.array([[4 * i + begin, 4 * i + end, 4 * i + 4] for i in range(7)])
        new, turn = theta.copy(), Turn(9, 2, r)
        place, held = Place(new, beta, g1, g2), Held(off, 7, 1 / SPREAD, WIDTH)
        proposed, ratio = propose_paths(
            turn, PATHS, stretches, place, (walk, off), ridge, layout.of_points
        )
        square = float(beta @ beta) / SPREAD
        accepted += accept_paths(turn, PATHS, stretches, place, proposed, ratio, held, square)
        now = theta.copy()
        for lo, hi, _ in stretches.tolist():
            twin = PathTwin(b, beta, g1, g2, ridge, lo, hi)
            numbers = Numbers(9, 2, r, PATHS, lo)
            z = np.array([numbers.normal() for _ in range(hi - lo)])[::-1]
            mean, precision = twin.proposal(now)
            path = mean + np.linalg.solve(np.linalg.cholesky(precision).T, z)
            assert proposed[lo:hi] == pytest.approx(path, abs=1e-5)
            then = now.copy()
            then[lo:hi] = proposed[lo:hi]
            log_ratio = twin.log_ratio(now, then)
            assert twin.log_ratio(then, now) == pytest.approx(-log_ratio, abs=1e-9)
            tried += 1
            log_u = np.log(Numbers(9, 2, r, ACCEPT, lo).uniform())
            if abs(log_u - log_ratio) < 1e-4:
                now[lo:hi] = new[lo:hi]
            elif log_u < log_ratio:
                now = then
            assert new[lo:hi] == pytest.approx(now[lo:hi], abs=0)
    assert 0 < accepted < tried


@pytest.mark.parametrize("pieces", [1, 2])
def test_a_path_has_the_posterior_that_a_grid_has(pieces):
    """One state in three periods, all else given; a wide free scale, so that it can move."""
    exact = Design(6, (0.0, 1.0, 3.0), alone=4, linked=1, walk=WALK).exact(1, seed=2)[0]
    b, width = exact.ballots, 0.5
    theta, items = exact.theta.copy(), (exact.beta, exact.g1, exact.g2)
    layout = lay_out_for_sampling(b)
    walk, off = layout.walk(WALK)
    place, held = Place(theta, *items), Held(off, 6, 1 / SPREAD, width)
    square = float(exact.beta @ exact.beta) / SPREAD
    stages = [[[6, 9, 9]]] if pieces == 1 else [[[6, 8, 9]], [[8, 9, 9]]]
    n = 20_000
    drawn = np.empty((n, 3))
    moved = 0
    for k in range(n):
        for stage, part in enumerate(stages):
            stretches = np.array(part)
            turn = Turn(4, 0, k)
            found = propose_paths(
                turn, 2 + stage, stretches, place, (walk, off), 0.3, layout.of_points
            )
            moved += accept_paths(turn, 2 + stage, stretches, place, *found, held, square)
        drawn[k] = theta[6:9]
    assert 0.2 < moved / n / len(stages) < 1
    axes = [np.linspace(*np.array([-1, 1]) * 6 * drawn[:, k].std() + drawn[:, k].mean(), 41)
            for k in range(3)]  # fmt: skip
    mesh = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    all_theta = np.broadcast_to(exact.theta, (41, 41, 41, exact.theta.size)).copy()
    all_theta[..., 6:9] = mesh
    density = np.concatenate(
        [log_target(b, part, *items, WALK, SPREAD, width) for part in np.split(all_theta, 41)]
    )
    for k, (mean, sd) in enumerate(grid_moments(density, axes)):
        for x, right in ((drawn[:, k], mean), ((drawn[:, k] - mean) ** 2, sd**2)):
            batches = x.reshape(50, -1).mean(axis=1)
            error = batches.std(ddof=1) / np.sqrt(50)
            assert abs(x.mean() - right) < 4 * error, (pieces, k)
