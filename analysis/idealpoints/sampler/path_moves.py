"""The sampler's moves of paths: stretches of a state's ideal points, given the items.

Proposals are Gaussian, with the Newton step as mean and information plus walk as precision,
drawn by forward filtering and backward sampling (Gamerman 1997; Carter and Kohn 1994), each
thread for its own stretch. They are then accepted one after another, since the prior of each
depends on the scale of all.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import (
    NARROW,
    TOGETHER,
    fill_between,
    fill_tails,
    log_between_terms,
    room,
)
from analysis.idealpoints.sampler.arrays import Held, Place, Turn, Votes
from analysis.idealpoints.sampler.scale_prior import log_prior, scale_sums

__all__ = [
    "ACCEPT",
    "accept_paths",
    "draw_stretch",
    "factor",
    "propose_paths",
    "square_back",
    "stretch_sums",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ACCEPT = 100
CAP, FLOOR = 1.5, 1e-8
#: Stretches are dealt into so many parts, for threads to take.
PARTS = 64


@njit(cache=True)
def _path_terms(
    lo: int,
    hi: int,
    theta: Floats,
    beta: Floats,
    g1: Floats,
    g2: Floats,
    cuts: Ints,
    item: npt.NDArray[np.int32],
    score: Floats,
    information: Floats,
    scratch: tuple[Floats, Floats, Floats, Floats, Floats, Floats, Floats],
) -> float:
    """Return the loglik of the votes of points lo to hi; fill score and information."""
    total = 0.0
    bs, xs, cs, log_p, lam, ra, rc = scratch
    for i in range(lo, hi):
        s = f = 0.0
        t = theta[i]
        # a high vote is a low one with the other sign of β
        low, mid, high = (
            item[cuts[i, 0] : cuts[i, 1]], item[cuts[i, 1] : cuts[i, 2]],
            item[cuts[i, 2] : cuts[i, 3]],
        )  # fmt: skip
        n = low.size + high.size
        for k in range(low.size):
            j = np.uint32(low[k])
            bs[k], xs[k] = beta[j], g1[j] - beta[j] * t
        for k in range(high.size):
            j = np.uint32(high[k])
            bs[low.size + k], xs[low.size + k] = -beta[j], beta[j] * t - g2[j]
        fill_tails(n, xs, log_p, lam)
        for k in range(n):
            total += log_p[k]
            s -= bs[k] * lam[k]
            f += bs[k] * bs[k] * (lam[k] * (lam[k] + xs[k]))
        for k in range(mid.size):
            j = np.uint32(mid[k])
            bs[k], xs[k], cs[k] = beta[j], g1[j] - beta[j] * t, g2[j] - beta[j] * t
        fill_between(mid.size, xs, cs, log_p, lam, ra, rc)
        product = 1.0
        for k in range(mid.size):
            if cs[k] - xs[k] < NARROW:
                log_p[k], ra[k], rc[k] = log_between_terms(xs[k], cs[k])
            else:
                product *= lam[k]
                if k % TOGETHER == 0:
                    total += math.log(product)
                    product = 1.0
            u = ra[k] - rc[k]
            total += log_p[k]
            s += bs[k] * u
            f += bs[k] * bs[k] * min(max(u * u - xs[k] * ra[k] + cs[k] * rc[k], 0.0), 1.0)
        total += math.log(product)
        score[i] = s
        information[i] = f
    return total


@njit(cache=True)
def factor(
    lo: int,
    hi: int,
    last: int,
    theta: Floats,
    score: Floats,
    information: Floats,
    walk: Floats,
    off: Floats,
    ridge: float,
    root: Floats,
    below: Floats,
    step: Floats,
) -> float:
    """Factor information + walk of a stretch and fill the Newton step; return Σ log L_ii.

    The points on either side, ``lo − 1`` and ``hi``, are held at their values.
    """
    logdet = 0.0
    for i in range(lo, hi):
        y = score[i] - (walk[i] + ridge) * theta[i]
        if off[i] != 0.0:
            y -= off[i] * theta[i - 1]
        if i + 1 < last:
            y -= off[i + 1] * theta[i + 1]
        d = information[i] + walk[i] + ridge
        if i > lo:
            below[i] = off[i] / root[i - 1]
            d -= below[i] * below[i]
            y -= below[i] * step[i - 1]
        root[i] = math.sqrt(max(d, FLOOR))
        step[i] = y / root[i]
        logdet += math.log(root[i])
    for i in range(hi - 1, lo - 1, -1):
        if i + 1 < hi:
            step[i] -= below[i + 1] * step[i + 1]
        step[i] /= root[i]
    for i in range(lo, hi):
        step[i] = min(max(step[i], -CAP), CAP)
    return logdet


@njit(cache=True)
def draw_stretch(
    lo: int, hi: int, s: np.uint64, root: Floats, below: Floats, noise: Floats
) -> float:
    """Fill `noise` of a stretch from a stream, with what `factor` left; return Σz²."""
    square = 0.0
    for i in range(hi - 1, lo - 1, -1):
        z, s = normal(s), advance(advance(s))
        square += z * z
        noise[i] = z
        if i + 1 < hi:
            noise[i] -= below[i + 1] * noise[i + 1]
        noise[i] /= root[i]
    return square


@njit(cache=True)
def square_back(
    lo: int, hi: int, theta: Floats, proposed: Floats, step: Floats, root: Floats, below: Floats
) -> float:
    """Return Σz² of the noise that would lead from the proposed stretch back to the present one."""
    returned = 0.0
    for i in range(lo, hi):
        w = root[i] * (theta[i] - proposed[i] - step[i])
        if i + 1 < hi:
            w += below[i + 1] * (theta[i + 1] - proposed[i + 1] - step[i + 1])
        returned += w * w
    return returned


@njit(cache=True, parallel=True)
def propose_paths(
    turn: Turn,
    stage: int,
    stretches: Ints,
    place: Place,
    precision: tuple[Floats, Floats],
    ridge: float,
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
        As `analysis.idealpoints.priors.tridiagonal` returns it.
    ridge : float
        Added to the precision in place of the pull of the scale; see `scale_prior.log_prior`.
    votes : Votes
        Of points: the items they are on.

    Returns
    -------
    proposed : ndarray, shape (n_points,)
    log_ratio : ndarray, shape (n_stretches,)
        Loglik and density of the proposal, new less old; the prior is left to `accept_paths`.
    """
    seed, chain, sweep = turn.seed, turn.chain, turn.sweep
    theta, beta, g1, g2 = place.theta, place.beta, place.g1, place.g2
    (walk, off), cuts, item = precision, votes.cuts, votes.of
    n = theta.size
    proposed = theta.copy()
    log_ratio = np.zeros(len(stretches))
    score, information = np.empty(n), np.empty(n)
    root, below, step, noise = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    most = 0
    for i in range(n):
        most = max(most, cuts[i, 3] - cuts[i, 0])
    for part in prange(min(PARTS, len(stretches))):
        own = np.empty((7, room(most)))
        scratch = (own[0], own[1], own[2], own[3], own[4], own[5], own[6])
        for r in range(part, len(stretches), PARTS):
            lo, hi, last = stretches[r, 0], stretches[r, 1], stretches[r, 2]
            now = _path_terms(lo, hi, theta, beta, g1, g2, cuts, item, score, information, scratch)
            logdet = factor(
                lo, hi, last, theta, score, information, walk, off, ridge, root, below, step
            )
            s = stream(seed, chain, sweep, stage, lo)
            square = draw_stretch(lo, hi, s, root, below, noise)
            for i in range(lo, hi):
                proposed[i] = theta[i] + step[i] + noise[i]
            # the same from the other side; the points next to the stretch have not moved
            then = _path_terms(
                lo, hi, proposed, beta, g1, g2, cuts, item, score, information, scratch
            )
            back = factor(
                lo, hi, last, proposed, score, information, walk, off, ridge, root, below, step
            )
            returned = square_back(lo, hi, theta, proposed, step, root, below)
            log_ratio[r] = then - now + back - logdet + 0.5 * (square - returned)
    return proposed, log_ratio


