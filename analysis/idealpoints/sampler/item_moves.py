"""The sampler's moves of items: (β, γ1, γ2) of every item at once, given the ideal points.

A move is a Metropolis-Hastings step whose proposal is a Newton step with the curvature's own
noise (Gamerman 1997). No latent utilities are drawn, so nothing is lost to their correlation
with the parameters. Each thread writes only what belongs to its own item.
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
from analysis.idealpoints.sampler.arrays import Place, Turn, Votes

__all__ = ["draw_items"]

Floats = npt.NDArray[np.float64]
STAGE = 1
#: Largest Newton step of a proposal's centre, and least pivot of a curvature's root.
CAP, FLOOR = 1.0, 1e-8
#: Items are dealt into so many parts, early and late ones to each, for threads to take.
PARTS = 64
#: Largest logarithm by which the gap between cutpoints may grow in a move.
WIDEST = 20.0


@njit(cache=True)
def _item_newton(
    b: float,
    c1: float,
    c2: float,
    binary: bool,
    precision: float,
    theta: Floats,
    low: npt.NDArray[np.int32],
    mid: npt.NDArray[np.int32],
    high: npt.NDArray[np.int32],
    root: Floats,
    step: Floats,
    scratch: tuple[Floats, Floats, Floats, Floats, Floats, Floats, Floats],
) -> float:
    """Return the log-density of an item; fill the Newton step and the curvature's root.

    The parameters are (γ1, log(γ2 − γ1), β), or (γ, β) for an item with one cutpoint, for
    which the middle row is empty. `root` holds l11, l21, l22, l31, l32, l33; `low`, `mid` and
    `high` the points that voted below, between and above the cutpoints.
    """
    ll = d1 = d2 = h11 = h22 = h12 = h1b = h2b = 0.0
    db, hbb = -precision * b, precision
    ts, xs, cs, log_p, lam, ra, rc = scratch
    for k in range(low.size):
        ts[k] = theta[np.uint32(low[k])]
        xs[k] = c1 - b * ts[k]
    fill_tails(low.size, xs, log_p, lam)
    for k in range(low.size):
        t = ts[k]
        w = lam[k] * (lam[k] + xs[k])
        ll += log_p[k]
        d1 += lam[k]
        db -= lam[k] * t
        h11 += w
        h1b -= w * t
        hbb += w * t * t
    for k in range(high.size):
        ts[k] = theta[np.uint32(high[k])]
        xs[k] = b * ts[k] - c2
    fill_tails(high.size, xs, log_p, lam)
    for k in range(high.size):
        t = ts[k]
        w = lam[k] * (lam[k] + xs[k])
        ll += log_p[k]
        d2 -= lam[k]
        db += lam[k] * t
        h22 += w
        h2b -= w * t
        hbb += w * t * t
    for k in range(mid.size):
        ts[k] = theta[np.uint32(mid[k])]
        xs[k], cs[k] = c1 - b * ts[k], c2 - b * ts[k]
    fill_between(mid.size, xs, cs, log_p, lam, ra, rc)
    product, narrow = 1.0, c2 - c1 < NARROW
    for k in range(mid.size):
        t = ts[k]
        if narrow:
            log_p[k], ra[k], rc[k] = log_between_terms(xs[k], cs[k])
        else:
            product *= lam[k]
            if k % TOGETHER == 0:
                ll += math.log(product)
                product = 1.0
        m11 = ra[k] * (ra[k] - xs[k])
        m22 = rc[k] * (rc[k] + cs[k])
        m12 = -ra[k] * rc[k]
        ll += log_p[k]
        d1 -= ra[k]
        d2 += rc[k]
        db += (ra[k] - rc[k]) * t
        h11 += m11
        h22 += m22
        h12 += m12
        h1b -= (m11 + m12) * t
        h2b -= (m22 + m12) * t
        hbb += (m11 + m22 + 2.0 * m12) * t * t
    ll += math.log(product)
    log_density = ll - 0.5 * precision * b * b
    # γ1 carries γ2 along; the gap moves γ2 alone
    s1, s2 = d1 + d2, 0.0
    k11, k1b = h11 + h22 + 2.0 * h12, h1b + h2b
    k22, k12, k2b = 1.0, 0.0, 0.0
    if not binary:
        gap = c2 - c1
        log_density += math.log(gap)  # the Jacobian of the logarithm
        s2 = gap * d2 + 1.0
        # the curvature in the logarithm where its slope is zero, which keeps it positive
        k22, k12, k2b = gap * gap * h22 + 1.0, gap * (h12 + h22), gap * h2b
    l11 = math.sqrt(max(k11, FLOOR))
    l21 = k12 / l11
    l31 = k1b / l11
    l22 = math.sqrt(max(k22 - l21 * l21, FLOOR))
    l32 = (k2b - l31 * l21) / l22
    l33 = math.sqrt(max(hbb - l31 * l31 - l32 * l32, FLOOR))
    y1 = s1 / l11
    y2 = (s2 - l21 * y1) / l22
    y3 = (db - l31 * y1 - l32 * y2) / l33
    step[2] = y3 / l33
    step[1] = (y2 - l32 * step[2]) / l22
    step[0] = (y1 - l21 * step[1] - l31 * step[2]) / l11
    for r in range(3):
        step[r] = min(max(step[r], -CAP), CAP)
    root[0], root[1], root[2], root[3], root[4], root[5] = l11, l21, l22, l31, l32, l33
    return log_density


@njit(cache=True, parallel=True)
def draw_items(
    turn: Turn, place: Place, binary: npt.NDArray[np.bool_], precision: float, votes: Votes
) -> int:
    """Move every item in place, given the ideal points.

    Parameters
    ----------
    turn : Turn
    place : Place
        Items are changed in place.
    binary : ndarray of bool, shape (n_items,)
        Items with one cutpoint.
    precision : float
        Of the prior β ~ N(0, 1/precision).
    votes : Votes
        Of items: the points that cast them.

    Returns
    -------
    int
        Items that moved.
    """
    seed, chain, sweep = turn.seed, turn.chain, turn.sweep
    theta, beta, g1, g2 = place.theta, place.beta, place.g1, place.g2
    cuts, point = votes.cuts, votes.of
    moved = 0
    most = 0
    for j in range(beta.size):
        most = max(most, cuts[j, 3] - cuts[j, 0])
    for part in prange(min(PARTS, beta.size)):
        root, step = np.empty(6), np.empty(3)
        back, again = np.empty(6), np.empty(3)
        own = np.empty((7, room(most)))
        scratch = (own[0], own[1], own[2], own[3], own[4], own[5], own[6])
        for j in range(part, beta.size, PARTS):
            low = point[cuts[j, 0] : cuts[j, 1]]
            mid = point[cuts[j, 1] : cuts[j, 2]]
            high = point[cuts[j, 2] : cuts[j, 3]]
            b, c1, c2, one = beta[j], g1[j], g2[j], binary[j]
            now = _item_newton(
                b, c1, c2, one, precision, theta, low, mid, high, root, step, scratch
            )
            s = stream(seed, chain, sweep, STAGE, j)
            z1, s = normal(s), advance(advance(s))
            z2, s = normal(s), advance(advance(s))
            z3, s = normal(s), advance(advance(s))
            if one:
                z2 = 0.0
            # noise with covariance (LL')⁻¹
            e3 = z3 / root[5]
            e2 = 0.0 if one else (z2 - root[4] * e3) / root[2]
            e1 = (z1 - root[1] * e2 - root[3] * e3) / root[0]
            m1, m2, m3 = step[0] + e1, step[1] + e2, step[2] + e3
            new_b, new_1 = b + m3, c1 + m1
            new_2 = new_1 if one else new_1 + (c2 - c1) * math.exp(min(m2, WIDEST))
            if one or new_2 - new_1 > 1e-9:
                then = _item_newton(
                    new_b, new_1, new_2, one, precision, theta, low, mid, high, back, again, scratch
                )
                # where the noise of a proposal from there would have had to go
                r1, r2, r3 = -m1 - again[0], -m2 - again[1], -m3 - again[2]
                w1 = back[0] * r1 + back[1] * r2 + back[3] * r3
                w2 = 0.0 if one else back[2] * r2 + back[4] * r3
                w3 = back[5] * r3
                ratio = (
                    then - now + 0.5 * (z1 * z1 + z2 * z2 + z3 * z3 - w1 * w1 - w2 * w2 - w3 * w3)
                )
                ratio += math.log(back[0] * back[5] / (root[0] * root[5]))
                if not one:
                    ratio += math.log(back[2] / root[2])
                if math.log(uniform(s)) < ratio:
                    beta[j], g1[j], g2[j] = new_b, new_1, new_2
                    moved += 1
    return moved
