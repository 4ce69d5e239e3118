"""The compiled passes of the fast fit over the votes, for items that are curves.

As `analysis.idealpoints.fast.kernels`, with η = βθ + κθ². Given ideal points, an item is an ordered
probit with the regressors θ and θ²: its log-likelihood is concave.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.compiled import njit, prange
from analysis.idealpoints.fast.kernels import FLOOR, GAP_KEPT, ITEM_CAP, vote_terms
from analysis.idealpoints.maths.normal import NARROW, log_between, log_Phi
from analysis.idealpoints.maths.threads import stride
from analysis.idealpoints.unfolding.curve import Curves
from analysis.idealpoints.votes.ballots import Grouped

__all__ = ["N_COV", "item_step", "loglik", "state_terms"]

Floats = npt.NDArray[np.float64]
#: Columns of the items' covariances: ββ, βκ, κκ, βγ1, βγ2, κγ1, κγ2.
N_COV = 7
#: Numbers kept together per item: two lines of the cache.
ROW = 16


@njit(cache=True, parallel=True)
def state_terms(
    theta: Floats, items: Curves, cov: Floats, votes: Grouped
) -> tuple[Floats, Floats, Floats]:
    """Sum score, information and curvature over the votes of each state-period.

    The information is that of the slope β + 2κθ alone: the curvature −2κu of the curve itself is 0
    in expectation and may have either sign, so that it is left out (Gauss and Newton). That items
    are uncertain pulls θ by −w/2 times the slope of Var(βθ + κθ² − γ), as in the line.

    Parameters
    ----------
    theta : ndarray, shape (n_points,)
    items : Curves
    cov : ndarray, shape (n_items, 7)
        As `item_step` returns it.
    votes : Grouped
        By state-period.

    Returns
    -------
    score, information, curvature : ndarray, shape (n_points,)
        The curvature is the information, or what the votes cast add to it by −2κu where that is
        more: a step by less overshoots.
    """
    ptr, item, kind = votes.ptr, votes.of, votes.kind
    n, m = theta.size, items.beta.size
    score, information, curvature = np.zeros(n), np.zeros(n), np.zeros(n)
    packed = np.zeros((m, ROW))
    for j in range(m):
        packed[j, 0], packed[j, 1] = items.beta[j], items.kappa[j]
        packed[j, 2], packed[j, 3] = items.g1[j], items.g2[j]
        for c in range(N_COV):
            packed[j, 4 + c] = cov[j, c]
    for i in prange(n):
        t = theta[i]
        s = f = more = 0.0
        for k in range(ptr[i], ptr[i + 1]):
            p = packed[item[k]]
            eta = t * (p[0] + t * p[1])
            slope = p[0] + 2.0 * t * p[1]
            u, w, ra, rc = vote_terms(kind[k], eta, p[2], p[3])
            with1, with2 = p[7] + 2.0 * t * p[9], p[8] + 2.0 * t * p[10]
            # what the items' uncertainty adds to the curvature, beyond that of the slopes
            more += 2.0 * w * t * (p[5] + t * p[6])
            if kind[k] == 0:
                cut = w * with1
                more -= 2.0 * w * p[9]
            elif kind[k] == 2:
                cut = w * with2
                more -= 2.0 * w * p[10]
            else:
                more -= w * (p[9] + p[10])
                cut = ra * (u - p[2] + eta) * with1 + rc * (p[3] - eta - u) * with2
            pull = t * (p[4] + t * (3.0 * p[5] + 2.0 * t * p[6]))
            s += slope * u - w * pull + cut
            more -= 2.0 * p[1] * u
            f += w * (slope * slope + p[4] + 4.0 * t * (p[5] + t * p[6]))
        score[i], information[i], curvature[i] = s, f, f + max(more, 0.0)
    return score, information, curvature


@njit(cache=True)
def _root(h: Floats) -> None:
    """Replace a 4 × 4 matrix's lower half by its Cholesky factor, pivots kept above a floor."""
    for r in range(4):
        for c in range(r + 1):
            x = h[r, c]
            for q in range(c):
                x -= h[r, q] * h[c, q]
            h[r, c] = np.sqrt(max(x, FLOOR)) if r == c else x / h[c, c]


@njit(cache=True)
def _solve(root: Floats, x: Floats) -> None:
    """Solve LL'y = x in place."""
    for r in range(4):
        for q in range(r):
            x[r] -= root[r, q] * x[q]
        x[r] /= root[r, r]
    for r in range(3, -1, -1):
        for q in range(r + 1, 4):
            x[r] -= root[q, r] * x[q]
        x[r] /= root[r, r]


