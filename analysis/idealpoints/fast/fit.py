"""The loop of the fast estimator: items, then states, then scale, with acceleration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.kernels import Items, item_step, loglik, state_terms
from analysis.idealpoints.fast.state_step import free_step, state_step
from analysis.idealpoints.fast.walk_steps import step_scale
from analysis.idealpoints.maths.anderson import Anderson
from analysis.idealpoints.maths.tridiagonal import solve_walk
from analysis.idealpoints.priors import tridiagonal
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["TOLERANCE", "Expected", "Fit", "Near", "first_items", "fit"]

Floats = npt.NDArray[np.float64]
#: Largest change of an ideal point in one accelerated step, and the steps it rests on.
ANDERSON_CAP, MEMORY = 0.3, 10
#: Where the sweeps stop: on the full history no ideal point is then further than 0.003 from
#: where 25 more sweeps take it, so that two decimals hold. At 1e-3 it was 0.017.
TOLERANCE = 1e-4
#: Item steps at the starting ideal points before the first sweep.
ITEM_STEPS_AT_START = 15


@dataclass(frozen=True, eq=False)
class Fit:
    """What the loop ended with.

    Attributes
    ----------
    theta : ndarray, shape (n_points,)
    beta, g1, g2 : ndarray, shape (n_items,)
        Items with two kinds of vote have g1 = g2.
    cov_beta : ndarray, shape (n_items, 3)
        Variance of β and its covariances with γ1 and γ2.
    diagonal, off : ndarray, shape (n_points,)
        Curvature of the Lagrangian, tridiagonal within states: observed information, plus
        walk precision, plus the multiplier of the spread where it is positive.
    variance : ndarray, shape (n_points,)
        Diagonal of the inverse.
    converged : bool
    n_iter : int
    change : float
        max|Δθ| in the last sweep.
    loglik : float
    walk_variance : float or None
        Of the steps, where it was estimated.
    """

    theta: Floats
    beta: Floats
    g1: Floats
    g2: Floats
    cov_beta: Floats
    diagonal: Floats
    off: Floats
    variance: Floats
    converged: bool
    n_iter: int
    change: float
    loglik: float
    walk_variance: float | None = None


@dataclass(frozen=True, eq=False)
class Expected:
    """Where ideal points are expected, and how surely: a normal of tridiagonal precision.

    Attributes
    ----------
    mean, diagonal, off : ndarray, shape (n_points,)
    """

    mean: Floats
    diagonal: Floats
    off: Floats


class Near(NamedTuple):
    """Where a fit to nearly the same votes ended, beside its ideal points.

    ``items``, and ``variance`` of the ideal points, shape (n_points,).
    """

    items: Items
    variance: Floats


def fit(
    ballots: Ballots,
    start: Floats,
    assumed: Assumptions,
    max_iter: int = 500,
    tol: float = TOLERANCE,
    scale_by: str = "points",
    expected: Expected | None = None,
    near: Near | None = None,
) -> Fit:
    """Fit the model by variational Newton sweeps with Anderson acceleration.

    Parameters
    ----------
    ballots : Ballots
    start : ndarray, shape (n_points,)
    assumed : Assumptions
    max_iter : int
    tol : float
        Stop when no ideal point changes by more in a sweep.
    scale_by : {"points", "votes"}
        What holds mean and spread while θ moves; see `analysis.idealpoints.IdealPoints`.
    expected : Expected, optional
        In place of the prior that is assumed. Location and scale are then those of what is
        expected, and nothing else holds them.
    near : Near, optional
        Where items and variances start, if that is known; by default from the votes.

    Returns
    -------
    Fit
        ``converged`` is False where `max_iter` did not suffice or a number overflowed, in
        which case the last finite sweep is returned.
    """
    spans, walk_variance = assumed.prior.spans(ballots), assumed.walk_variance
    if expected is None:
        walk, off = tridiagonal(spans, walk_variance)
        theta = (start - start.mean()) / start.std()
    else:
        walk, off, theta = expected.diagonal, expected.off, start
    beta, g1, g2 = first_items(ballots) if near is None else near.items
    by_item, by_point = ballots.by_item, ballots.by_point
    binary = ballots.missing > 0
    var_theta = np.zeros(ballots.n_points) if near is None else near.variance
    cov_beta = np.zeros((len(ballots.items), 3))
    for _ in range(ITEM_STEPS_AT_START if near is None else 0):
        beta, g1, g2, cov_beta = item_step(theta, var_theta, Items(beta, g1, g2), binary, by_item)
    accelerate = Anderson(MEMORY, ANDERSON_CAP)
    change, converged, n_iter = np.inf, False, 0
    weight, l1 = np.ones(ballots.n_points), 0.0
    while n_iter < max_iter and not converged:
        n_iter += 1
        held = theta, beta, g1, g2, cov_beta, var_theta
        beta, g1, g2, cov_beta = item_step(theta, var_theta, Items(beta, g1, g2), binary, by_item)
        terms = state_terms(theta, Items(beta, g1, g2), cov_beta, by_point)
        weight = terms[2] if scale_by == "votes" else weight
        if expected is None:
            moved, var_theta, l1 = state_step(ballots, theta, terms[:2], weight, walk, off, l1)
            moved, beta, g1, g2 = _rescale(moved, beta, g1, g2)
        else:
            moved, var_theta = free_step(ballots, theta, terms[:2], walk, off, expected.mean)
        change = float(np.abs(moved - theta).max())
        if not assumed.given:
            curvature = terms[1] + walk + max(l1, 0.0) * weight
            at = (moved, var_theta, curvature, off)
            scale, found = step_scale(assumed, spans, ballots.state_ptr, *at, walk_variance)
            change = max(change, abs(found - walk_variance))
            walk_variance = found
            walk, off = tridiagonal(spans, scale)
        if not np.isfinite(change) or not np.isfinite(beta).all():
            theta, beta, g1, g2, cov_beta, var_theta = held
            break
        converged = change < tol
        theta = moved if converged else accelerate(theta, moved)
        if expected is None:
            theta, beta, g1, g2 = _rescale(theta, beta, g1, g2)
    information = state_terms(theta, Items(beta, g1, g2), cov_beta, by_point)[1]
    diagonal = information + walk + max(l1, 0.0) * weight
    variance = solve_walk(diagonal, off, np.zeros((0, theta.size)), ballots.state_ptr)[1]
    value = float(loglik(theta, Items(beta, g1, g2), by_point))
    return Fit(
        theta,
        beta,
        g1,
        g2,
        cov_beta,
        diagonal,
        off,
        variance,
        converged,
        n_iter,
        change,
        value,
        walk_variance if assumed.estimate_walk else None,
    )


def first_items(ballots: Ballots) -> tuple[Floats, Floats, Floats]:
    """Start items at β = 0 with the cutpoints that the shares of votes imply."""
    from scipy.special import ndtri

    n = len(ballots.items)
    item = np.repeat(np.arange(n), np.diff(ballots.item_ptr))
    counts = np.bincount(item * 3 + ballots.by_item_kind, minlength=3 * n).reshape(n, 3)
    total = counts.sum(axis=1)
    g1 = ndtri(counts[:, 0] / total)
    g2 = -ndtri(counts[:, 2] / total)
    return np.zeros(n), g1, np.where(ballots.missing > 0, g1, g2)


def _rescale(theta: Floats, beta: Floats, g1: Floats, g2: Floats) -> tuple[Floats, ...]:
    """Set mean 0 and standard deviation 1; β and γ compensate, so no probability changes."""
    mean, spread = theta.mean(), theta.std()
    return (theta - mean) / spread, beta * spread, g1 - beta * mean, g2 - beta * mean
