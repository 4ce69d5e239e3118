"""Moves of items in the plane: (γ1, γ2, β1, β2) of every item at once, given the ideal points.

As in `analysis.idealpoints.sampler.item_moves`: a Metropolis-Hastings step from a Newton step
with the curvature's own noise (Gamerman 1997), here in four dimensions.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.maths.streams import advance, normal, stream, uniform
from analysis.idealpoints.maths.tabulated import log_between_terms, log_tail_terms
from analysis.idealpoints.maths.threads import stride
from analysis.idealpoints.plane.arrays import Place
from analysis.idealpoints.sampler.arrays import Turn, Votes

__all__ = ["draw_items"]

Floats = npt.NDArray[np.float64]
STAGE = 1
#: Largest Newton step of a proposal's centre, and least pivot of a curvature's root.
CAP, FLOOR = 1.0, 1e-8
#: Largest logarithm by which the gap between cutpoints may grow in a move.
WIDEST = 20.0


@njit(cache=True)
def _item_newton(
    at: Floats,
    binary: bool,
    prior: Floats,
    theta: Floats,
    point: npt.NDArray[np.int32],
    cuts: npt.NDArray[np.int64],
    root: Floats,
    step: Floats,
) -> float:
    """Return the log-density of an item at β1, β2, γ1, γ2; fill Newton step and curvature's root.

    The parameters are (γ1, log(γ2 − γ1), β1, β2); an item with one cutpoint lacks the second.
    `root` is the lower Cholesky factor, shape (4, 4); `prior` the precision of β, as its first,
    mixed and second element.
    """
    b1, b2, c1, c2 = at[0], at[1], at[2], at[3]
    ll = d1 = d2 = e1 = e2 = 0.0
    h11 = h22 = h12 = 0.0  # of the cutpoints
    a1 = a2 = z1 = z2 = 0.0  # of γ1 and of γ2 with either β
    f11 = f12 = f22 = 0.0  # of β
    for k in range(cuts[0], cuts[1]):
        x, y = theta[point[k], 0], theta[point[k], 1]
        u = c1 - b1 * x - b2 * y
        logp, lam = log_tail_terms(u)
        w = lam * (lam + u)
        wx, wy = w * x, w * y
        ll += logp
        d1 += lam
        e1 -= lam * x
        e2 -= lam * y
        h11 += w
        a1 -= wx
        a2 -= wy
        f11 += wx * x
        f12 += wx * y
        f22 += wy * y
    for k in range(cuts[2], cuts[3]):
        x, y = theta[point[k], 0], theta[point[k], 1]
        u = b1 * x + b2 * y - c2
        logp, lam = log_tail_terms(u)
        w = lam * (lam + u)
        wx, wy = w * x, w * y
        ll += logp
        d2 -= lam
        e1 += lam * x
        e2 += lam * y
        h22 += w
        z1 -= wx
        z2 -= wy
        f11 += wx * x
        f12 += wx * y
        f22 += wy * y
    for k in range(cuts[1], cuts[2]):
        x, y = theta[point[k], 0], theta[point[k], 1]
        eta = b1 * x + b2 * y
        a, c = c1 - eta, c2 - eta
        logp, ra, rc = log_between_terms(a, c)
        m11, m22, m12 = ra * ra - a * ra, rc * rc + c * rc, -ra * rc
        w1, w2 = m11 + m12, m22 + m12
        w = w1 + w2
        ll += logp
        d1 -= ra
        d2 += rc
        e1 += (ra - rc) * x
        e2 += (ra - rc) * y
        h11 += m11
        h22 += m22
        h12 += m12
        a1 -= w1 * x
        a2 -= w1 * y
        z1 -= w2 * x
        z2 -= w2 * y
        f11 += w * x * x
        f12 += w * x * y
        f22 += w * y * y
    p1, p2 = prior[0] * b1 + prior[1] * b2, prior[1] * b1 + prior[2] * b2
    log_density = ll - 0.5 * (b1 * p1 + b2 * p2)
    # γ1 carries γ2 along; the gap moves γ2 alone
    k11, k31, k41 = h11 + h22 + 2.0 * h12, a1 + z1, a2 + z2
    s1, s2 = d1 + d2, 0.0
    k22, k21, k32, k42 = 1.0, 0.0, 0.0, 0.0
    if not binary:
        gap = c2 - c1
        log_density += math.log(gap)  # the Jacobian of the logarithm
        s2 = gap * d2 + 1.0
        # the curvature in the logarithm where its slope is zero, which keeps it positive
        k22, k21 = gap * gap * h22 + 1.0, gap * (h12 + h22)
        k32, k42 = gap * z1, gap * z2
    l11 = math.sqrt(max(k11, FLOOR))
    l21, l31, l41 = k21 / l11, k31 / l11, k41 / l11
    l22 = math.sqrt(max(k22 - l21 * l21, FLOOR))
    l32, l42 = (k32 - l31 * l21) / l22, (k42 - l41 * l21) / l22
    l33 = math.sqrt(max(prior[0] + f11 - l31 * l31 - l32 * l32, FLOOR))
    l43 = (prior[1] + f12 - l41 * l31 - l42 * l32) / l33
    l44 = math.sqrt(max(prior[2] + f22 - l41 * l41 - l42 * l42 - l43 * l43, FLOOR))
    root[0, 0], root[1, 0], root[2, 0], root[3, 0] = l11, l21, l31, l41
    root[1, 1], root[2, 1], root[3, 1] = l22, l32, l42
    root[2, 2], root[3, 2], root[3, 3] = l33, l43, l44
    y1 = s1 / l11
    y2 = (s2 - l21 * y1) / l22
    y3 = (e1 - p1 - l31 * y1 - l32 * y2) / l33
    y4 = (e2 - p2 - l41 * y1 - l42 * y2 - l43 * y3) / l44
    _solve_upper(root, y1, y2, y3, y4, step)
    for r in range(4):
        step[r] = min(max(step[r], -CAP), CAP)
    return log_density


@njit(cache=True, inline="always")
def _solve_upper(root: Floats, y1: float, y2: float, y3: float, y4: float, out: Floats) -> None:
    """Fill `out` with x of L'x = y."""
    out[3] = y4 / root[3, 3]
    out[2] = (y3 - root[3, 2] * out[3]) / root[2, 2]
    out[1] = (y2 - root[2, 1] * out[2] - root[3, 1] * out[3]) / root[1, 1]
    out[0] = (y1 - root[1, 0] * out[1] - root[2, 0] * out[2] - root[3, 0] * out[3]) / root[0, 0]


