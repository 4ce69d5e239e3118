"""Moves of paths in the plane: stretches of a state's points in both coordinates, given the items.

As in `analysis.idealpoints.sampler.path_moves`: proposals are Gaussian, with the Newton step as
mean and information plus walk as precision, drawn by forward filtering and backward sampling in
blocks of two by two (Carter and Kohn 1994; Gamerman 1997), each thread for its own stretch. They
are then accepted one after another, since the prior of each depends on the scale of all.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_between_terms, log_tail_terms
from analysis.idealpoints.plane.arrays import Held, Place
from analysis.idealpoints.plane.scale_prior import SUMS, add_point, log_prior, scale_sums
from analysis.idealpoints.sampler.arrays import Turn, Votes

__all__ = ["accept_paths", "propose_paths"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ACCEPT = 100
CAP, FLOOR = 1.5, 1e-8


@njit(cache=True)
def _path_terms(
    lo: int,
    hi: int,
    theta: Floats,
    items: Floats,
    cuts: Ints,
    item: npt.NDArray[np.int32],
    score: Floats,
    information: Floats,
) -> float:
    """Return the loglik of the votes of points lo to hi; fill score and information.

    `score` has the shape (n_points, 2); `information` (n_points, 3), the first, the mixed and
    the second element of a symmetric matrix.
    """
    total = 0.0
    for i in range(lo, hi):
        s1 = s2 = f11 = f12 = f22 = 0.0
        x, y = theta[i, 0], theta[i, 1]
        for k in range(cuts[i, 0], cuts[i, 1]):
            j = item[k]
            b1, b2 = items[j, 0], items[j, 1]
            u = items[j, 2] - b1 * x - b2 * y
            logp, lam = log_tail_terms(u)
            w = lam * (lam + u)
            total += logp
            s1 -= lam * b1
            s2 -= lam * b2
            f11 += w * b1 * b1
            f12 += w * b1 * b2
            f22 += w * b2 * b2
        for k in range(cuts[i, 2], cuts[i, 3]):
            j = item[k]
            b1, b2 = items[j, 0], items[j, 1]
            u = b1 * x + b2 * y - items[j, 3]
            logp, lam = log_tail_terms(u)
            w = lam * (lam + u)
            total += logp
            s1 += lam * b1
            s2 += lam * b2
            f11 += w * b1 * b1
            f12 += w * b1 * b2
            f22 += w * b2 * b2
        for k in range(cuts[i, 1], cuts[i, 2]):
            j = item[k]
            b1, b2 = items[j, 0], items[j, 1]
            eta = b1 * x + b2 * y
            a, c = items[j, 2] - eta, items[j, 3] - eta
            logp, ra, rc = log_between_terms(a, c)
            u = ra - rc
            w = min(max(u * u - a * ra + c * rc, 0.0), 1.0)
            total += logp
            s1 += u * b1
            s2 += u * b2
            f11 += w * b1 * b1
            f12 += w * b1 * b2
            f22 += w * b2 * b2
        score[i, 0], score[i, 1] = s1, s2
        information[i, 0], information[i, 1], information[i, 2] = f11, f12, f22
    return total


@njit(cache=True)
def _factor(
    lo: int,
    hi: int,
    last: int,
    theta: Floats,
    score: Floats,
    information: Floats,
    walk: Floats,
    off: Floats,
    ridge: Floats,
    root: Floats,
    below: Floats,
    step: Floats,
) -> float:
    """Factor information + walk of a stretch and fill the Newton step; return Σ log L_ii.

    The points on either side, ``lo − 1`` and ``hi``, are held at their values. `root` holds
    l11, l21, l22 of each point's block, shape (n_points, 3); `below`, of shape (n_points, 4),
    the block that joins it to the point before, by rows.
    """
    logdet = 0.0
    for i in range(lo, hi):
        x, y = theta[i, 0], theta[i, 1]
        y1 = score[i, 0] - (walk[i] + ridge[0]) * x - ridge[1] * y
        y2 = score[i, 1] - ridge[1] * x - (walk[i] + ridge[2]) * y
        if off[i] != 0.0:
            y1 -= off[i] * theta[i - 1, 0]
            y2 -= off[i] * theta[i - 1, 1]
        if i + 1 < last:
            y1 -= off[i + 1] * theta[i + 1, 0]
            y2 -= off[i + 1] * theta[i + 1, 1]
        d11 = information[i, 0] + walk[i] + ridge[0]
        d21 = information[i, 1] + ridge[1]
        d22 = information[i, 2] + walk[i] + ridge[2]
        if i > lo:
            # off times the inverse of the transposed root before: upper triangular
            p11, p21, p22 = root[i - 1, 0], root[i - 1, 1], root[i - 1, 2]
            b11, b22 = off[i] / p11, off[i] / p22
            b12 = -b11 * p21 / p22
            below[i, 0], below[i, 1], below[i, 2], below[i, 3] = b11, b12, 0.0, b22
            d11 -= b11 * b11 + b12 * b12
            d21 -= b12 * b22
            d22 -= b22 * b22
            y1 -= b11 * step[i - 1, 0] + b12 * step[i - 1, 1]
            y2 -= b22 * step[i - 1, 1]
        l11 = math.sqrt(max(d11, FLOOR))
        l21 = d21 / l11
        l22 = math.sqrt(max(d22 - l21 * l21, FLOOR))
        root[i, 0], root[i, 1], root[i, 2] = l11, l21, l22
        step[i, 0] = y1 / l11
        step[i, 1] = (y2 - l21 * step[i, 0]) / l22
        logdet += math.log(l11 * l22)
    _backwards(lo, hi, root, below, step)
    for i in range(lo, hi):
        step[i, 0] = min(max(step[i, 0], -CAP), CAP)
        step[i, 1] = min(max(step[i, 1], -CAP), CAP)
    return logdet


@njit(cache=True)
def _backwards(lo: int, hi: int, root: Floats, below: Floats, x: Floats) -> None:
    """Solve L'x = y of a stretch, in place of y."""
    for i in range(hi - 1, lo - 1, -1):
        y1, y2 = x[i, 0], x[i, 1]
        if i + 1 < hi:
            y1 -= below[i + 1, 0] * x[i + 1, 0]
            y2 -= below[i + 1, 1] * x[i + 1, 0] + below[i + 1, 3] * x[i + 1, 1]
        x[i, 1] = y2 / root[i, 2]
        x[i, 0] = (y1 - root[i, 1] * x[i, 1]) / root[i, 0]


