"""What slow twins of the moves share: random numbers by hand, derivatives, a grid.

A twin makes the same move from the same random numbers, written with matrices and scipy and
with the whole density of `reference.log_target` in its ratio. That it agrees, accepted or not,
says that ratio, Jacobians and proposals are those of the model.
"""

from __future__ import annotations

import numpy as np
from scipy.special import log_ndtr

from analysis.idealpoints.maths import streams

from .reference import log_votes

WALK, WIDTH, SPREAD = 0.3, 0.1, 1.5


class Numbers:
    """A stream's numbers, one after the other."""

    def __init__(self, *names: int) -> None:
        self.state = np.uint64(streams.stream(*names))

    def normal(self) -> float:
        value = streams.normal(self.state)
        self.state = np.uint64(streams.advance(np.uint64(streams.advance(self.state))))
        return value

    def uniform(self) -> float:
        value = streams.uniform(self.state)
        self.state = np.uint64(streams.advance(self.state))
        return value


def terms(eta, g1, g2, kind):
    """First derivatives of log P by γ1 − η and γ2 − η, and minus the second, votes by 2 by 2."""
    a, c = g1 - eta, g2 - eta
    low = lambda x: np.exp(-0.5 * x**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(x))  # noqa: E731
    log_p = log_votes(eta, g1, g2, 1)
    phi = lambda x: np.exp(-0.5 * x**2 - 0.5 * np.log(2 * np.pi) - log_p)  # noqa: E731
    first, second = np.zeros((eta.size, 2)), np.zeros((eta.size, 2, 2))
    for n, k in enumerate(kind):
        if k == 0:
            first[n, 0] = low(a)[n]
            second[n, 0, 0] = low(a)[n] * (low(a)[n] + a[n])
        elif k == 2:
            first[n, 1] = -low(-c)[n]
            second[n, 1, 1] = low(-c)[n] * (low(-c)[n] - c[n])
        else:
            first[n] = -phi(a)[n], phi(c)[n]
            second[n] = [
                [phi(a)[n] ** 2 - a[n] * phi(a)[n], -phi(a)[n] * phi(c)[n]],
                [-phi(a)[n] * phi(c)[n], phi(c)[n] ** 2 + c[n] * phi(c)[n]],
            ]
    return first, second


def grid_moments(density, axes):
    """Means and standard deviations of a density on a grid, which must end where it does."""
    weight = np.exp(density - density.max())
    for k in range(len(axes)):
        edge = np.moveaxis(weight, k, 0)
        assert max(edge[0].max(), edge[-1].max()) < 1e-4
    weight /= weight.sum()
    out = []
    for k, axis in enumerate(axes):
        p = np.moveaxis(weight, k, 0).reshape(len(axis), -1).sum(axis=1)
        mean = p @ axis
        out.append((mean, np.sqrt(p @ (axis - mean) ** 2)))
    return np.array(out)


#: Votes of 14 states, in the order of their ideal points.