@njit(cache=True, parallel=True)
def draw_items(
    turn: Turn, place: Place, binary: npt.NDArray[np.bool_], prior: Floats, votes: Votes
) -> int:
    """Move every item in place, given the ideal points.

    Parameters
    ----------
    turn : Turn
    place : Place
        Items are changed in place.
    binary : ndarray of bool, shape (n_items,)
        Items with one cutpoint.
    prior : ndarray, shape (3,)
        Precision of (β1, β2): its first, mixed and second element.
    votes : Votes
        Of items: the points that cast them.

    Returns
    -------
    int
        Items that moved.
    """
    seed, chain, sweep = turn.seed, turn.chain, turn.sweep
    theta, items = place.theta, place.items
    all_cuts, point = votes.cuts, votes.of
    n_items = len(items)
    moved = 0
    by = stride(n_items)
    for r in prange(n_items):
        j = (r * by) % n_items
        root, back = np.empty((4, 4)), np.empty((4, 4))
        step, again, e, new = np.empty(4), np.empty(4), np.empty(4), np.empty(4)
        cuts, one = all_cuts[j], binary[j]
        now = _item_newton(items[j], one, prior, theta, point, cuts, root, step)
        s = stream(seed, chain, sweep, STAGE, j)
        z1, s = normal(s), advance(advance(s))
        z2, s = normal(s), advance(advance(s))
        z3, s = normal(s), advance(advance(s))
        z4, s = normal(s), advance(advance(s))
        if one:
            z2 = 0.0
        _solve_upper(root, z1, z2, z3, z4, e)  # noise with covariance (LL')⁻¹
        for q in range(4):
            e[q] += step[q]
        new[0], new[1] = items[j, 0] + e[2], items[j, 1] + e[3]
        new[2] = new[3] = items[j, 2] + e[0]
        if not one:
            new[3] += (items[j, 3] - items[j, 2]) * math.exp(min(e[1], WIDEST))
        if one or new[3] - new[2] > 1e-9:
            then = _item_newton(new, one, prior, theta, point, cuts, back, again)
            # where the noise of a proposal from there would have had to go
            for q in range(4):
                e[q] = -e[q] - again[q]
            w1 = back[0, 0] * e[0] + back[1, 0] * e[1] + back[2, 0] * e[2] + back[3, 0] * e[3]
            w2 = back[1, 1] * e[1] + back[2, 1] * e[2] + back[3, 1] * e[3]
            w3 = back[2, 2] * e[2] + back[3, 2] * e[3]
            w4 = back[3, 3] * e[3]
            if one:
                w2 = 0.0
            ratio = then - now + 0.5 * (z1 * z1 + z2 * z2 + z3 * z3 + z4 * z4)
            ratio -= 0.5 * (w1 * w1 + w2 * w2 + w3 * w3 + w4 * w4)
            for q in range(4):
                if q != 1 or not one:
                    ratio += math.log(back[q, q] / root[q, q])
            if math.log(uniform(s)) < ratio:
                items[j] = new
                moved += 1
    return moved