@njit(cache=True)
def stretch_sums(
    lo: int, hi: int, last: int, x: Floats, theta: Floats, off: Floats, out: Floats
) -> None:
    """Fill the sums over a stretch of path `x` between its neighbours in `theta`."""
    out[:] = 0.0
    for i in range(lo, hi):
        out[0] += x[i]
        out[1] += x[i] * x[i]
        if off[i] == 0.0:
            out[3] += x[i]
            out[4] += x[i] * x[i]
        else:
            d = x[i] - (x[i - 1] if i > lo else theta[i - 1])
            out[2] -= off[i] * d * d
    if hi < last:
        d = theta[hi] - x[hi - 1]
        out[2] -= off[hi] * d * d


@njit(cache=True)
def accept_paths(
    turn: Turn,
    stage: int,
    stretches: Ints,
    place: Place,
    proposed: Floats,
    log_ratio: Floats,
    held: Held,
    square: float,
) -> int:
    """Accept or refuse proposed paths one after another, changing the points in place.

    Parameters
    ----------
    turn, stage, stretches, place
        As of `propose_paths`.
    proposed, log_ratio : ndarray
        As it returns them.
    held : Held
    square : float
        Σβ² over the variance of its prior.

    Returns
    -------
    int
        Stretches that moved.
    """
    theta, off, width = place.theta, held.off, held.width
    n, n_afresh, n_items = theta.size, held.n_afresh, place.beta.size
    sums, old, new = scale_sums(theta, off), np.empty(5), np.empty(5)
    now = log_prior(sums, n, n_afresh, n_items, square, width)
    moved = 0
    for r in range(len(stretches)):
        lo, hi, last = stretches[r, 0], stretches[r, 1], stretches[r, 2]
        stretch_sums(lo, hi, last, theta, theta, off, old)
        stretch_sums(lo, hi, last, proposed, theta, off, new)
        then = log_prior(sums + new - old, n, n_afresh, n_items, square, width)
        u = uniform(stream(turn.seed, turn.chain, turn.sweep, stage + ACCEPT, lo))
        if math.log(u) < log_ratio[r] + then - now:
            theta[lo:hi] = proposed[lo:hi]
            sums += new - old
            now = then
            moved += 1
    return moved
