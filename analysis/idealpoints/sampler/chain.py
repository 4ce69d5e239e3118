"""A chain of the sampler: where it is, and where it starts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Chain", "start_chain"]

Floats = npt.NDArray[np.float64]
#: How far apart chains start, in standard errors of the fast fit.
DISPERSION = 2.0


@dataclass(eq=False)
class Chain:
    """Where a chain is.

    Attributes
    ----------
    theta, beta, g1, g2 : ndarray
        On a scale of their own; standardise before use.
    walk_variance, item_variance : float
    ridge : float
        Pull of the scale on points, as the proposals take it.
    weight : ndarray, shape (n_points,), or None
        Of each step of the walk, where its tails are Student's.
    n_sweeps : int
    accepted : dict of str to float
        Share of moves accepted in the last sweep.
    mean : ndarray, shape (n_points,) or (0,)
        Conditional means of the points, where a kernel goes on from them.
    """

    seed: int
    number: int
    theta: Floats
    beta: Floats
    g1: Floats
    g2: Floats
    walk_variance: float
    item_variance: float
    ridge: float = 0.0
    weight: Floats | None = None
    n_sweeps: int = 0
    accepted: dict[str, float] = field(default_factory=dict)
    mean: Floats = field(default_factory=lambda: np.empty(0))

    def standardised(self) -> tuple[Floats, ...]:
        """Return θ with mean 0 and sd 1, and β, γ1, γ2 to match."""
        m, s = float(self.theta.mean()), float(self.theta.std())
        return (self.theta - m) / s, self.beta * s, self.g1 - self.beta * m, self.g2 - self.beta * m


def start_chain(ballots: Ballots, fit: Fit, assumed: Assumptions, seed: int, number: int) -> Chain:
    """Start a chain at the fast fit, displaced by its standard errors times `DISPERSION`."""
    rng = np.random.default_rng([seed, number])
    b = ballots
    # paths are displaced as wholes, since a walk forgets independent noise in a sweep
    state = DISPERSION * rng.normal(size=len(b.states))[b.point_state]
    period = 0.1 * rng.normal(size=len(b.periods))[b.point_period]
    theta = fit.theta + state * np.sqrt(fit.variance) + period
    gap = np.where(b.missing > 0, 0.0, np.maximum(fit.g2 - fit.g1, 1e-3))
    return Chain(
        seed, number, theta, fit.beta.copy(), fit.g1.copy(), fit.g1 + gap,
        assumed.walk_variance, assumed.item_variance,
    )  # fmt: skip
