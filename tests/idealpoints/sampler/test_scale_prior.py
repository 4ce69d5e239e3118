"""The prior of the free scale against the whole density of the model."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.idealpoints.sampler.layout import lay_out_for_sampling
from analysis.idealpoints.sampler.scale_prior import log_prior, scale_sums
from analysis.idealpoints.votes.ballots import Ballots

from ..reference import log_target, log_votes
from ..twins import SPREAD, WALK, WIDTH


def walk_arrays(b: Ballots) -> tuple[np.ndarray, np.ndarray]:
    return lay_out_for_sampling(b).walk(WALK)


def test_prior_of_the_scale_is_the_models(records):
    """`log_prior` and the whole density differ by the votes' share and by a constant."""
    b, theta, beta, g1, g2 = records[0]
    off = walk_arrays(b)[1]
    rng = np.random.default_rng(1)
    point = np.repeat(np.arange(b.n_points), np.diff(b.point_ptr))
    j = b.by_point_item
    left = []
    for _ in range(50):
        x = rng.normal(0.3, 1.5) + rng.uniform(0.2, 4) * theta + rng.normal(size=theta.size)
        slope = beta + rng.normal(size=beta.size)
        prior = log_prior(
            scale_sums(x, off), x.size, 7, beta.size, float(slope @ slope) / SPREAD, WIDTH
        )
        votes = log_votes(slope[j] * x[point], g1[j], g2[j], b.by_point_kind).sum()
        left.append(log_target(b, x, slope, g1, g2, WALK, SPREAD, WIDTH) - votes - prior)
    assert np.ptp(left) < 1e-8 * max(1.0, np.abs(left).max())


def test_votes_do_not_tell_the_free_scale(records):
    """Turning location and scale changes the whole density as the orbit's draw says."""
    b, theta, beta, g1, g2 = records[1]
    z = (theta - theta.mean()) / theta.std()
    base = log_target(b, z, beta, g1, g2, WALK, SPREAD, WIDTH)
    for s, m in ((0.9, 0.1), (1.3, -0.2), (2.0, 1.0)):
        there = log_target(
            b, s * z + s * m, beta / s, g1 + beta * m, g2 + beta * m, WALK, SPREAD, WIDTH
        )
        # of dθ dβ dγ there is s^(n − n_items) more, with the steps of log s and m/s
        there += (z.size - beta.size) * np.log(s)
        assert there - base == pytest.approx(-0.5 * (np.log(s) ** 2 + m**2) / WIDTH**2, abs=1e-7)
