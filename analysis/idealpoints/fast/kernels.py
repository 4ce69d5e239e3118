"""The compiled passes over the votes: plain arrays in, plain arrays out.

Each thread writes only what belongs to its own item or state, and sums within it in a fixed
order, so that results do not depend on the number of threads.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.fast import arrays
from analysis.idealpoints.fast.arrays import FLOOR, GAP_KEPT, ITEM_CAP
from analysis.idealpoints.maths.normal import NARROW, between_score, log_between, log_Phi, mills
from analysis.idealpoints.maths.threads import stride
from analysis.idealpoints.votes.ballots import Grouped

__all__ = ["Items", "Offset", "item_step", "loglik", "state_terms", "vote_terms"]

Floats = npt.NDArray[np.float64]
#: The numbers kept together per item: one line of the cache.
ROW = 8


class Items(NamedTuple):
    """Parameters of items, each of the shape (n_items,)."""

    beta: Floats
    g1: Floats
    g2: Floats


class Offset(NamedTuple):
    """What is added to the utility of each vote: load, by item, times place, by point."""

    load: Floats
    place: Floats


@njit(cache=True, inline="always")
def vote_terms(kind: int, eta: float, g1: float, g2: float) -> tuple[float, float, float, float]:
    """Return ``u, w, ra, rc`` of one vote; for a low or high vote ra or rc carries λ."""
    if kind == 0:
        x = g1 - eta
        lam = mills(x)
        return -lam, lam * (lam + x), lam, 0.0
    if kind == 2:
        x = eta - g2
        lam = mills(x)
        return lam, lam * (lam + x), 0.0, lam
    return between_score(g1 - eta, g2 - eta)


@njit(arrays.state_terms, cache=True, parallel=True)
def state_terms(
    theta: Floats, items: Items, cov_beta: Floats, votes: Grouped, offset: Offset | None = None
) -> tuple[Floats, Floats, Floats]:
    """Sum score and information over the votes of each state-period.

    With an offset η = βθ + load·place, of which only the first part is the parameter here.
    Without, the compiled code has no trace of it.

    That items are uncertain pulls θ towards the middle of each item, where its parameters
    hang together least, by Σw(θσ²_β − cov(β, γ)). A whole period moved with its cutpoints
    is pulled nowhere.

    Parameters
    ----------
    theta : ndarray, shape (n_points,)
    items : Items
    cov_beta : ndarray, shape (n_items, 3)
        Variance of β and its covariances with γ1 and γ2.
    votes : Grouped
        By state-period.
    offset : Offset, optional

    Returns
    -------
    score, information, quadratic : ndarray, shape (n_points,)
        Σβu − Σw(θσ²_β − cov(β, γ)), Σw(β² + σ²_β), Σ(β² + σ²_β). Between the cutpoints, at
        a = γ1 − η and c = γ2 − η, w cov(β, γ) is (u − a)φ(a)/P cov(β, γ1) +
        (c − u)φ(c)/P cov(β, γ2), the shares of the two in w.
    """
    beta, g1, g2 = items.beta, items.g1, items.g2
    ptr, item, kind = votes.ptr, votes.of, votes.kind
    n = theta.size
    score, information, quadratic = np.zeros(n), np.zeros(n), np.zeros(n)
    # one cache line per item
    packed = np.empty((beta.size, ROW))
    for j in range(beta.size):
        packed[j, 0], packed[j, 1], packed[j, 2], packed[j, 3] = beta[j], g1[j], g2[j], 0.0
        packed[j, 4], packed[j, 5], packed[j, 6] = cov_beta[j, 0], cov_beta[j, 1], cov_beta[j, 2]
        packed[j, 7] = beta[j] * beta[j] + cov_beta[j, 0]
    for i in prange(n):
        t = theta[i]
        s = f = q = 0.0
        for k in range(ptr[i], ptr[i + 1]):
            p = packed[item[k]]
            b, square = p[0], p[7]
            eta = b * t
            if offset is not None:
                eta += offset.load[item[k]] * offset.place[i]
            u, w, ra, rc = vote_terms(kind[k], eta, p[1], p[2])
            if kind[k] == 0:
                cov = w * p[5]
            elif kind[k] == 2:
                cov = w * p[6]
            else:
                cov = ra * (u - p[1] + eta) * p[5] + rc * (p[2] - eta - u) * p[6]
            s += b * u - w * t * p[4] + cov
            f += w * square
            q += square
        score[i], information[i], quadratic[i] = s, f, q
    return score, information, quadratic


@njit(cache=True)
def _solve_item(
    h: tuple[float, float, float, float, float, float],
    d: tuple[float, float, float],
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return the Newton step in γ1, γ2, β and the covariances of β, by Cholesky with a floor.

    ``h`` is [[h11, h12, hb1], [h12, h22, hb2], [hb1, hb2, hbb]] as h11, h12, h22, hb1, hb2,
    hbb. The covariances are the last row of its inverse: β with β, γ1, γ2.
    """
    h11, h12, h22, hb1, hb2, hbb = h
    l11 = np.sqrt(max(h11, FLOOR))
    l21 = h12 / l11
    l31 = hb1 / l11
    l22 = np.sqrt(max(h22 - l21 * l21, FLOOR))
    l32 = (hb2 - l31 * l21) / l22
    l33 = np.sqrt(max(hbb - l31 * l31 - l32 * l32, FLOOR))
    y1 = d[0] / l11
    y2 = (d[1] - l21 * y1) / l22
    y3 = (d[2] - l31 * y1 - l32 * y2) / l33
    s3 = y3 / l33
    s2 = (y2 - l32 * s3) / l22
    s1 = (y1 - l21 * s2 - l31 * s3) / l11
    var = 1.0 / (l33 * l33)
    with2 = -l32 * var / l22
    with1 = -(l21 * with2 + l31 * var) / l11
    return (s1, s2, s3), (var, with1, with2)


