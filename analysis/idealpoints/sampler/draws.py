"""Draws of several chains: how many are asked for, what is kept, and which side is positive."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analysis.errors import UsageError

__all__ = ["Draws", "Plan", "take_sides", "turned", "with_items"]

#: Sweeps over all chains: weeks of work, and far more than any record needs.
MOST_SWEEPS = 50_000_000


@dataclass(frozen=True)
class Plan:
    """How long to sample.

    Attributes
    ----------
    chains : int
    draws : int
        Kept per chain.
    warmup : int
        Sweeps per chain before the first draw is kept.
    thin : int
        Sweeps per draw kept.
    seed : int
    items : int
        Draws per chain, evenly spaced, of which the items are kept too, for the log-likelihood
        and LOO; at most all. Of a long record they are large, of a small one 500 cost nothing.

    Examples
    --------
    >>> Plan(chains=2, draws=500, warmup=100, thin=2).sweeps
    1100
    """

    chains: int = 4
    draws: int = 1000
    warmup: int = 400
    thin: int = 4
    seed: int = 1
    items: int = 50

    def __post_init__(self) -> None:
        """Refuse what cannot be sampled or judged."""
        if self.chains < 2:
            raise UsageError(
                f"too few chains: {self.chains}", "chains", "R-hat needs 2 or more, say 4"
            )
        if min(self.draws, self.thin) < 1 or self.warmup < 0 or self.seed < 0:
            raise UsageError(
                "draws and thin must be positive, warmup and seed not negative",
                "sampling",
                "leave these options out for 1000, 4, 400 and 1",
            )
        if self.chains * self.sweeps > MOST_SWEEPS:
            raise UsageError(
                f"{self.chains * self.sweeps:.0e} sweeps are too many",
                "sampling",
                f"ask for at most {MOST_SWEEPS:,} over all chains",
            )
        if self.items < 1:
            raise UsageError(
                f"items of {self.items} draws are too few", "items", "leave it out for 50"
            )
        if self.draws < 4:
            raise UsageError(f"{self.draws} draws are too few", "draws", "use 500 or more")

    @property
    def sweeps(self) -> int:
        """Sweeps per chain."""
        return self.warmup + self.draws * self.thin


@dataclass(frozen=True, eq=False)
class Draws:
    """Standardised draws.

    The votes say nothing of which side is positive: (θ, β) and (−θ, −β) are equally likely.
    Every draw is therefore turned to the side of the fast fit, so that all chains share it.

    Attributes
    ----------
    theta : ndarray of float32, shape (chains, draws, n_points)
    items : ndarray of float32, shape (chains, n, 3, n_items)
        β, γ1, γ2 of evenly spaced draws, `item_draws` says of which.
    item_draws : ndarray of int64, shape (n,)
    walk_variance, item_variance : ndarray, shape (chains, draws)
        Constant where the variance was given.
    accepted : dict of str to float
        Running mean of the shares of moves accepted, over about the last 100 sweeps.
    plan : Plan
    seconds : float
        Spent sampling, earlier parts included.
    complete : bool
        False if the run was interrupted; the draws made until then are here.
    """

    theta: npt.NDArray[np.float32]
    items: npt.NDArray[np.float32]
    item_draws: npt.NDArray[np.int64]
    walk_variance: npt.NDArray[np.float64]
    item_variance: npt.NDArray[np.float64]
    accepted: dict[str, float]
    plan: Plan
    seconds: float
    complete: bool


def with_items(items: npt.NDArray[np.float32]) -> tuple[tuple[int, int], ...]:
    """Return chain and position of every draw of which the items are kept too.

    Parameters
    ----------
    items : ndarray, shape (chains, n, ...)
        Of `Draws`, or of draws in the plane.
    """
    chains, n = items.shape[:2]
    return tuple((c, k) for c in range(chains) for k in range(n))


def take_sides(
    theta: npt.NDArray[np.float32],
    items: npt.NDArray[np.float32],
    item_draws: npt.NDArray[np.int64],
    side: npt.NDArray[np.float64],
) -> None:
    """Turn draws in place, with their items, so that each is positively related to `side`."""
    for chain, held in zip(theta, items, strict=True):
        away = chain @ side < 0
        chain[away] *= -1
        held[away[item_draws], 0] *= -1


def turned(draws: Draws) -> Draws:
    """Return draws with the other side positive: θ and β change signs, cutpoints do not."""
    items = draws.items.copy()
    items[:, :, 0] *= -1
    return replace(draws, theta=-draws.theta, items=items)
