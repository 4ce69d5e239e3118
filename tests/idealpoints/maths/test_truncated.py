"""Truncated normal numbers against scipy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import truncnorm

from analysis.idealpoints.maths.truncated import normal_above, normal_between

from ..sampler_records import at, drawn_by


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (-3.0, np.inf),  # plain rejection
        (0.4, np.inf),  # the same, close to where it ends
        (0.6, np.inf),  # exponential rejection
        (9.0, np.inf),  # far out
        (-np.inf, -2.0),  # mirrored
        (-1.0, 3.0),  # over zero, wide
        (-0.3, 0.5),  # over zero, narrow
        (1.0, 1.2),  # beside zero, narrow
        (1.0, 6.0),  # beside zero, wide
        (-8.0, -6.0),  # mirrored, far out
        (-100.0, 0.0),  # a cutpoint against its bound
    ],
)
def test_truncated_normal_numbers_follow_their_distribution(low, high):
    n = 20_000
    drawn = np.array([normal_between(low, high, at(5, 0, 0, 0, k))[0] for k in range(n)])
    assert ((drawn > low) & (drawn < high)).all()
    truth = truncnorm(low, high)
    # four standard errors of a mean; of a variance, with the fourth moment that was drawn
    assert abs(drawn.mean() - truth.mean()) < 4 * drawn.std() / math.sqrt(n)
    square = (drawn - drawn.mean()) ** 2
    assert abs(square.mean() - truth.var()) < 4 * square.std() / math.sqrt(n)
    # Kolmogorov's distance is above 1.95/√n once in a thousand
    rank = truth.cdf(np.sort(drawn))
    distance = np.abs(rank - (np.arange(n) + 0.5) / n).max()
    assert distance < 1.95 / math.sqrt(n)


def test_a_stream_goes_on_after_a_draw():
    """The second number of a stream does not depend on the first."""
    pairs = []
    for k in range(5_000):
        x, s = drawn_by(normal_above, 0.2, at(1, 0, 0, 0, k))
        pairs.append((x, normal_above(0.2, s)[0]))
    assert abs(np.corrcoef(np.array(pairs).T)[0, 1]) < 4 / math.sqrt(5_000)
