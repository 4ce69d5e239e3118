"""Two latent numbers per state-period: a second dimension, or a propensity to attend.

The latent utility of a vote is η = βθ + cξ. In a plane c is the item's second loading, unknown
like β. With attendance ξ is how readily a state attends, c is 1 where the item is attendance
at a roll call and 0 where it is a vote. Each of the two moves as θ does in `fit`, with the other
as offset.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.idealpoints.assumptions import Assumptions
from analysis.idealpoints.fast.fit import (
    ANDERSON_CAP,
    ITEM_STEPS_AT_START,
    MEMORY,
    TOLERANCE,
    Fit,
    first_items,
)
from analysis.idealpoints.fast.kernels import Items, Offset, item_step, loglik, state_terms
from analysis.idealpoints.fast.state_step import centred_step, state_step
from analysis.idealpoints.maths.anderson import Anderson
from analysis.idealpoints.priors import tridiagonal
from analysis.idealpoints.variants.identification import Latents, identify
from analysis.idealpoints.variants.joint_covariance import cross_information, joint_variance
from analysis.idealpoints.votes.ballots import Ballots

__all__ = ["Joint", "fit_joint"]

Floats = npt.NDArray[np.float64]
#: Least standard deviation of the loadings of attendance: at zero they would never move again.
LEAST_SPREAD = 0.02


@dataclass(frozen=True, eq=False)
class Joint:
    """What the loop over two latents ended with.

    Attributes
    ----------
    first, second : Fit
        Share the cutpoints; ``diagonal`` and ``off`` of each hold the other fixed, ``variance``
        does not.
    cross : ndarray, shape (n_points,)
        Information that the two have in common, Σwβc.
    spread : float
        Standard deviation of the loadings of attendance on θ; 1 in a plane.
    """

    first: Fit
    second: Fit
    cross: Floats
    spread: float


def fit_joint(
    ballots: Ballots,
    start: Floats,
    assumed: Assumptions,
    attendance: npt.NDArray[np.bool_] | None = None,
    along: Floats | None = None,
    max_iter: int = 500,
    tol: float = TOLERANCE,
) -> Joint:
    """Fit both latents by variational Newton sweeps with Anderson acceleration.

    Parameters
    ----------
    ballots : Ballots
    start : ndarray, shape (2, n_points)
    assumed : Assumptions
        Of either latent.
    attendance : ndarray of bool, shape (n_items,), optional
        Which items are attendance. The second latent has the loading 1 on these and 0 on
        others, mean 0, and the scale of ε. The loadings of θ on them are N(0, s²), with s²
        found by expectation and maximisation: were absence to say nothing of θ, s would
        vanish, and with it whatever absence does to θ.
    along : ndarray, shape (n_points,), optional
        In a plane: numbers of which the first dimension is to be the best predictor among
        all directions, so that the second has no correlation with them. Both dimensions have
        mean 0 and standard deviation 1, and none with each other.
    max_iter : int
    tol : float
        Stop when neither latent changes by more in a sweep.

    Returns
    -------
    Joint
        ``first.converged`` is False where `max_iter` did not suffice or a number overflowed.
    """
    walk, off = tridiagonal(assumed.prior.spans(ballots), assumed.walk_variance)
    now = _first(ballots, start, attendance)
    for _ in range(ITEM_STEPS_AT_START):
        _move_items(ballots, now, attendance)
    accelerate = Anderson(MEMORY, ANDERSON_CAP)
    change, converged, n_iter = np.inf, False, 0
    while n_iter < max_iter and not converged:
        n_iter += 1
        held = now.copy()
        before = held.place
        for d in (0, 1):
            if d == 0 or attendance is None:
                _move_items(ballots, now, attendance, (d,))
            _move_points(ballots, now, d, walk, off, attendance is None)
        identify(now, attendance, along)
        change = float(np.abs(now.place - before).max())
        if not (np.isfinite(change) and np.isfinite(now.load).all()):
            now = held
            break
        converged = change < tol
        if not converged:
            now.place = accelerate(before.ravel(), now.place.ravel()).reshape(2, -1)
            identify(now, attendance, along)
    return _finished(ballots, now, walk, off, converged, n_iter, change)


def _first(ballots: Ballots, start: Floats, attendance: npt.NDArray[np.bool_] | None) -> Latents:
    place = start - start.mean(axis=1, keepdims=True)
    place[0] /= place[0].std()
    beta, g1, g2 = first_items(ballots)
    second = np.zeros_like(beta) if attendance is None else attendance.astype(np.float64)
    if attendance is None:
        place[1] -= (place[1] @ place[0]) / (place[0] @ place[0]) * place[0]
        place[1] /= place[1].std()
    n, m = ballots.n_points, len(ballots.items)
    return Latents(
        place, np.stack([beta, second]), g1, g2, np.zeros((2, m, 3)), np.zeros((2, n)), np.zeros(2)
    )


def _move_items(
    ballots: Ballots,
    now: Latents,
    attendance: npt.NDArray[np.bool_] | None,
    dimensions: tuple[int, ...] = (0, 1),
) -> None:
    """Take a Newton step in the items' loadings on each dimension, with the cutpoints."""
    ridge = np.ones(now.g1.size)
    if attendance is not None:
        dimensions = (0,)
        ridge[attendance] = 1.0 / now.spread**2
    for d in dimensions:
        now.load[d], now.g1, now.g2, now.cov[d] = item_step(
            now.place[d],
            now.variance[d],
            Items(now.load[d], now.g1, now.g2),
            ballots.missing > 0,
            ballots.by_item,
            Offset(now.load[1 - d], now.place[1 - d]),
            ridge,
        )
    if attendance is not None and attendance.any():
        square = now.load[0, attendance] ** 2 + now.cov[0, attendance, 0]
        now.spread = float(np.clip(np.sqrt(square.mean()), LEAST_SPREAD, 1.0))