@njit(cache=True, parallel=True)
def propose_paths(
    turn: Turn,
    stage: int,
    stretches: Ints,
    place: Place,
    precision: tuple[Floats, Floats],
    ridge: Floats,
    votes: Votes,
) -> tuple[Floats, Floats]:
    """Propose a new path for every stretch; no two stretches may touch within a state.

    Parameters
    ----------
    turn : Turn
    stage : int
        By which random numbers are drawn, too.
    stretches : ndarray of int64, shape (n_stretches, 3)
        First point, first point after it, first point after its state.
    place : Place
    precision : pair of ndarray, shape (n_points,)
        As `analysis.idealpoints.priors.tridiagonal` returns it; of either coordinate.
    ridge : ndarray, shape (3,)
        Added to the precision in place of the pull of the scale: first, mixed, second element.
    votes : Votes
        Of points: the items they are on.

    Returns
    -------
    proposed : ndarray, shape (n_points, 2)
    log_ratio : ndarray, shape (n_stretches,)
        Loglik and density of the proposal, new less old; the prior is left to `accept_paths`.
    """
    seed, chain, sweep = turn.seed, turn.chain, turn.sweep
    theta, items = place.theta, place.items
    (walk, off), cuts, item = precision, votes.cuts, votes.of
    n = len(theta)
    proposed = theta.copy()
    log_ratio = np.zeros(len(stretches))
    score, information = np.empty((n, 2)), np.empty((n, 3))
    root, below = np.empty((n, 3)), np.empty((n, 4))
    step, noise = np.empty((n, 2)), np.empty((n, 2))
    for r in prange(len(stretches)):
        lo, hi, last = stretches[r, 0], stretches[r, 1], stretches[r, 2]
        now = _path_terms(lo, hi, theta, items, cuts, item, score, information)
        logdet = _factor(
            lo, hi, last, theta, score, information, walk, off, ridge, root, below, step
        )
        s = stream(seed, chain, sweep, stage, lo)
        square = 0.0
        for i in range(lo, hi):
            z1, s = normal(s), advance(advance(s))
            z2, s = normal(s), advance(advance(s))
            square += z1 * z1 + z2 * z2
            noise[i, 0], noise[i, 1] = z1, z2
        _backwards(lo, hi, root, below, noise)
        for i in range(lo, hi):
            proposed[i, 0] = theta[i, 0] + step[i, 0] + noise[i, 0]
            proposed[i, 1] = theta[i, 1] + step[i, 1] + noise[i, 1]
        # the same from the other side; the points next to the stretch have not moved
        then = _path_terms(lo, hi, proposed, items, cuts, item, score, information)
        back = _factor(
            lo, hi, last, proposed, score, information, walk, off, ridge, root, below, step
        )
        returned = 0.0
        for i in range(lo, hi):
            x = theta[i, 0] - proposed[i, 0] - step[i, 0]
            y = theta[i, 1] - proposed[i, 1] - step[i, 1]
            w1, w2 = root[i, 0] * x + root[i, 1] * y, root[i, 2] * y
            if i + 1 < hi:
                x = theta[i + 1, 0] - proposed[i + 1, 0] - step[i + 1, 0]
                y = theta[i + 1, 1] - proposed[i + 1, 1] - step[i + 1, 1]
                w1 += below[i + 1, 0] * x
                w2 += below[i + 1, 1] * x + below[i + 1, 3] * y
            returned += w1 * w1 + w2 * w2
        log_ratio[r] = then - now + back - logdet + 0.5 * (square - returned)
    return proposed, log_ratio


