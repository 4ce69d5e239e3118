"""The loop of the fast unfolding fit: items, then states, then scale, from several starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import (
    ITEM_STEPS_AT_START,
    TOLERANCE,
    Fit,
    first_items,
)
from analysis.idealpoints.fast.state_step import state_step
from analysis.idealpoints.maths.tridiagonal import solve_walk, times_tridiagonal
from analysis.idealpoints.priors import tridiagonal
from analysis.idealpoints.unfolding.curve import Curves, restated
from analysis.idealpoints.unfolding.kernels import N_COV, item_step, loglik, state_terms
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["FIRST_SPREAD", "UnfoldingFit", "fit_unfolding"]

Floats = npt.NDArray[np.float64]
#: Standard deviation of κ to begin with, and the least: at zero no curve would ever bend again.
FIRST_SPREAD, LEAST_SPREAD = 0.2, 0.01
#: Sweeps from every start before the one that fits best goes on alone.
TRIAL = 40


@dataclass(frozen=True, eq=False)
class UnfoldingFit(Fit):
    """What the loop ended with: as `fast.fit.Fit`, and the curves.

    Attributes
    ----------
    kappa, kappa_se : ndarray, shape (n_items,)
    spread : float
        Standard deviation of κ over items, as estimated; near 0 every text is a line.
    objective : tuple of float
        Penalised log-likelihood reached from each start, the best being gone on from.
    starts : tuple of str
        What these started from.
    along : float
        Correlation of the points with those of the line; near 0 the fit is of another order of
        states, and its levels are not to be read as the line's.
    """

    kappa: Floats = field(default_factory=lambda: np.empty(0))
    kappa_se: Floats = field(default_factory=lambda: np.empty(0))
    spread: float = 0.0
    objective: tuple[float, ...] = ()
    starts: tuple[str, ...] = ()
    along: float = 1.0


@dataclass
class _Now:
    """Where the loop is."""

    theta: Floats
    items: Curves
    cov: Floats
    variance: Floats
    spread: float = FIRST_SPREAD
    multiplier: float = 0.0
    n_iter: int = 0
    change: float = np.inf
    converged: bool = False


def fit_unfolding(
    ballots: Ballots,
    starts: Sequence[Floats],
    assumed: Assumptions,
    max_iter: int = 500,
    tol: float = TOLERANCE,
) -> UnfoldingFit:
    """Fit curves and ideal points by variational Newton sweeps.

    Not accelerated: Anderson's combination of steps looks for any point where nothing moves, and
    under curves these include the saddles between a path's modes, round which it stays.

    Parameters
    ----------
    ballots : Ballots
    starts : sequence of ndarray, shape (n_points,)
        Each is tried for `TRIAL` sweeps; the one of the largest penalised log-likelihood goes
        on. Location and scale are set.
    assumed : Assumptions
        Normal steps of the variance given.
    max_iter : int
    tol : float
        Stop when no ideal point changes by more in a sweep.

    Returns
    -------
    UnfoldingFit
        ``converged`` is False where `max_iter` did not suffice or a number overflowed.
    """
    walk, off = tridiagonal(assumed.prior.spans(ballots), assumed.walk_variance)
    tried = [_begin(ballots, start) for start in starts]
    trial = min(TRIAL, max_iter) if len(tried) > 1 else 0
    if trial:
        tried = [_sweeps(ballots, now, walk, off, trial, tol) for now in tried]
    reached = tuple(_objective(ballots, now, walk, off) for now in tried)
    best = tried[int(np.argmax(reached))]
    now = _sweeps(ballots, best, walk, off, max_iter, tol)
    information = state_terms(now.theta, now.items, now.cov, ballots.by_point)[1]
    diagonal = information + walk + max(now.multiplier, 0.0)
    variance = solve_walk(diagonal, off, np.zeros((0, walk.size)), ballots.state_ptr)[1]
    beta, kappa, g1, g2 = now.items
    return UnfoldingFit(
        theta=now.theta,
        beta=beta,
        g1=g1,
        g2=g2,
        cov_beta=now.cov[:, [0, 3, 4]],
        diagonal=diagonal,
        off=off,
        variance=variance,
        converged=now.converged,
        n_iter=now.n_iter,
        change=now.change,
        loglik=float(loglik(now.theta, now.items, ballots.by_point)),
        kappa=kappa,
        kappa_se=np.sqrt(now.cov[:, 2]),
        spread=now.spread,
        objective=reached,
    )


def _begin(ballots: Ballots, start: Floats) -> _Now:
    theta = (start - start.mean()) / start.std()
    beta, g1, g2 = first_items(ballots)
    n = beta.size
    now = _Now(theta, Curves(beta, np.zeros(n), g1, g2), np.zeros((n, N_COV)), np.zeros(theta.size))
    for _ in range(ITEM_STEPS_AT_START):
        _move_items(ballots, now)
    return now


def _move_items(ballots: Ballots, now: _Now) -> None:
    """Take a Newton step in every item, and find the spread of κ by expectation."""
    binary, votes = ballots.missing > 0, ballots.by_item
    *items, now.cov = item_step(now.theta, now.variance, now.items, binary, votes, now.spread**-2.0)
    now.items = Curves(*items)


def _sweeps(ballots: Ballots, now: _Now, walk: Floats, off: Floats, until: int, tol: float) -> _Now:
    """Sweep on until nothing moves, or `until` sweeps are made in all."""
    now, flat = replace(now), np.ones_like(walk)
    while now.n_iter < until and not now.converged:
        held = replace(now)
        _move_items(ballots, now)
        square = now.items.kappa**2 + now.cov[:, 2]
        now.spread = max(float(np.sqrt(square.mean())), LEAST_SPREAD)
        score, _, curvature = state_terms(now.theta, now.items, now.cov, ballots.by_point)
        moved, now.variance, now.multiplier = state_step(
            ballots, now.theta, (score, curvature), flat, walk, off, now.multiplier
        )
        moved, now.items = _rescaled(moved, now.items)
        now.change, now.n_iter = float(np.abs(moved - now.theta).max()), now.n_iter + 1
        if not (np.isfinite(now.change) and all(np.isfinite(x).all() for x in now.items)):
            return replace(held, n_iter=now.n_iter, change=np.inf)
        now.converged = now.change < tol
        now.theta = moved
    return now


def _rescaled(theta: Floats, items: Curves) -> tuple[Floats, Curves]:
    """Set mean 0 and standard deviation 1; curves compensate, so no probability changes."""
    mean, spread = float(theta.mean()), float(theta.std())
    return (theta - mean) / spread, restated(items, mean, spread)


def _objective(ballots: Ballots, now: _Now, walk: Floats, off: Floats) -> float:
    """Return the log-likelihood less the penalties of the priors."""
    value = float(loglik(now.theta, now.items, ballots.by_point))
    value -= 0.5 * float(now.theta @ times_tridiagonal(walk, off, now.theta))
    beta, kappa = now.items.beta, now.items.kappa
    value -= 0.5 * float(beta @ beta + kappa @ kappa / now.spread**2)
    return value - kappa.size * float(np.log(now.spread))
