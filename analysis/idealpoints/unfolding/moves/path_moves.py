"""The sampler's moves of paths under curves: stretches of a state's points, given the items.

As `sampler.path_moves`, with the slope of each curve at the present path in place of β: the
curves are made straight there, the straightened model is drawn from by forward filtering and
backward sampling, and the exact density decides.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import stream, uniform
from analysis.idealpoints.maths.tabulated import log_between_terms, log_tail_terms
from analysis.idealpoints.sampler.arrays import Turn, Votes
from analysis.idealpoints.sampler.path_moves import (
    ACCEPT,
    draw_stretch,
    factor,
    square_back,
    stretch_sums,
)
from analysis.idealpoints.sampler.scale_prior import scale_sums
from analysis.idealpoints.unfolding.moves.arrays import Held, Place
from analysis.idealpoints.unfolding.moves.scale_prior import log_prior, squares

__all__ = ["accept_paths", "propose_paths"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@njit(cache=True)
def _path_terms(
    lo: int, hi: int, theta: Floats, items: Floats, votes: Votes, score: Floats, information: Floats
) -> float:
    """Return the loglik of the votes of points lo to hi; fill score and information of slopes."""
    cuts, item = votes.cuts, votes.of
    total = 0.0
    for i in range(lo, hi):
        s = f = 0.0
        t = theta[i]
        for k in range(cuts[i, 0], cuts[i, 1]):
            p = items[item[k]]
            slope = p[0] + 2.0 * t * p[1]
            x = p[2] - t * (p[0] + t * p[1])
            logp, lam = log_tail_terms(x)
            total += logp
            s -= slope * lam
            f += slope * slope * lam * (lam + x)
        for k in range(cuts[i, 2], cuts[i, 3]):
            p = items[item[k]]
            slope = p[0] + 2.0 * t * p[1]
            x = t * (p[0] + t * p[1]) - p[3]
            logp, lam = log_tail_terms(x)
            total += logp
            s += slope * lam
            f += slope * slope * lam * (lam + x)
        for k in range(cuts[i, 1], cuts[i, 2]):
            p = items[item[k]]
            slope, eta = p[0] + 2.0 * t * p[1], t * (p[0] + t * p[1])
            a, c = p[2] - eta, p[3] - eta
            logp, ra, rc = log_between_terms(a, c)
            u = ra - rc
            total += logp
            s += slope * u
            f += slope * slope * min(max(u * u - a * ra + c * rc, 0.0), 1.0)
        score[i] = s
        information[i] = f
    return total


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
    """Propose a new path for every stretch; arguments and what is returned as in `sampler`."""
    theta, items = place.theta, place.items
    walk, off = precision
    n = theta.size
    proposed = theta.copy()
    log_ratio = np.zeros(len(stretches))
    score, information = np.empty(n), np.empty(n)
    root, below, step, noise = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for r in prange(len(stretches)):
        lo, hi, last = stretches[r, 0], stretches[r, 1], stretches[r, 2]
        now = _path_terms(lo, hi, theta, items, votes, score, information)
        logdet = factor(
            lo, hi, last, theta, score, information, walk, off, ridge, root, below, step
        )
        s = stream(turn.seed, turn.chain, turn.sweep, stage, lo)
        square = draw_stretch(lo, hi, s, root, below, noise)
        for i in range(lo, hi):
            proposed[i] = theta[i] + step[i] + noise[i]
        # the same from the other side; the points next to the stretch have not moved
        then = _path_terms(lo, hi, proposed, items, votes, score, information)
        back = factor(
            lo, hi, last, proposed, score, information, walk, off, ridge, root, below, step
        )
        returned = square_back(lo, hi, theta, proposed, step, root, below)
        log_ratio[r] = then - now + back - logdet + 0.5 * (square - returned)
    return proposed, log_ratio


@njit(cache=True)
def accept_paths(
    turn: Turn,
    stage: int,
    stretches: Ints,
    place: Place,
    proposed: Floats,
    log_ratio: Floats,
    held: Held,
) -> int:
    """Accept or refuse proposed paths one after another, changing the points in place.

    Returns
    -------
    int
        Stretches that moved.
    """
    theta, off = place.theta, held.off
    n, n_items, of_items = theta.size, len(place.items), squares(place.items)
    sums, old, new = scale_sums(theta, off), np.empty(5), np.empty(5)
    now = log_prior(sums, n, held.n_afresh, n_items, of_items, held.bend, held.width)
    moved = 0
    for r in range(len(stretches)):
        lo, hi, last = stretches[r, 0], stretches[r, 1], stretches[r, 2]
        stretch_sums(lo, hi, last, theta, theta, off, old)
        stretch_sums(lo, hi, last, proposed, theta, off, new)
        then = log_prior(
            sums + new - old, n, held.n_afresh, n_items, of_items, held.bend, held.width
        )
        u = uniform(stream(turn.seed, turn.chain, turn.sweep, stage + ACCEPT, lo))
        if math.log(u) < log_ratio[r] + then - now:
            theta[lo:hi] = proposed[lo:hi]
            sums += new - old
            now = then
            moved += 1
    return moved