@njit(cache=True)
def _stretch_sums(
    sums: Floats, sign: float, lo: int, hi: int, last: int, x: Floats, theta: Floats, off: Floats
) -> None:
    """Add a stretch of path `x` between its neighbours in `theta` to the sums, or take it away."""
    for i in range(lo, hi):
        d1 = d2 = 0.0
        if off[i] != 0.0:
            before = x if i > lo else theta
            d1, d2 = x[i, 0] - before[i - 1, 0], x[i, 1] - before[i - 1, 1]
        add_point(sums, sign, off[i], x[i, 0], x[i, 1], d1, d2)
    if hi < last:
        d1, d2 = theta[hi, 0] - x[hi - 1, 0], theta[hi, 1] - x[hi - 1, 1]
        sums[5] -= sign * off[hi] * d1 * d1
        sums[6] -= sign * off[hi] * d1 * d2
        sums[7] -= sign * off[hi] * d2 * d2


@njit(cache=True)
def accept_paths(
    turn: Turn,
    stage: int,
    stretches: Ints,
    place: Place,
    proposed: Floats,
    log_ratio: Floats,
    held: Held,
    square: Floats,
) -> int:
    """Accept or refuse proposed paths one after another, changing the points in place.

    Parameters
    ----------
    turn, stage, stretches, place
        As of `propose_paths`.
    proposed, log_ratio : ndarray
        As it returns them.
    held : Held
    square : ndarray, shape (3,)
        As `scale_prior.squares` returns it.

    Returns
    -------
    int
        Stretches that moved.
    """
    theta, off, width = place.theta, held.off, held.width
    n, n_afresh, n_items = len(theta), held.n_afresh, len(place.items)
    sums, new = scale_sums(theta, off), np.empty(SUMS)
    now = log_prior(sums, n, n_afresh, n_items, square, width)
    moved = 0
    for r in range(len(stretches)):
        lo, hi, last = stretches[r, 0], stretches[r, 1], stretches[r, 2]
        new[:] = sums
        _stretch_sums(new, -1.0, lo, hi, last, theta, theta, off)
        _stretch_sums(new, 1.0, lo, hi, last, proposed, theta, off)
        then = log_prior(new, n, n_afresh, n_items, square, width)
        u = uniform(stream(turn.seed, turn.chain, turn.sweep, stage + ACCEPT, lo))
        if math.log(u) < log_ratio[r] + then - now:
            theta[lo:hi] = proposed[lo:hi]
            sums[:] = new
            now = then
            moved += 1
    return moved
