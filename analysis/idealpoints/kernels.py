"""The compiled passes over the votes: plain arrays in, plain arrays out.

Each thread writes only what belongs to its own item or state, and sums within it in a fixed
order, so that results do not depend on the number of threads.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit, prange

from analysis.idealpoints.normal import between_score, log_between, log_Phi, mills

__all__ = ["item_step", "loglik", "solve_walk", "state_terms"]

Floats = npt.NDArray[np.float64]
#: Largest change of an item parameter in one step, and the share of the gap always kept.
ITEM_CAP = 1.0
GAP_KEPT = 0.2


@njit(cache=True)
def _vote_terms(kind: int, eta: float, g1: float, g2: float) -> tuple[float, float, float, float]:
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


@njit(cache=True, parallel=True)
def state_terms(
    theta: Floats,
    beta: Floats,
    g1: Floats,
    g2: Floats,
    var_beta: Floats,
    ptr: npt.NDArray[np.int64],
    item: npt.NDArray[np.int32],
    kind: npt.NDArray[np.int8],
) -> tuple[Floats, Floats, Floats]:
    """Sum score and information over the votes of each state-period.

    Parameters
    ----------
    theta : ndarray, shape (n_points,)
    beta, g1, g2, var_beta : ndarray, shape (n_items,)
    ptr : ndarray of int64, shape (n_points + 1,)
    item, kind : ndarray, shape (n_votes,)
        State-period-major.

    Returns
    -------
    score, information, quadratic : ndarray, shape (n_points,)
        Σβu − θΣσ²_β, Σβ²w + Σσ²_β, Σ(β² + σ²_β).
    """
    n = theta.size
    score, information, quadratic = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in prange(n):
        s = f = q = v = 0.0
        for k in range(ptr[i], ptr[i + 1]):
            j = item[k]
            b = beta[j]
            u, w, _, _ = _vote_terms(kind[k], b * theta[i], g1[j], g2[j])
            s += b * u
            f += b * b * w
            q += b * b
            v += var_beta[j]
        score[i] = s - theta[i] * v
        information[i] = f + v
        quadratic[i] = q + v
    return score, information, quadratic


@njit(cache=True, parallel=True)
def item_step(
    theta: Floats,
    var_theta: Floats,
    beta: Floats,
    g1: Floats,
    g2: Floats,
    binary: npt.NDArray[np.bool_],
    ptr: npt.NDArray[np.int64],
    point: npt.NDArray[np.int32],
    kind: npt.NDArray[np.int8],
) -> tuple[Floats, Floats, Floats, Floats]:
    """Take one Newton step in (β, γ1, γ2) of every item.

    The prior β ~ N(0, 1) and the uncertainty of θ enter as a ridge 1 + Σσ²_θ on β. An item
    of which only two kinds of vote occur has one cutpoint, γ1 = γ2.

    Parameters
    ----------
    theta, var_theta : ndarray, shape (n_points,)
    beta, g1, g2 : ndarray, shape (n_items,)
    binary : ndarray of bool, shape (n_items,)
    ptr : ndarray of int64, shape (n_items + 1,)
    point, kind : ndarray, shape (n_votes,)
        Item-major.

    Returns
    -------
    beta, g1, g2, var_beta : ndarray, shape (n_items,)
        σ²_β = 1 / (1 + Σ(θ² + σ²_θ)).
    """
    n = beta.size
    new_b, new_1, new_2, var = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    for j in prange(n):
        b, c1, c2 = beta[j], g1[j], g2[j]
        db = d1 = d2 = hbb = h11 = h22 = h12 = hb1 = hb2 = square = spread = 0.0
        for k in range(ptr[j], ptr[j + 1]):
            i = point[k]
            t = theta[i]
            u, w, ra, rc = _vote_terms(kind[k], b * t, c1, c2)
            square += t * t
            spread += var_theta[i]
            db += u * t
            hbb += w * t * t
            if kind[k] == 0:
                d1 += ra
                h11 += w
                hb1 -= w * t
            elif kind[k] == 2:
                d2 -= rc
                h22 += w
                hb2 -= w * t
            else:
                a, c = c1 - b * t, c2 - b * t
                if c2 - c1 < 1e-5:  # as in between_score
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
        ridge = 1.0 + spread
        db -= b * ridge
        hbb += ridge
        if binary[j]:  # one cutpoint carries both derivatives
            d1, d2 = d1 + d2, 0.0
            h11, h22, h12 = h11 + h22 + 2.0 * h12, 1.0, 0.0
            hb1, hb2 = hb1 + hb2, 0.0
        # Cholesky of [[h11, h12, hb1], [h12, h22, hb2], [hb1, hb2, hbb]], with a floor
        l11 = np.sqrt(max(h11, 1e-8))
        l21 = h12 / l11
        l31 = hb1 / l11
        l22 = np.sqrt(max(h22 - l21 * l21, 1e-8))
        l32 = (hb2 - l31 * l21) / l22
        l33 = np.sqrt(max(hbb - l31 * l31 - l32 * l32, 1e-8))
        y1 = d1 / l11
        y2 = (d2 - l21 * y1) / l22
        y3 = (db - l31 * y1 - l32 * y2) / l33
        s3 = y3 / l33
        s2 = (y2 - l32 * s3) / l22
        s1 = (y1 - l21 * s2 - l31 * s3) / l11
        b += min(max(s3, -ITEM_CAP), ITEM_CAP)
        s1 = min(max(s1, -ITEM_CAP), ITEM_CAP)
        s2 = min(max(s2, -ITEM_CAP), ITEM_CAP)
        if binary[j]:
            c1 += s1
            c2 = c1
        else:
            gap = c2 - c1
            if gap + s2 - s1 < GAP_KEPT * gap:
                shrink = (1.0 - GAP_KEPT) * gap / (s1 - s2)
                s1, s2 = s1 * shrink, s2 * shrink
            c1 += s1
            c2 += s2
        new_b[j], new_1[j], new_2[j] = b, c1, c2
        var[j] = 1.0 / (1.0 + square + spread)
    return new_b, new_1, new_2, var


@njit(cache=True)
def solve_walk(
    diagonal: Floats,
    off: Floats,
    rhs: Floats,
    ptr: npt.NDArray[np.int64],
) -> tuple[Floats, Floats]:
    """Solve the tridiagonal system of every state and return the diagonal of its inverse.

    Parameters
    ----------
    diagonal : ndarray, shape (n_points,)
    off : ndarray, shape (n_points,)
        ``off[i]`` joins point i to the one before it; zero at a state's first.
    rhs : ndarray, shape (m, n_points)
    ptr : ndarray of int64, shape (n_states + 1,)

    Returns
    -------
    solution : ndarray, shape (m, n_points)
    variance : ndarray, shape (n_points,)
        Diagonal of the inverse, from the forward and the backward elimination.
    """
    m, n = rhs.shape
    x, variance = np.empty((m, n)), np.empty(n)
    forward, backward = np.empty(n), np.empty(n)
    for s in range(ptr.size - 1):
        lo, hi = ptr[s], ptr[s + 1]
        for i in range(lo, hi):
            forward[i] = diagonal[i]
            if i > lo:
                forward[i] -= off[i] * off[i] / forward[i - 1]
            for r in range(m):
                x[r, i] = rhs[r, i]
                if i > lo:
                    x[r, i] -= off[i] / forward[i - 1] * x[r, i - 1]
        for i in range(hi - 1, lo - 1, -1):
            backward[i] = diagonal[i]
            if i < hi - 1:
                backward[i] -= off[i + 1] * off[i + 1] / backward[i + 1]
            for r in range(m):
                if i < hi - 1:
                    x[r, i] -= off[i + 1] * x[r, i + 1]
                x[r, i] /= forward[i]
            variance[i] = 1.0 / (forward[i] + backward[i] - diagonal[i])
    return x, variance


@njit(cache=True)
def loglik(
    theta: Floats,
    beta: Floats,
    g1: Floats,
    g2: Floats,
    ptr: npt.NDArray[np.int64],
    item: npt.NDArray[np.int32],
    kind: npt.NDArray[np.int8],
) -> float:
    """Return the log-likelihood of the votes; arrays as in `state_terms`."""
    total = 0.0
    for i in range(theta.size):
        for k in range(ptr[i], ptr[i + 1]):
            j = item[k]
            eta = beta[j] * theta[i]
            if kind[k] == 0:
                total += log_Phi(g1[j] - eta)
            elif kind[k] == 2:
                total += log_Phi(eta - g2[j])
            else:
                total += log_between(g1[j] - eta, g2[j] - eta)
    return total
