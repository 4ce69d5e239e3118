"""The sampler's moves of curves: (β, κ, γ1, γ2) of every item at once, given the ideal points.

As `sampler.item_moves`: a Newton step with the curvature's own noise, accepted by the exact
density. Given ideal points that density has one mode, so that no jump between modes is needed.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_between_terms, log_tail_terms
from analysis.idealpoints.maths.threads import stride
from analysis.idealpoints.sampler.arrays import Turn, Votes
from analysis.idealpoints.sampler.item_moves import CAP, FLOOR, WIDEST
from analysis.idealpoints.unfolding.moves.arrays import Place

__all__ = ["draw_items"]

Floats = npt.NDArray[np.float64]
Voters = npt.NDArray[np.int32]
STAGE = 1
#: Least gap between cutpoints that is proposed.
NARROWEST = 1e-9


@njit(cache=True)
def _item_newton(
    item: Floats,
    binary: bool,
    prior: tuple[float, float, float],
    theta: Floats,
    voters: tuple[Voters, Voters, Voters],
    root: Floats,
    step: Floats,
) -> float:
    """Return the log-density of an item; fill the Newton step and the curvature's root.

    The parameters are (γ1, log(γ2 − γ1), β, κ), or (γ, ·, β, κ) for an item with one cutpoint,
    whose second row is empty. `root`, shape (4, 4), is the lower Cholesky factor.
    """
    low, mid, high = voters
    b, q, c1, c2 = item[0], item[1], item[2], item[3]
    ll = d1 = d2 = h11 = h22 = h12 = h1b = h2b = h1q = h2q = 0.0
    db, dq = -prior[0] * b - prior[1] * q, -prior[1] * b - prior[2] * q
    hbb, hbq, hqq = prior
    ll = 0.5 * (b * db + q * dq)
    for k in range(low.size):
        t = theta[low[k]]
        x = c1 - t * (b + t * q)
        logp, lam = log_tail_terms(x)
        w = lam * (lam + x)
        ll += logp
        d1 += lam
        db -= lam * t
        dq -= lam * t * t
        h11 += w
        h1b -= w * t
        h1q -= w * t * t
        hbb += w * t * t
        hbq += w * t * t * t
        hqq += w * t * t * t * t
    for k in range(high.size):
        t = theta[high[k]]
        x = t * (b + t * q) - c2
        logp, lam = log_tail_terms(x)
        w = lam * (lam + x)
        ll += logp
        d2 -= lam
        db += lam * t
        dq += lam * t * t
        h22 += w
        h2b -= w * t
        h2q -= w * t * t
        hbb += w * t * t
        hbq += w * t * t * t
        hqq += w * t * t * t * t
    for k in range(mid.size):
        t = theta[mid[k]]
        eta = t * (b + t * q)
        a, c = c1 - eta, c2 - eta
        logp, ra, rc = log_between_terms(a, c)
        m11, m22, m12 = ra * ra - a * ra, rc * rc + c * rc, -ra * rc
        one, two = m11 + m12, m22 + m12
        ll += logp
        d1 -= ra
        d2 += rc
        db += (ra - rc) * t
        dq += (ra - rc) * t * t
        h11 += m11
        h22 += m22
        h12 += m12
        h1b -= one * t
        h2b -= two * t
        h1q -= one * t * t
        h2q -= two * t * t
        hbb += (one + two) * t * t
        hbq += (one + two) * t * t * t
        hqq += (one + two) * t * t * t * t
    # γ1 carries γ2 along; the gap moves γ2 alone
    root[:] = 0.0
    root[0, 0], root[2, 0], root[3, 0] = h11 + h22 + 2.0 * h12, h1b + h2b, h1q + h2q
    root[1, 1], root[2, 2], root[3, 2], root[3, 3] = 1.0, hbb, hbq, hqq
    step[0], step[1], step[2], step[3] = d1 + d2, 0.0, db, dq
    if not binary:
        gap = c2 - c1
        ll += math.log(gap)  # the Jacobian of the logarithm
        step[1] = gap * d2 + 1.0
        # the curvature in the logarithm where its slope is zero, which keeps it positive
        root[1, 1], root[1, 0] = gap * gap * h22 + 1.0, gap * (h12 + h22)
        root[2, 1], root[3, 1] = gap * h2b, gap * h2q
    for r in range(4):
        for c_ in range(r + 1):
            x = root[r, c_]
            for p in range(c_):
                x -= root[r, p] * root[c_, p]
            root[r, c_] = math.sqrt(max(x, FLOOR)) if r == c_ else x / root[c_, c_]
        for p in range(r):
            step[r] -= root[r, p] * step[p]
        step[r] /= root[r, r]
    _back(root, step)
    for r in range(4):
        step[r] = min(max(step[r], -CAP), CAP)
    return ll


@njit(cache=True, inline="always")
def _back(root: Floats, x: Floats) -> None:
    """Solve L'y = x in place."""
    for r in range(3, -1, -1):
        for p in range(r + 1, 4):
            x[r] -= root[p, r] * x[p]
        x[r] /= root[r, r]


@njit(cache=True, parallel=True)
def draw_items(
    turn: Turn,
    place: Place,
    binary: npt.NDArray[np.bool_],
    prior: tuple[float, float, float],
    votes: Votes,
) -> int:
    """Move every item in place, given the ideal points.

    Parameters
    ----------
    turn : Turn
    place : Place
        Items are changed in place.
    binary : ndarray of bool, shape (n_items,)
        Items with one cutpoint.
    prior : tuple of float
        Precision of (β, κ), as `scale_prior.item_precision` returns it.
    votes : Votes
        Of items: the points that cast them.

    Returns
    -------
    int
        Items that moved.
    """
    theta, items = place.theta, place.items
    cuts, point = votes.cuts, votes.of
    moved, n = 0, len(items)
    by = stride(n)
    for k in prange(n):
        j = (k * by) % n
        root, step = np.empty((4, 4)), np.empty(4)
        back, again = np.empty((4, 4)), np.empty(4)
        voters = (
            point[cuts[j, 0] : cuts[j, 1]],
            point[cuts[j, 1] : cuts[j, 2]],
            point[cuts[j, 2] : cuts[j, 3]],
        )
        item, one = items[j].copy(), binary[j]
        now = _item_newton(item, one, prior, theta, voters, root, step)
        s = stream(turn.seed, turn.chain, turn.sweep, STAGE, j)
        square = 0.0
        move = np.empty(4)
        for r in range(4):
            z, s = normal(s), advance(advance(s))
            if one and r == 1:
                z = 0.0
            square += z * z
            move[r] = z
        _back(root, move)  # noise with covariance (LL')⁻¹
        for r in range(4):
            move[r] += step[r]
        if one:
            move[1] = 0.0
        new = np.empty(4)
        new[0], new[1], new[2] = item[0] + move[2], item[1] + move[3], item[2] + move[0]
        new[3] = new[2]
        if not one:
            new[3] += (item[3] - item[2]) * math.exp(min(move[1], WIDEST))
            if new[3] - new[2] <= NARROWEST:
                continue
        ratio = _item_newton(new, one, prior, theta, voters, back, again) - now + 0.5 * square
        # where the noise of a proposal from there would have had to go
        for r in range(4):
            again[r] = -move[r] - again[r]
        if one:
            again[1] = 0.0
        for r in range(4):
            w = 0.0
            for p in range(r, 4):
                w += back[p, r] * again[p]
            ratio -= 0.5 * w * w
            if not (one and r == 1):
                ratio += math.log(back[r, r] / root[r, r])
        if math.log(uniform(s)) < ratio:
            items[j] = new
            moved += 1
    return moved