def _move_points(
    ballots: Ballots, now: Latents, d: int, walk: Floats, off: Floats, plane: bool
) -> None:
    """Take a Newton step in one latent that leaves what identifies it alone."""
    score, information, _ = state_terms(
        now.place[d],
        Items(now.load[d], now.g1, now.g2),
        now.cov[d],
        ballots.by_point,
        Offset(now.load[1 - d], now.place[1 - d]),
    )
    if d == 1 and not plane:
        now.place[d], now.variance[d] = centred_step(
            ballots, now.place[d], score, information, walk, off
        )
        return
    now.place[d], now.variance[d], now.multiplier[d] = state_step(
        ballots,
        now.place[d],
        (score, information),
        np.ones(ballots.n_points),
        walk,
        off,
        float(now.multiplier[d]),
        now.place[1 - d] if plane else None,
    )


def _finished(
    ballots: Ballots,
    now: Latents,
    walk: Floats,
    off: Floats,
    converged: bool,
    n_iter: int,
    change: float,
) -> Joint:
    votes = ballots.by_point
    diagonal = []
    for d in (0, 1):
        information = state_terms(
            now.place[d],
            Items(now.load[d], now.g1, now.g2),
            now.cov[d],
            votes,
            Offset(now.load[1 - d], now.place[1 - d]),
        )[1]
        diagonal.append(information + walk + max(float(now.multiplier[d]), 0.0))
    (one, two), (beta, load) = now.place, now.load
    items, offset = Items(beta, now.g1, now.g2), Offset(load, two)
    cross = cross_information(one, items, votes, offset)
    variance = joint_variance(ballots.state_ptr, diagonal[0], diagonal[1], off, cross)
    value = float(loglik(one, items, votes, offset))
    fits = [
        Fit(
            now.place[d],
            now.load[d],
            now.g1,
            now.g2,
            now.cov[d],
            diagonal[d],
            off,
            variance[d],
            converged,
            n_iter,
            change,
            value,
        )
        for d in (0, 1)
    ]
    return Joint(fits[0], fits[1], cross, now.spread)
