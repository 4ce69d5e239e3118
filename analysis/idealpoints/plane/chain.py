"""A chain in the plane: where it is, how it is standardised, and where it starts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.sampler.chain import DISPERSION, Chain
from analysis.idealpoints.variants.joint import Joint
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["PlaneChain", "start_chain"]

Floats = npt.NDArray[np.float64]


@dataclass(eq=False)
class PlaneChain(Chain):
    """Where a chain is: as in one dimension, but for two columns.

    Attributes
    ----------
    theta : ndarray, shape (n_points, 2)
    beta : ndarray, shape (n_items, 2)
    ridge : float
        How far the walk spreads a point, as the proposals take it; see `sweep.pull`.
    """

    def standardised(self) -> tuple[Floats, ...]:
        """Return U, β1, β2, γ1, γ2 as `scale_prior` defines them; axes are as they happen to be.

        Examples
        --------
        >>> x = np.array([[3.0, 1.0], [1.0, 0.0], [0.0, 2.0], [4.0, 4.0]])
        >>> chain = PlaneChain(1, 0, x, np.ones((1, 2)), np.zeros(1), np.ones(1), 0.25, 1.0)
        >>> u, *items = chain.standardised()
        >>> np.round(u.T @ u / 4, 6).tolist(), np.round(u.mean(axis=0), 6).tolist()
        ([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0])
        >>> b, eta = np.column_stack(items[:2]), x.sum(axis=1)
        >>> bool(np.allclose(items[2] - u @ b[0], -eta))
        True
        """
        m = self.theta.mean(axis=0)
        root = np.linalg.cholesky(np.cov(self.theta.T, bias=True))
        u = np.ascontiguousarray(np.linalg.solve(root, (self.theta - m).T).T)
        move = self.beta @ m
        beta = self.beta @ root
        return u, beta[:, 0], beta[:, 1], self.g1 - move, self.g2 - move


def start_chain(
    ballots: Ballots, joint: Joint, assumed: Assumptions, seed: int, number: int
) -> PlaneChain:
    """Start a chain at the fast fit of the plane, displaced by its standard errors twice over."""
    rng = np.random.default_rng([seed, number])
    b, fits = ballots, (joint.first, joint.second)
    theta = np.column_stack([f.theta for f in fits])
    # paths are displaced as wholes, since a walk forgets independent noise in a sweep
    se = np.sqrt(np.column_stack([f.variance for f in fits]))
    theta += DISPERSION * rng.normal(size=(len(b.states), 2))[b.point_state] * se
    theta += 0.1 * rng.normal(size=(len(b.periods), 2))[b.point_period]
    one = joint.first
    gap = np.where(b.missing > 0, 0.0, np.maximum(one.g2 - one.g1, 1e-3))
    beta = np.column_stack([f.beta for f in fits])
    return PlaneChain(
        seed, number, theta, beta, one.g1.copy(), one.g1 + gap, assumed.walk_variance,
        assumed.item_variance,
    )  # fmt: skip