@njit(cache=True, parallel=True)
def item_step(
    theta: Floats,
    var_theta: Floats,
    items: Curves,
    binary: npt.NDArray[np.bool_],
    votes: Grouped,
    precision: float,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Take one Newton step in (β, κ, γ1, γ2) of every item.

    The priors β ~ N(0, 1) and κ ~ N(0, 1/precision) and the uncertainty of θ enter as a ridge:
    Σwσ²_θ (1, 2θ)(1, 2θ)' on (β, κ).

    Parameters
    ----------
    theta, var_theta : ndarray, shape (n_points,)
    items : Curves
    binary : ndarray of bool, shape (n_items,)
        Items with one cutpoint.
    votes : Grouped
        By item.
    precision : float

    Returns
    -------
    beta, kappa, g1, g2 : ndarray, shape (n_items,)
    cov : ndarray, shape (n_items, 7)
        ββ, βκ, κκ, βγ1, βγ2, κγ1, κγ2, of the inverse of the matrix that the step was made with.
    """
    ptr, point, kind = votes.ptr, votes.of, votes.kind
    n = items.beta.size
    new_b, new_k, cov = np.empty(n), np.empty(n), np.empty((n, N_COV))
    new_1, new_2 = np.empty(n), np.empty(n)
    places = np.empty((theta.size, 2))
    places[:, 0], places[:, 1] = theta, var_theta
    by = stride(n)
    for turn in prange(n):
        j = (turn * by) % n
        b, q, c1, c2 = items.beta[j], items.kappa[j], items.g1[j], items.g2[j]
        narrow = c2 - c1 < NARROW
        db = dq = d1 = d2 = h11 = h22 = h12 = 0.0
        h1b = h2b = h1q = h2q = hbb = hbq = hqq = 0.0
        rbb, rbq, rqq = 1.0, 0.0, precision
        for k in range(ptr[j], ptr[j + 1]):
            t, v = places[point[k], 0], places[point[k], 1]
            square = t * t
            eta = b * t + q * square
            u, w, ra, rc = vote_terms(kind[k], eta, c1, c2)
            db += u * t
            dq += u * square
            hbb += w * square
            hbq += w * square * t
            hqq += w * square * square
            rbb += w * v
            rbq += 2.0 * w * v * t
            rqq += 4.0 * w * v * square
            if kind[k] == 0:
                d1 += ra
                h11 += w
                h1b -= w * t
                h1q -= w * square
            elif kind[k] == 2:
                d2 -= rc
                h22 += w
                h2b -= w * t
                h2q -= w * square
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
                h1b -= (m11 + m12) * t
                h2b -= (m22 + m12) * t
                h1q -= (m11 + m12) * square
                h2q -= (m22 + m12) * square
        db -= rbb * b + rbq * q
        dq -= rbq * b + rqq * q
        if binary[j]:  # one cutpoint carries both derivatives
            d1, d2 = d1 + d2, 0.0
            h11, h22, h12 = h11 + h22 + 2.0 * h12, 1.0, 0.0
            h1b, h2b, h1q, h2q = h1b + h2b, 0.0, h1q + h2q, 0.0
        root, step = np.zeros((4, 4)), np.array([d1, d2, db, dq])
        root[0, 0], root[1, 0], root[1, 1] = h11, h12, h22
        root[2, 0], root[2, 1], root[2, 2] = h1b, h2b, hbb + rbb
        root[3, 0], root[3, 1], root[3, 2], root[3, 3] = h1q, h2q, hbq + rbq, hqq + rqq
        _root(root)
        _solve(root, step)
        of_b, of_q = np.zeros(4), np.zeros(4)
        of_b[2] = of_q[3] = 1.0
        _solve(root, of_b)
        _solve(root, of_q)
        second = 0 if binary[j] else 1
        cov[j, 0], cov[j, 1], cov[j, 2] = of_b[2], of_b[3], of_q[3]
        cov[j, 3], cov[j, 4], cov[j, 5], cov[j, 6] = of_b[0], of_b[second], of_q[0], of_q[second]
        # a step that is too long is made shorter as a whole, lest it leave its direction
        longest = max(max(abs(step[0]), abs(step[1])), max(abs(step[2]), 2.0 * abs(step[3])))
        share = 1.0 if longest <= ITEM_CAP else ITEM_CAP / longest
        s1, s2 = share * step[0], share * step[1]
        b += share * step[2]
        q += share * step[3]
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
        new_b[j], new_k[j], new_1[j], new_2[j] = b, q, c1, c2
    return new_b, new_k, new_1, new_2, cov


@njit(cache=True, parallel=True)
def loglik(theta: Floats, items: Curves, votes: Grouped) -> float:
    """Return the log-likelihood of the votes; arguments as of `state_terms`."""
    beta, kappa, g1, g2 = items.beta, items.kappa, items.g1, items.g2
    ptr, item, kind = votes.ptr, votes.of, votes.kind
    own = np.zeros(theta.size)
    for i in prange(theta.size):
        total = 0.0
        for k in range(ptr[i], ptr[i + 1]):
            j = item[k]
            eta = theta[i] * (beta[j] + theta[i] * kappa[j])
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
