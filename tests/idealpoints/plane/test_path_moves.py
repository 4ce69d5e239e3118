"""Moves of paths in the plane against a slow twin with dense matrices."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.path_moves import accept_paths, propose_paths
from analysis.idealpoints.plane.scale_prior import squares
from analysis.idealpoints.sampler.arrays import Turn
from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.votes.ballots import Ballots

from ..plane_reference import log_target
from ..twins import SPREAD, WALK, WIDTH, Numbers, terms

PATHS, ACCEPT = 2, 102  # stages of the random streams
pytestmark = pytest.mark.usefixtures("one_thread")


class PathTwin:
    """One stretch of a path in both coordinates, as a Gaussian proposal with dense matrices."""

    def __init__(self, b: Ballots, items, ridge, lo: int, hi: int) -> None:
        self.b, self.items, self.lo, self.hi = b, items, lo, hi
        self.ridge = np.array([[ridge[0], ridge[1]], [ridge[1], ridge[2]]])
        n = b.n_points
        walk = np.zeros((n, n))
        for i, gap in enumerate(b.elapsed):
            d = np.zeros(n)
            d[i] = 1.0
            if gap:
                d[i - 1] = -1.0
            walk += np.outer(d, d) / (WALK * gap if gap else 1.0)
        self.walk = np.kron(walk, np.eye(2))  # point by point, both coordinates

    def proposal(self, theta):
        beta, g1, g2 = self.items
        size = self.hi - self.lo
        score, information = np.zeros((size, 2)), np.zeros((2 * size, 2 * size))
        for k, i in enumerate(range(self.lo, self.hi)):
            own = slice(self.b.point_ptr[i], self.b.point_ptr[i + 1])
            j, kind = self.b.by_point_item[own], self.b.by_point_kind[own]
            first, second = terms(beta[j] @ theta[i], g1[j], g2[j], kind)
            score[k] = -(beta[j] * first.sum(axis=1)[:, None]).sum(axis=0)
            block = np.einsum("n,ni,nj->ij", second.sum(axis=(1, 2)), beta[j], beta[j])
            information[2 * k : 2 * k + 2, 2 * k : 2 * k + 2] = block + self.ridge
        part = slice(2 * self.lo, 2 * self.hi)
        precision = self.walk[part, part] + information
        pull = self.walk[part] @ theta.ravel()
        pull += (theta[self.lo : self.hi] @ self.ridge).ravel()
        step = np.linalg.solve(precision, score.ravel() - pull)
        return theta.ravel()[part] + np.clip(step, -1.5, 1.5), precision

    def log_ratio(self, old, new) -> float:
        args = (*self.items, WALK, SPREAD, WIDTH)
        value = log_target(self.b, new, *args) - log_target(self.b, old, *args)
        for here, there, sign in ((new, old, 1), (old, new, -1)):
            mean, precision = self.proposal(here)
            value += sign * multivariate_normal.logpdf(
                there[self.lo : self.hi].ravel(), mean, np.linalg.inv(precision)
            )
        return value


@pytest.mark.parametrize("ridge", [(0.0, 0.0, 0.0), (0.8, -0.2, 0.3)])
@pytest.mark.parametrize("pattern", ["whole", "ends", "middle"])
def test_paths_move_as_their_twins(plane_records, pattern, ridge):
    begin, end = {"whole": (0, 4), "ends": (2, 4), "middle": (1, 3)}[pattern]
    accepted, tried = 0, 0
    for r, (b, theta, beta, g1, g2) in enumerate(plane_records):
        layout = lay_out_for_sampling(b)
        walk, off = layout.walk(WALK)
        stretches = np.array([[4 * i + begin, 4 * i + end, 4 * i + 4] for i in range(7)])
        new, turn = theta.copy(), Turn(9, 2, r)
        place = Place(new, np.column_stack([beta, g1, g2]))
        held = Held(off, 7, 1 / SPREAD, WIDTH)
        proposed, ratio = propose_paths(
            turn, PATHS, stretches, place, (walk, off), np.array(ridge), layout.of_points
        )
        square = squares(place.items, 1 / SPREAD)
        accepted += accept_paths(turn, PATHS, stretches, place, proposed, ratio, held, square)
        now = theta.copy()
        for lo, hi, _ in stretches.tolist():
            twin = PathTwin(b, (beta, g1, g2), ridge, lo, hi)
            numbers = Numbers(9, 2, r, PATHS, lo)
            z = np.array([numbers.normal() for _ in range(2 * (hi - lo))])
            mean, precision = twin.proposal(now)
            path = mean + np.linalg.solve(np.linalg.cholesky(precision).T, z)
            assert proposed[lo:hi].ravel() == pytest.approx(path, abs=1e-5)
            then = now.copy()
            then[lo:hi] = proposed[lo:hi]
            log_ratio = twin.log_ratio(now, then)
            tried += 1
            log_u = np.log(Numbers(9, 2, r, ACCEPT, lo).uniform())
            if abs(log_u - log_ratio) < 1e-4:
                now[lo:hi] = new[lo:hi]
            elif log_u < log_ratio:
                now = then
            assert new[lo:hi] == pytest.approx(now[lo:hi], abs=0)
    assert 0 < accepted < tried
