"""One Newton step in all ideal points, which leaves alone what identifies them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.maths.tridiagonal import solve_walk, times_tridiagonal
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["centred_step", "free_step", "state_step"]

Floats = npt.NDArray[np.float64]
#: Largest change of an ideal point in one step.
STATE_CAP = 1.0


def state_step(
    ballots: Ballots,
    theta: Floats,
    terms: tuple[Floats, Floats],
    weight: Floats,
    walk: Floats,
    off: Floats,
    l1: float,
    across: Floats | None = None,
) -> tuple[Floats, Floats, float]:
    """Take one Newton step in θ that leaves mean and spread alone; return θ, σ²_θ and l1.

    With `across`, another dimension, it leaves the product with that alone, too.

    Where it ends, score minus pull of the walk is ``weight * (l1 θ + l2)``. With weights of 1
    these are the Lagrange terms of mean 0 and spread 1. They are no small matter: β ~ N(0, 1)
    would widen the scale, and whatever holds it against that also shapes it. Curvature is
    that of the Lagrangian, so l1, as last found, is part of it; without it points of few
    votes step too far, and back.
    """
    score, information = terms
    rhs = np.stack([score - times_tridiagonal(walk, off, theta), weight * theta, weight])
    fixed = np.stack([theta, np.ones_like(theta)])
    if across is not None:
        rhs, fixed = np.vstack([rhs, across]), np.vstack([fixed, across])
    curvature = information + walk + max(l1, 0.0) * weight
    x, var_theta = solve_walk(curvature, off, rhs, ballots.state_ptr)
    share = np.linalg.solve(fixed @ x[1:].T, fixed @ x[0])
    delta = x[0] - share @ x[1:]
    return theta + np.clip(delta, -STATE_CAP, STATE_CAP), var_theta, float(share[0])


def free_step(
    ballots: Ballots,
    theta: Floats,
    terms: tuple[Floats, Floats],
    precision: Floats,
    off: Floats,
    mean: Floats,
) -> tuple[Floats, Floats]:
    """Take one Newton step in θ towards a prior that says where it lies; return θ and σ²_θ."""
    score, information = terms
    rhs = (score - times_tridiagonal(precision, off, theta - mean))[None, :]
    x, variance = solve_walk(information + precision, off, rhs, ballots.state_ptr)
    return theta + np.clip(x[0], -STATE_CAP, STATE_CAP), variance


def centred_step(
    ballots: Ballots, x: Floats, score: Floats, information: Floats, walk: Floats, off: Floats
) -> tuple[Floats, Floats]:
    """Take one Newton step that leaves the mean alone; the scale is held by ε.

    Returns
    -------
    x, variance : ndarray, shape (n_points,)
    """
    rhs = np.stack([score - times_tridiagonal(walk, off, x), np.ones_like(x)])
    step, variance = solve_walk(information + walk, off, rhs, ballots.state_ptr)
    delta = step[0] - step[0].sum() / step[1].sum() * step[1]
    return x + np.clip(delta, -STATE_CAP, STATE_CAP), variance
