"""A chain of the unfolding model: where it is, how it is standardised, and where it starts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import Fit
from analysis.idealpoints.sampler.chain import Chain, start_chain
from analysis.idealpoints.unfolding.curve import Curves, restated
from analysis.idealpoints.unfolding.fit import LEAST_SPREAD, UnfoldingFit
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["UnfoldingChain", "start_unfolding"]

Floats = npt.NDArray[np.float64]


@dataclass(eq=False)
class UnfoldingChain(Chain):
    """Where a chain is: as on the line, but for the bend of the items.

    Attributes
    ----------
    kappa : ndarray, shape (n_items,)
    item_variance : float
        Of κ; that of β is 1.
    """

    kappa: Floats = field(default_factory=lambda: np.empty(0))

    def standardised(self) -> tuple[Floats, ...]:
        """Return θ with mean 0 and sd 1, and β, γ1, γ2, κ to match.

        Examples
        --------
        >>> chain = UnfoldingChain(1, 0, np.array([1.0, 5.0]), np.array([0.5]), np.zeros(1),
        ...                        np.ones(1), 0.25, 1.0, kappa=np.array([0.1]))
        >>> [x.round(6).tolist() for x in chain.standardised()]
        [[-1.0, 1.0], [2.2], [-2.4], [-1.4], [0.4]]
        """
        m, s = float(self.theta.mean()), float(self.theta.std())
        beta, kappa, g1, g2 = restated(Curves(self.beta, self.kappa, self.g1, self.g2), m, s)
        return (self.theta - m) / s, beta, g1, g2, kappa


def start_unfolding(
    ballots: Ballots, fit: Fit, assumed: Assumptions, seed: int, number: int
) -> UnfoldingChain:
    """Start a chain at the fast fit, displaced by its standard errors twice over."""
    if not isinstance(fit, UnfoldingFit):
        raise TypeError("the chains of an unfolding start from a fit of one")
    line = start_chain(ballots, fit, assumed, seed, number)
    return UnfoldingChain(
        seed, number, line.theta, line.beta, line.g1, line.g2, line.walk_variance,
        max(fit.spread, LEAST_SPREAD) ** 2, kappa=fit.kappa.copy(),
    )  # fmt: skip