@njit(arrays.item_step, cache=True, parallel=True)
def item_step(
    theta: Floats,
    var_theta: Floats,
    items: Items,
    binary: npt.NDArray[np.bool_],
    votes: Grouped,
    offset: Offset | None = None,
    ridge: Floats | None = None,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Take one Newton step in (β, γ1, γ2) of every item.

    The prior β ~ N(0, 1) and the uncertainty of θ enter as a ridge 1 + Σwσ²_θ on β. An item
    of which only two kinds of vote occur has one cutpoint, γ1 = γ2.

    Parameters
    ----------
    theta, var_theta : ndarray, shape (n_points,)
    items : Items
    binary : ndarray of bool, shape (n_items,)
    votes : Grouped
        By item.
    offset : Offset, optional
        Of the votes, as in `state_terms`.
    ridge : ndarray, shape (n_items,), optional
        Precision of the prior of β; 1 where not given.

    Returns
    -------
    beta, g1, g2 : ndarray, shape (n_items,)
    cov_beta : ndarray, shape (n_items, 3)
        Variance of β and its covariances with γ1 and γ2, from the inverse of the matrix that
        the step was made with.
    """
    beta, g1, g2 = items.beta, items.g1, items.g2
    ptr, point, kind = votes.ptr, votes.of, votes.kind
    n = beta.size
    new_b, new_1, new_2, cov = np.empty(n), np.empty(n), np.empty(n), np.empty((n, 3))
    places = np.empty((theta.size, 2))
    places[:, 0], places[:, 1] = theta, var_theta
    by = stride(n)
    for turn in prange(n):
        j = (turn * by) % n
        b, c1, c2 = beta[j], g1[j], g2[j]
        narrow = c2 - c1 < NARROW  # as in between_score
        db = d1 = d2 = hbb = h11 = h22 = h12 = hb1 = hb2 = 0.0
        spread = 1.0 if ridge is None else ridge[j]
        for k in range(ptr[j], ptr[j + 1]):
            t, v = places[point[k], 0], places[point[k], 1]
            eta = b * t
            if offset is not None:
                eta += offset.load[j] * offset.place[point[k]]
            u, w, ra, rc = vote_terms(kind[k], eta, c1, c2)
            db += u * t
            hbb += w * t * t
            spread += w * v
            if kind[k] == 0:
                d1 += ra
                h11 += w
                hb1 -= w * t
            elif kind[k] == 2:
                d2 -= rc
                h22 += w
                hb2 -= w * t
            else:
                a, c = c1 - eta, c2 - eta
                if narrow:
                    m11 = m22 = 1.0 / ((c2 - c1) * (c2 - c1))
                else:
                    m11, m22 = ra * ra - a * ra, rc * rc + c * rc
                m12 = -ra * rc
                d1 -= ra
                d2 += rc
                h11 += m11
                h22 += m22
                h12 += m12
                hb1 -= (m11 + m12) * t
                hb2 -= (m22 + m12) * t
        db -= b * spread
        hbb += spread
        if binary[j]:  # one cutpoint carries both derivatives
            d1, d2 = d1 + d2, 0.0
            h11, h22, h12 = h11 + h22 + 2.0 * h12, 1.0, 0.0
            hb1, hb2 = hb1 + hb2, 0.0
        step, held = _solve_item((h11, h12, h22, hb1, hb2, hbb), (d1, d2, db))
        s1 = min(max(step[0], -ITEM_CAP), ITEM_CAP)
        s2 = min(max(step[1], -ITEM_CAP), ITEM_CAP)
        b += min(max(step[2], -ITEM_CAP), ITEM_CAP)
        cov[j, 0], cov[j, 1], cov[j, 2] = held
        if binary[j]:
            c1 += s1
            c2 = c1
            cov[j, 2] = held[1]
        else:
            gap = c2 - c1
            if gap + s2 - s1 < GAP_KEPT * gap:
                shrink = (1.0 - GAP_KEPT) * gap / (s1 - s2)
                s1, s2 = s1 * shrink, s2 * shrink
            c1 += s1
            c2 += s2
        new_b[j], new_1[j], new_2[j] = b, c1, c2
    return new_b, new_1, new_2, cov


@njit(arrays.loglik, cache=True, parallel=True)
def loglik(theta: Floats, items: Items, votes: Grouped, offset: Offset | None = None) -> float:
    """Return the log-likelihood of the votes; arguments as of `state_terms`."""
    beta, g1, g2 = items.beta, items.g1, items.g2
    ptr, item, kind = votes.ptr, votes.of, votes.kind
    own = np.zeros(theta.size)
    for i in prange(theta.size):
        total = 0.0
        for k in range(ptr[i], ptr[i + 1]):
            j = item[k]
            eta = beta[j] * theta[i]
            if offset is not None:
                eta += offset.load[j] * offset.place[i]
            if kind[k] == 0:
                total += log_Phi(g1[j] - eta)
            elif kind[k] == 2:
                total += log_Phi(eta - g2[j])
            else:
                total += log_between(g1[j] - eta, g2[j] - eta)
        own[i] = total
    total = 0.0
    for i in range(theta.size):  # in this order, however many threads there were
        total += own[i]
    return total
